using System.Security.Claims;
using Dashboard.Core.Access;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.StaticAssets;

namespace Dashboard.Web.Access;

/// <summary>Marks what somebody may reach before the second factor is set up: setting it up, changing the password, leaving.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class WithoutSecondFactorAttribute : Attribute;

/// <summary>Leads people whose role moves money, sees whole account numbers or administers to set up a second factor before anything else.</summary>
public sealed class SecondFactorGate(RequestDelegate next, SignInLimits limits)
{
    public const string Path = "/second-factor";

    private static readonly Permission[] Guarded =
        [Permission.RequestRefund, Permission.ApproveRefund, Permission.RevealAccount, Permission.ManageProjects, Permission.ManageUsers];

    /// <summary>True for a role that may not work with a password alone.</summary>
    public static bool IsGuarded(string role) => Guarded.Any(permission => PermissionMatrix.Allows(role, permission));

    public Task InvokeAsync(HttpContext http)
    {
        if (limits.RequireSecondFactor == false || !Lacks(http.User) || IsOpen(http.GetEndpoint()))
            return next(http);

        if (HttpMethods.IsGet(http.Request.Method) && !Security.MachinePaths.Contains(http.Request.Path))
            http.Response.Redirect(Path);
        else
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    private static bool Lacks(ClaimsPrincipal principal) =>
        principal.Identity?.IsAuthenticated == true
        && !principal.HasClaim(claim => claim.Type == StaffClaims.SecondFactor)
        && principal.FindAll(ClaimTypes.Role).Any(role => IsGuarded(role.Value));

    private static bool IsOpen(Endpoint? endpoint) =>
        endpoint is null
        || endpoint.Metadata.GetMetadata<WithoutSecondFactorAttribute>() is not null
        || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null
        || endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is not null;
}
