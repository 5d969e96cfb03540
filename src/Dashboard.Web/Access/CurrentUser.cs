using System.Security.Claims;
using Dashboard.Core.Access;
using Dashboard.Web.Shell;
using Microsoft.AspNetCore.Components.Authorization;

namespace Dashboard.Web.Access;

/// <summary>Who is in front of this page: the actor for handlers and queries, and what that actor may do at this moment.</summary>
public sealed class CurrentUser(AuthenticationStateProvider authentication, AccessControl access, Times times)
{
    /// <summary>Somebody without a user id when nobody is signed in (or the session has ended): may do nothing.</summary>
    public async Task<Actor> ActorAsync()
    {
        var principal = (await authentication.GetAuthenticationStateAsync()).User;
        return ActorOf(principal, times.Viewer.SourceAddress);
    }

    /// <summary>Read from the database at each call; keep it no longer than one rendering.</summary>
    public async Task<AccessScope> ScopeAsync(CancellationToken cancellationToken) => await access.ScopeAsync(await ActorAsync(), cancellationToken);

    /// <summary>The same for endpoints, which have the principal at hand.</summary>
    public static Actor ActorOf(ClaimsPrincipal principal, string? sourceAddress)
    {
        ArgumentNullException.ThrowIfNull(principal);
        var signedIn = principal.Identity?.IsAuthenticated == true;
        Guid? id = signedIn && Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var parsed) ? parsed : null;
        return new Actor(id, signedIn ? principal.Identity!.Name ?? "" : "nobody", sourceAddress);
    }
}
