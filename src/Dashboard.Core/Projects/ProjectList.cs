using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Projects;

public sealed record ProjectLine(long Id, string Name, string GateUrl, bool RefundsStopped, DateTimeOffset CreatedAt);

/// <summary>The projects in the order of their ids.</summary>
public sealed class ProjectList(Database database)
{
    public async Task<IReadOnlyList<ProjectLine>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var context = await database.OpenAsync(cancellationToken);
        return await context.Projects.OrderBy(project => project.Id)
            .Select(project => new ProjectLine(project.Id, project.Name, project.GateUrl, project.RefundsStopped, project.CreatedAt))
            .ToListAsync(cancellationToken);
    }
}
