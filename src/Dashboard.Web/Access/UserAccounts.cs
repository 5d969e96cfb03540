using System.Security.Cryptography;
using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Microsoft.AspNetCore.Identity;

namespace Dashboard.Web.Access;

/// <summary>Makes accounts: for the set-up page, the command line and the demo.</summary>
public sealed class UserAccounts(UserManager<User> users, RoleManager<IdentityRole<Guid>> roles, StaffQueries staff, AuditLog audit, TimeProvider clock)
{
    /// <summary>Adds a user with one role. The result names each rule that was broken by its code.</summary>
    public async Task<IdentityResult> AddAsync(Actor actor, NewUser account, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(account);
        if (!Roles.All.Contains(account.Role))
            return IdentityResult.Failed(new IdentityError { Code = "RoleUnknown", Description = $"The role must be one of {string.Join(", ", Roles.All)}." });

        var user = new User
        {
            Id = Guid.CreateVersion7(),
            UserName = account.Email,
            Email = account.Email,
            EmailConfirmed = true,
            DisplayName = account.DisplayName,
            AllProjects = account.AllProjects,
            CreatedAt = clock.GetUtcNow(),
        };
        var created = await users.CreateAsync(user, account.Password);
        if (!created.Succeeded)
            return created;

        await EnsureRolesAsync();
        var joined = await users.AddToRoleAsync(user, account.Role);
        if (!joined.Succeeded)
            return joined;
        await audit.WriteAsync(
            actor, new AuditLine("user.add", $"user {account.Email}", Detail: new { role = account.Role, allProjects = account.AllProjects }), cancellationToken);
        return IdentityResult.Success;
    }

    /// <summary>True when somebody can administer: an admin who is not disabled.</summary>
    public Task<bool> HasAdminAsync(CancellationToken cancellationToken) => staff.HasAdminAsync(cancellationToken);

    public async Task<bool> ExistsAsync(string email) => await users.FindByEmailAsync(email) is not null;

    /// <summary>About 99 bits, without characters that are read wrongly from a console.</summary>
    public static string RandomPassword() => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", 17);

    private async Task EnsureRolesAsync()
    {
        foreach (var name in Roles.All)
        {
            if (!await roles.RoleExistsAsync(name))
                await roles.CreateAsync(new IdentityRole<Guid>(name) { Id = Guid.CreateVersion7() });
        }
    }
}

/// <param name="Email">Also the name to sign in with.</param>
/// <param name="Role">One of <see cref="Roles.All"/>.</param>
public sealed record NewUser(string DisplayName, string Email, string Password, string Role, bool AllProjects);
