using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Access;

public sealed class StaffQueries(Database database)
{
    /// <summary>True when somebody can administer: an admin who is not disabled.</summary>
    public async Task<bool> HasAdminAsync(CancellationToken cancellationToken)
    {
        await using var context = await database.OpenAsync(cancellationToken);
        return await context.UserRoles
            .Join(context.Roles.Where(role => role.Name == Roles.Admin), link => link.RoleId, role => role.Id, (link, _) => link.UserId)
            .Join(context.Users.Where(user => !user.Disabled), id => id, user => user.Id, (id, _) => id)
            .AnyAsync(cancellationToken);
    }
}
