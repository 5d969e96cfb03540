using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Microsoft.AspNetCore.Identity;

namespace Dashboard.Web.Access;

/// <summary>
/// Asks a signed-in person once more: a code of the app where there is one, each good for one use, else the password. What was right is written where
/// the handlers look for it; what was wrong counts towards the account's lock.
/// </summary>
public sealed class StepUpCheck(IServiceScopeFactory scopes, StepUps stepUps, AuditLog audit)
{
    public async Task<bool> ConfirmAsync(Actor actor, string secret, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(secret);
        // A circuit lives for hours; the account is read anew for each try.
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        if (actor.UserId is not { } id || await users.FindByIdAsync(id.ToString()) is not { Disabled: false } user)
            return false;
        var method = user.TwoFactorEnabled ? StepUpMethod.Code : StepUpMethod.Password;
        var locked = await users.IsLockedOutAsync(user);
        var right = !locked && (method == StepUpMethod.Code
            ? await users.VerifyTwoFactorTokenAsync(user, OneTimeCodes.Provider, secret.Replace(" ", "", StringComparison.Ordinal))
            : await users.CheckPasswordAsync(user, secret));
        if (right)
        {
            await users.ResetAccessFailedCountAsync(user);
            await stepUps.ConfirmedAsync(actor, method, cancellationToken);
            return true;
        }

        if (!locked)
            await users.AccessFailedAsync(user);
        await audit.WriteAsync(actor, new AuditLine("step-up", $"user {user.Email}", AuditResult.Refused, Detail: new { method = method.ToString(), locked }), cancellationToken);
        return false;
    }
}
