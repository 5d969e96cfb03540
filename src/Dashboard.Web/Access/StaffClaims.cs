using System.Security.Claims;
using Dashboard.Core.Access;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Dashboard.Web.Access;

/// <summary>Adds to the principal what the shell shows and what the second-factor rule asks for.</summary>
public sealed class StaffClaims(UserManager<User> users, RoleManager<IdentityRole<Guid>> roles, IOptions<IdentityOptions> options)
    : UserClaimsPrincipalFactory<User, IdentityRole<Guid>>(users, roles, options)
{
    public const string DisplayName = "display_name";

    /// <summary>Present when the account has a second factor, without which it could not have signed in.</summary>
    public const string SecondFactor = "second_factor";

    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(User user)
    {
        ArgumentNullException.ThrowIfNull(user);
        var identity = await base.GenerateClaimsAsync(user);
        identity.AddClaim(new Claim(DisplayName, user.DisplayName.Length > 0 ? user.DisplayName : user.Email ?? ""));
        if (user.TwoFactorEnabled)
            identity.AddClaim(new Claim(SecondFactor, "app"));
        return identity;
    }
}
