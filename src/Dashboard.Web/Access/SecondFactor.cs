using System.Text.Encodings.Web;
using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Microsoft.AspNetCore.Identity;

namespace Dashboard.Web.Access;

/// <param name="Key">The secret in base32 as an app wants it typed; empty once the factor is on.</param>
/// <param name="Uri">The same as an otpauth address for the QR code.</param>
public sealed record FactorState(bool Enabled, string Key, string Uri);

/// <summary>Sets up and replaces the authenticator app of the signed-in user.</summary>
public sealed class SecondFactor(UserManager<User> users, StaffSignIn signIn, AuditLog audit)
{
    private const int RecoveryCodes = 8;

    public async Task<FactorState> StateAsync(HttpContext http)
    {
        var user = await UserAsync(http);
        if (user.TwoFactorEnabled)
            return new FactorState(true, "", "");

        var key = await users.GetAuthenticatorKeyAsync(user);
        if (string.IsNullOrEmpty(key))
        {
            await users.ResetAuthenticatorKeyAsync(user);
            // A new key changes the security stamp; without this the next request would be signed out.
            await signIn.RefreshSignInAsync(user);
            key = await users.GetAuthenticatorKeyAsync(user) ?? "";
        }

        var account = UrlEncoder.Default.Encode(user.Email ?? "");
        return new FactorState(false, key, $"otpauth://totp/Dashboard:{account}?secret={key}&issuer=Dashboard&digits=6");
    }

    /// <summary>Recovery codes when the code is right, else nothing.</summary>
    public async Task<IReadOnlyList<string>> TurnOnAsync(HttpContext http, string code)
    {
        var user = await UserAsync(http);
        if (user.TwoFactorEnabled || !await IsRightAsync(user, code))
            return [];
        await users.SetTwoFactorEnabledAsync(user, true);
        var recovery = await users.GenerateNewTwoFactorRecoveryCodesAsync(user, RecoveryCodes) ?? [];
        await signIn.RefreshSignInAsync(user);
        await WriteAsync(http, user, "second-factor.on");
        return [.. recovery];
    }

    /// <summary>Turns the present app off after a code from it, so that another can be set up.</summary>
    public async Task<bool> ReplaceAsync(HttpContext http, string code)
    {
        var user = await UserAsync(http);
        if (!user.TwoFactorEnabled || !await IsRightAsync(user, code))
            return false;
        await users.SetTwoFactorEnabledAsync(user, false);
        await users.ResetAuthenticatorKeyAsync(user);
        await signIn.RefreshSignInAsync(user);
        await WriteAsync(http, user, "second-factor.off");
        return true;
    }

    private Task<bool> IsRightAsync(User user, string code) =>
        users.VerifyTwoFactorTokenAsync(user, OneTimeCodes.Provider, code.Replace(" ", "", StringComparison.Ordinal));

    private async Task<User> UserAsync(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return await users.GetUserAsync(http.User) ?? throw new InvalidOperationException("The signed-in user is gone.");
    }

    private Task WriteAsync(HttpContext http, User user, string action) =>
        audit.WriteAsync(
            CurrentUser.ActorOf(http.User, http.Connection.RemoteIpAddress?.ToString()), new AuditLine(action, $"user {user.Email}"), http.RequestAborted);
}
