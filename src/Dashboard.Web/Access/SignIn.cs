using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Web.Shell;
using Microsoft.AspNetCore.Identity;

namespace Dashboard.Web.Access;

public enum SignInOutcome
{
    Done,
    NeedsCode,
    Refused,

    /// <summary>Too long between password and code: start again.</summary>
    Expired,
}

/// <summary>
/// Password, then code. Every refusal gives the same answer after the same work, so that nobody learns which addresses exist here, which are
/// locked and which are switched off.
/// </summary>
public sealed class SignIn(StaffSignIn signIn, UserManager<User> users, IPasswordHasher<User> hasher, AuditLog audit)
{
    // Some hash to compare with when there is no user: a wrong password must cost the same.
    private static readonly Lazy<string> NobodysHash = new(() => HashOfNothing());

    public async Task<SignInOutcome> PasswordAsync(string email, string password, string? address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(email);
        var user = await users.FindByEmailAsync(email.Trim());
        if (user is null)
        {
            hasher.VerifyHashedPassword(new User(), NobodysHash.Value, password);
            await WriteAsync(null, "sign-in.password", AuditResult.Refused, address, cancellationToken);
            return SignInOutcome.Refused;
        }

        var right = await users.CheckPasswordAsync(user, password);
        var locked = await users.IsLockedOutAsync(user);
        if (!right || locked || user.Disabled)
        {
            if (!right && !locked)
                await users.AccessFailedAsync(user);
            await WriteAsync(user, "sign-in.password", AuditResult.Refused, address, cancellationToken);
            return SignInOutcome.Refused;
        }

        var result = await signIn.CompletePasswordAsync(user);
        if (result.RequiresTwoFactor)
            return SignInOutcome.NeedsCode;
        await users.ResetAccessFailedCountAsync(user);
        await WriteAsync(user, "sign-in", AuditResult.Done, address, cancellationToken);
        return SignInOutcome.Done;
    }

    /// <param name="code">Six figures from the app, or a recovery code.</param>
    public async Task<SignInOutcome> CodeAsync(string code, string? address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(code);
        if (await signIn.GetTwoFactorAuthenticationUserAsync() is not { } user)
            return SignInOutcome.Expired;

        var bare = code.Replace(" ", "", StringComparison.Ordinal);
        var result = bare.Length == 6 && bare.All(char.IsAsciiDigit)
            ? await signIn.TwoFactorAuthenticatorSignInAsync(bare, isPersistent: false, rememberClient: false)
            : await RecoverAsync(user, bare);
        await WriteAsync(user, result.Succeeded ? "sign-in" : "sign-in.code", result.Succeeded ? AuditResult.Done : AuditResult.Refused, address, cancellationToken);
        return result.Succeeded ? SignInOutcome.Done : SignInOutcome.Refused;
    }

    /// <summary>Language, theme and zone of the user just signed in, as cookies of this browser.</summary>
    public async Task BringPreferencesAsync(HttpContext http, string email)
    {
        if (await users.FindByEmailAsync(email.Trim()) is { } user)
            Preferences.Write(http, user);
    }

    public Task<User?> PendingUserAsync() => signIn.GetTwoFactorAuthenticationUserAsync();

    private async Task<SignInResult> RecoverAsync(User user, string code)
    {
        // The framework counts wrong codes of the app but not wrong recovery codes.
        if (await users.IsLockedOutAsync(user))
            return SignInResult.LockedOut;
        var result = await signIn.TwoFactorRecoveryCodeSignInAsync(code);
        if (!result.Succeeded)
            await users.AccessFailedAsync(user);
        return result;
    }

    private Task WriteAsync(User? user, string action, AuditResult result, string? address, CancellationToken cancellationToken) =>
        audit.WriteAsync(
            new Actor(user?.Id, user?.Email ?? "nobody", address),
            new AuditLine(action, user is null ? "an unknown user" : $"user {user.Email}", result), cancellationToken);

    private static string HashOfNothing()
    {
        var options = Microsoft.Extensions.Options.Options.Create(new PasswordHasherOptions { IterationCount = PasswordRules.Iterations });
        return new PasswordHasher<User>(options).HashPassword(new User(), Guid.NewGuid().ToString());
    }
}
