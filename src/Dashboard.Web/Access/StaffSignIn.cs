using System.Security.Claims;
using Dashboard.Core.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Dashboard.Web.Access;

/// <summary>A disabled user is nobody: may not sign in, and the next check of the stamp ends what is open.</summary>
public sealed class StaffSignIn(
    UserManager<User> users, IHttpContextAccessor http, IUserClaimsPrincipalFactory<User> claims, IOptions<IdentityOptions> options,
    ILogger<SignInManager<User>> log, IAuthenticationSchemeProvider schemes, IUserConfirmation<User> confirmation)
    : SignInManager<User>(users, http, claims, options, log, schemes, confirmation)
{
    public override Task<bool> CanSignInAsync(User user) => Task.FromResult(!user.Disabled);

    public override async Task<User?> ValidateSecurityStampAsync(ClaimsPrincipal? principal) =>
        await base.ValidateSecurityStampAsync(principal) is { Disabled: false } user ? user : null;

    /// <summary>After the password was found right: signs in, or remembers whose code is awaited.</summary>
    public Task<SignInResult> CompletePasswordAsync(User user) => SignInOrTwoFactorAsync(user, isPersistent: false);
}
