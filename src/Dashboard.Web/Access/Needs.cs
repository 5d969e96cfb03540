using System.Data.Common;
using System.Reflection;
using Dashboard.Core.Access;

namespace Dashboard.Web.Access;

/// <summary>
/// The rights of which one opens a page. Whoever has none is told which roles have them; what the page shows and does is asked for again by the
/// queries and handlers it calls.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsAttribute(params Permission[] anyOf) : Attribute
{
    public IReadOnlyList<Permission> AnyOf => anyOf;

    /// <summary>The roles that open the page.</summary>
    public IEnumerable<string> Roles => Core.Access.Roles.All.Where(role => anyOf.Any(permission => PermissionMatrix.Allows(role, permission)));

    public bool IsMetBy(AccessScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return anyOf.Any(scope.Can);
    }

    /// <summary>Null for a page that is open to everybody who is signed in, or to everybody.</summary>
    public static NeedsAttribute? Of(Type page) => page.GetCustomAttribute<NeedsAttribute>();
}

/// <summary>Refuses a page with 403 to those who lack its right; the page of the refusal reads from the request what was missing.</summary>
public sealed class PageGate(RequestDelegate next, AccessControl access)
{
    public async Task InvokeAsync(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (http.GetEndpoint()?.Metadata.GetMetadata<NeedsAttribute>() is not { } needs || await IsMetAsync(http, needs))
        {
            await next(http);
            return;
        }

        http.Features.Set(needs);
        http.Response.StatusCode = StatusCodes.Status403Forbidden;
    }

    private async Task<bool> IsMetAsync(HttpContext http, NeedsAttribute needs)
    {
        try
        {
            return needs.IsMetBy(await access.ScopeAsync(CurrentUser.ActorOf(http.User, null), http.RequestAborted));
        }
        catch (DbException)
        {
            // The page says itself that it cannot read; it shows nothing without asking again.
            return true;
        }
    }
}
