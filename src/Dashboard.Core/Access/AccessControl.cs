using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Access;

/// <summary>
/// Reads what somebody may do from the database each time it is asked: a role taken away counts at once, whatever an open page still believes.
/// </summary>
public sealed class AccessControl(Database database)
{
    public async Task<AccessScope> ScopeAsync(Actor actor, CancellationToken cancellationToken)
    {
        await using var context = await database.OpenAsync(cancellationToken);
        return await ScopeAsync(context, actor, cancellationToken);
    }

    /// <summary>The same inside a transaction that is already open.</summary>
    public static async Task<AccessScope> ScopeAsync(AppDbContext context, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(context);
        if (actor.Trusted)
            return AccessScope.Everything;
        if (actor.UserId is not { } userId)
            return AccessScope.Nothing;
        // Two collections in one projection would need APPLY, which SQLite has not.
        var allProjects = await context.Users.Where(user => user.Id == userId && !user.Disabled)
            .Select(user => (bool?)user.AllProjects).SingleOrDefaultAsync(cancellationToken);
        if (allProjects is null)
            return AccessScope.Nothing;
        var roles = await context.UserRoles.Where(link => link.UserId == userId)
            .Join(context.Roles, link => link.RoleId, role => role.Id, (_, role) => role.Name!).ToListAsync(cancellationToken);
        var projects = allProjects.Value
            ? null
            : await context.ProjectAccess.Where(access => access.UserId == userId).Select(access => access.ProjectId).ToListAsync(cancellationToken);
        return new AccessScope(roles, projects);
    }

    /// <summary>The same of many people at once, by as many statements as for one. Whoever may do nothing is missing.</summary>
    internal static async Task<Dictionary<Guid, AccessScope>> ScopesAsync(
        AppDbContext context, IReadOnlyCollection<Guid> userIds, CancellationToken cancellationToken)
    {
        var people = await context.Users.Where(user => userIds.Contains(user.Id) && !user.Disabled)
            .Select(user => new { user.Id, user.AllProjects }).ToListAsync(cancellationToken);
        var roles = (await context.UserRoles.Where(link => userIds.Contains(link.UserId))
            .Join(context.Roles, link => link.RoleId, role => role.Id, (link, role) => new { link.UserId, role.Name }).ToListAsync(cancellationToken))
            .ToLookup(one => one.UserId, one => one.Name!);
        var projects = (await context.ProjectAccess.Where(access => userIds.Contains(access.UserId)).ToListAsync(cancellationToken))
            .ToLookup(access => access.UserId, access => access.ProjectId);
        return people.ToDictionary(person => person.Id, person => new AccessScope([.. roles[person.Id]], person.AllProjects ? null : projects[person.Id]));
    }
}

/// <summary>What somebody may do and see at this moment.</summary>
public sealed class AccessScope
{
    private readonly HashSet<Permission> _permissions;
    private readonly HashSet<long>? _projects;

    internal AccessScope(IReadOnlyCollection<string> roles, IEnumerable<long>? projects)
    {
        Roles = roles;
        _permissions = [.. Enum.GetValues<Permission>().Where(permission => roles.Any(role => PermissionMatrix.Allows(role, permission)))];
        _projects = projects is null ? null : [.. projects];
    }

    public static AccessScope Nothing { get; } = new([], []);

    internal static AccessScope Everything { get; } = new([Access.Roles.Admin], null);

    public IReadOnlyCollection<string> Roles { get; }

    /// <summary>The visible projects; null = all of them.</summary>
    public IReadOnlyCollection<long>? Projects => _projects;

    public bool Can(Permission permission) => _permissions.Contains(permission);

    public bool Sees(long projectId) => _projects is null || _projects.Contains(projectId);

    public bool Can(Permission permission, long projectId) => Can(permission) && Sees(projectId);
}
