using System.Security.Claims;
using Dashboard.Core.Access;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Identity;

namespace Dashboard.Web.Access;

/// <summary>
/// An open page makes no requests that would check its cookie, so the circuit asks for itself: user still enabled, stamp unchanged, session
/// neither idle nor over. One "no" turns the page over to sign-in.
/// </summary>
public sealed class CircuitSession(ILoggerFactory log, IServiceScopeFactory scopes, SignInLimits limits, TimeProvider clock, SessionActivity activity)
    : RevalidatingServerAuthenticationStateProvider(log)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(limits.RevalidateSeconds);

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(authenticationState);
        var principal = authenticationState.User;
        var now = clock.GetUtcNow();
        if (Session.IsOver(principal, now) || now - activity.Last >= TimeSpan.FromMinutes(limits.IdleMinutes))
            return false;

        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        var user = await users.GetUserAsync(principal);
        return user is { Disabled: false }
            && principal.FindFirstValue(users.Options.ClaimsIdentity.SecurityStampClaimType) == await users.GetSecurityStampAsync(user);
    }
}

/// <summary>When the person behind this circuit last did something.</summary>
public sealed class SessionActivity(TimeProvider clock)
{
    private long _last = clock.GetUtcNow().UtcTicks;

    public DateTimeOffset Last => new(Interlocked.Read(ref _last), TimeSpan.Zero);

    public void Touch() => Interlocked.Exchange(ref _last, clock.GetUtcNow().UtcTicks);
}

/// <summary>Counts what the browser sends in as activity; what the server pushes out is not.</summary>
public sealed class ActivityWatch(SessionActivity activity) : CircuitHandler
{
    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) =>
        context =>
        {
            activity.Touch();
            return next(context);
        };
}
