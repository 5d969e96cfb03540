using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Projects;

/// <summary>
/// Replaces a project's secret key. The one before still verifies callbacks for some days: messages signed with it are on their way, and the
/// platform repeats an unanswered one for 11 days (page en_platform_callbacks).
/// </summary>
public sealed class RotateSecret(Database database, SecretBox box, ProjectKeys keys, AuditLog audit, TimeProvider clock)
{
    public const int MostDays = 30;

    /// <param name="actor">Who does it.</param>
    /// <param name="projectId">Whose key.</param>
    /// <param name="secret">The new key.</param>
    /// <param name="keepDays">Days for which the key before is still accepted, 0 to <see cref="MostDays"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What keeps it from being done, each with its field and the fix; empty when it was.</returns>
    public async Task<IReadOnlyList<string>> HandleAsync(
        Actor actor, long projectId, string secret, int keepDays, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(secret);
        if (AddProject.SecretFault(secret) is { } fault)
            return [fault];
        if (keepDays is < 0 or > MostDays)
            return [$"keep-days: must be 0 to {MostDays}."];

        await using var scope = await database.BeginWriteAsync(cancellationToken);
        var rights = await AccessControl.ScopeAsync(scope.Context, actor, cancellationToken);
        if (!rights.Can(Permission.ManageProjects, projectId))
            return [AccessFaults.NotAllowed];
        if (!await scope.Context.Projects.AnyAsync(known => known.Id == projectId, cancellationToken))
            return [$"id: there is no project {projectId}; add it first."];

        var now = clock.GetUtcNow();
        var until = now.AddDays(keepDays);
        foreach (var old in await scope.Context.ProjectSecrets.Where(known => known.ProjectId == projectId).ToListAsync(cancellationToken))
        {
            // Only the newest of the old keys is kept, and only if keeping was asked for.
            if (old.ValidUntil is null && keepDays > 0)
                old.ValidUntil = until;
            else
                scope.Context.ProjectSecrets.Remove(old);
        }

        scope.Context.ProjectSecrets.Add(new ProjectSecret
        {
            Id = Guid.CreateVersion7(),
            ProjectId = projectId,
            Protected = box.Seal(secret),
            CreatedAt = now,
        });
        await audit.AppendAsync(scope, actor, new AuditLine("project.rotate", $"project {projectId}", ProjectId: projectId,
            Detail: new { keepDays }), cancellationToken);
        await scope.CommitAsync(cancellationToken);
        keys.Invalidate();
        return [];
    }
}
