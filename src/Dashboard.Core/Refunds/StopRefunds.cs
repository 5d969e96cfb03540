using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Refunds;

public enum StopResult
{
    Done,
    NotAllowed,

    /// <summary>A reason of 1 to 200 characters, without control characters, is missing.</summary>
    ReasonNeeded,
}

/// <summary>One switch that is on.</summary>
/// <param name="ProjectId"><see cref="RefundSwitch.AllProjects"/> for the one above all.</param>
/// <param name="ByName">Empty when it is not known.</param>
public sealed record RefundStop(long ProjectId, string ProjectName, string Reason, string ByName, DateTimeOffset? At);

/// <summary>Turns the stop switch: no refund of the project, or of any, is accepted or leaves from the moment this has committed.</summary>
public sealed class StopRefunds(Database database, AuditLog audit, RefundBoard board, TimeProvider clock)
{
    public const int MostReason = 200;

    /// <param name="projectId">Null = all projects; asks for a person who sees all of them.</param>
    public Task<StopResult> StopAsync(Actor actor, long? projectId, string reason, CancellationToken cancellationToken) =>
        TurnAsync(actor, projectId, stop: true, reason, cancellationToken);

    public Task<StopResult> ResumeAsync(Actor actor, long? projectId, string reason, CancellationToken cancellationToken) =>
        TurnAsync(actor, projectId, stop: false, reason, cancellationToken);

    /// <summary>The switches that are on and concern this person, the one above all first.</summary>
    public async Task<IReadOnlyList<RefundStop>> ReadAsync(Actor actor, CancellationToken cancellationToken)
    {
        await using var context = await database.OpenAsync(cancellationToken);
        var access = await AccessControl.ScopeAsync(context, actor, cancellationToken);
        if (!access.Can(Permission.ViewPayments))
            return [];
        var rows = await context.RefundSwitches.Where(one => one.Stopped).ToListAsync(cancellationToken);
        var projects = await context.Projects.Where(project => project.RefundsStopped).OrderBy(project => project.Id)
            .Select(project => new { project.Id, project.Name }).ToListAsync(cancellationToken);
        var all = rows.Where(one => one.ProjectId == RefundSwitch.AllProjects)
            .Select(one => new RefundStop(one.ProjectId, "", one.Reason, one.ChangedByName, one.ChangedAt));
        return [.. all, .. projects.Where(project => access.Sees(project.Id)).Select(project =>
        {
            var row = rows.Find(one => one.ProjectId == project.Id);
            return new RefundStop(project.Id, project.Name, row?.Reason ?? "", row?.ChangedByName ?? "", row?.ChangedAt);
        })];
    }

    /// <summary>What this person may stop: all projects together where they see all, then each by itself.</summary>
    public async Task<IReadOnlyList<(long Id, string Name)>> ChoicesAsync(Actor actor, CancellationToken cancellationToken)
    {
        await using var context = await database.OpenAsync(cancellationToken);
        var access = await AccessControl.ScopeAsync(context, actor, cancellationToken);
        if (!access.Can(Permission.StopRefunds))
            return [];
        var projects = await context.Projects.OrderBy(project => project.Id).Select(project => new { project.Id, project.Name }).ToListAsync(cancellationToken);
        (long Id, string Name)[] all = access.Projects is null ? [(RefundSwitch.AllProjects, "")] : [];
        return [.. all, .. projects.Where(project => access.Sees(project.Id)).Select(project => (project.Id, project.Name))];
    }

    private async Task<StopResult> TurnAsync(Actor actor, long? projectId, bool stop, string reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(reason);
        var action = stop ? "refunds.stop" : "refunds.resume";
        var subject = projectId is { } id ? FormattableString.Invariant($"project {id}") : "all projects";
        var words = reason.Trim();
        var result = StopResult.NotAllowed;
        await using (var scope = await database.BeginWriteAsync(cancellationToken))
        {
            var context = scope.Context;
            await RefundSwitch.HoldAloneAsync(context, database, cancellationToken);
            var access = await AccessControl.ScopeAsync(context, actor, cancellationToken);
            var allowed = access.Can(Permission.StopRefunds) && (projectId is { } one ? access.Sees(one) : access.Projects is null);
            if (allowed && !actor.Trusted && (words.Length is 0 or > MostReason || !RequestRefund.IsSendable(words, MostReason)))
                return StopResult.ReasonNeeded;
            if (allowed && await SetAsync(context, projectId, stop, cancellationToken))
            {
                await RefundSwitch.TurnAsync(context, projectId ?? RefundSwitch.AllProjects, stop, words, actor.Name, clock.GetUtcNow(), cancellationToken);
                await audit.AppendAsync(scope, actor, new AuditLine(action, subject, ProjectId: projectId, Detail: new { why = words }), cancellationToken);
                await scope.CommitAsync(cancellationToken);
                result = StopResult.Done;
            }
        }

        if (result == StopResult.Done)
            board.Changed();
        else
            await audit.WriteAsync(actor, new AuditLine(action, subject, AuditResult.Refused, projectId), cancellationToken);
        return result;
    }

    private static async Task<bool> SetAsync(AppDbContext context, long? projectId, bool stop, CancellationToken cancellationToken) =>
        projectId is not { } id || await context.Projects.Where(project => project.Id == id)
            .ExecuteUpdateAsync(change => change.SetProperty(project => project.RefundsStopped, stop), cancellationToken) == 1;
}
