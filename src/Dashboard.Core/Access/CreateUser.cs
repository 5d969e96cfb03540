using System.ComponentModel.DataAnnotations;
using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Dashboard.Gate;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Dashboard.Core.Access;

/// <param name="Email">Also the name to sign in with.</param>
/// <param name="Role">One of <see cref="Roles.All"/>, in any case.</param>
/// <param name="Projects">Visible projects; null = all.</param>
public sealed record NewStaff(string Email, string Role, string Password, IReadOnlyList<long>? Projects);

/// <summary>Makes an account for a member of staff.</summary>
public sealed class CreateUser(Database database, AuditLog audit, TimeProvider clock, IOptions<PasswordHasherOptions> hashing)
{
    public const int ShortestPassword = 12;
    public const int LongestPassword = 128;

    private static readonly EmailAddressAttribute EmailShape = new();
    private static readonly UpperInvariantLookupNormalizer Normalizer = new();

    /// <returns>What keeps it from being made, each with its field and the fix; empty when it was.</returns>
    public async Task<IReadOnlyList<string>> HandleAsync(Actor actor, NewStaff staff, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(staff);
        var role = Roles.All.FirstOrDefault(known => known.Equals(staff.Role, StringComparison.OrdinalIgnoreCase));
        var faults = Faults(staff, role);
        if (faults.Count > 0)
            return faults;

        await using var scope = await database.BeginWriteAsync(cancellationToken);
        var context = scope.Context;
        if (!(await AccessControl.ScopeAsync(context, actor, cancellationToken)).Can(Permission.ManageUsers))
            return [AccessFaults.NotAllowed];
        var name = Normalizer.NormalizeName(staff.Email);
        if (await context.Users.AnyAsync(known => known.NormalizedUserName == name || known.NormalizedEmail == name, cancellationToken))
            return [$"email: {staff.Email} has an account already; use another address."];
        var unknown = (staff.Projects ?? []).Except(await context.Projects.Select(project => project.Id).ToListAsync(cancellationToken)).ToList();
        if (unknown.Count > 0)
            return [$"projects: there is no project {string.Join(", ", unknown)}; add it first."];

        var user = new User
        {
            Id = Guid.CreateVersion7(),
            UserName = staff.Email,
            NormalizedUserName = name,
            Email = staff.Email,
            NormalizedEmail = name,
            EmailConfirmed = true,
            LockoutEnabled = true,
            SecurityStamp = Guid.NewGuid().ToString("N"),
            DisplayName = staff.Email.Split('@')[0],
            AllProjects = staff.Projects is null,
            CreatedAt = clock.GetUtcNow(),
        };
        user.PasswordHash = new PasswordHasher<User>(hashing).HashPassword(user, staff.Password);
        context.Users.Add(user);
        context.UserRoles.Add(new IdentityUserRole<Guid> { UserId = user.Id, RoleId = await RoleIdAsync(context, role!, cancellationToken) });
        context.ProjectAccess.AddRange((staff.Projects ?? []).Distinct().Select(project => new ProjectAccess { UserId = user.Id, ProjectId = project }));
        await audit.AppendAsync(scope, actor, new AuditLine("user.add", $"user {staff.Email}",
            Detail: new { role, allProjects = user.AllProjects, projects = staff.Projects }), cancellationToken);
        await scope.CommitAsync(cancellationToken);
        return [];
    }

    private static async Task<Guid> RoleIdAsync(AppDbContext context, string role, CancellationToken cancellationToken)
    {
        var name = Normalizer.NormalizeName(role);
        var known = await context.Roles.FirstOrDefaultAsync(one => one.NormalizedName == name, cancellationToken);
        if (known is null)
        {
            known = new IdentityRole<Guid>(role) { Id = Guid.CreateVersion7(), NormalizedName = name };
            context.Roles.Add(known);
        }

        return known.Id;
    }

    private static List<string> Faults(NewStaff staff, string? role)
    {
        var faults = new List<string>();
        if (staff.Email.Length is 0 or > 254 || !EmailShape.IsValid(staff.Email) || !CleanText.IsClean(staff.Email) || staff.Email.Any(char.IsWhiteSpace))
            faults.Add("email: must be an address such as ann@example.com.");
        if (role is null)
            faults.Add($"role: must be one of {string.Join(", ", Roles.All)}.");
        if (staff.Password.Length is < ShortestPassword or > LongestPassword)
            faults.Add($"password: must have {ShortestPassword} to {LongestPassword} characters.");
        if (staff.Projects is { Count: 0 })
            faults.Add("projects: name at least one, or leave it out for all.");
        return faults;
    }
}
