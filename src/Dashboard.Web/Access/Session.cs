using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;

namespace Dashboard.Web.Access;

/// <summary>The two clocks of a session: the sliding one is the cookie's own, the absolute one is written into it at sign-in.</summary>
public static class Session
{
    /// <summary>Claim with the Unix second at which the session ends whatever happens.</summary>
    public const string EndsClaim = "session_ends";

    private const string StartedItem = "started";

    public static Task StampAsync(CookieSigningInContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var clock = context.HttpContext.RequestServices.GetRequiredService<TimeProvider>();
        context.Properties.Items.TryAdd(StartedItem, clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        return Task.CompletedTask;
    }

    public static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var services = context.HttpContext.RequestServices;
        var limits = services.GetRequiredService<SignInLimits>();
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        if (!context.Properties.Items.TryGetValue(StartedItem, out var text)
            || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var started)
            || now >= End(started, limits))
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
            return;
        }

        await SecurityStampValidator.ValidatePrincipalAsync(context);
        if (context.Principal?.Identity is ClaimsIdentity identity && !identity.HasClaim(claim => claim.Type == EndsClaim))
            identity.AddClaim(new Claim(EndsClaim, End(started, limits).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>True once the absolute end written into the principal has passed.</summary>
    public static bool IsOver(ClaimsPrincipal principal, DateTimeOffset now) =>
        principal.FindFirstValue(EndsClaim) is { } text
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var end) && now.ToUnixTimeSeconds() >= end;

    private static DateTimeOffset End(long started, SignInLimits limits) => DateTimeOffset.FromUnixTimeSeconds(started).AddHours(limits.AbsoluteHours);
}
