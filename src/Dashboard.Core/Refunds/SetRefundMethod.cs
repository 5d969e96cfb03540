using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Refunds;

/// <param name="Method">Code in <c>payment.method</c> of callbacks.</param>
/// <param name="Least">Smallest refund in whole units of the payment's currency; null = any. The same for <paramref name="Most"/>.</param>
/// <param name="WindowDays">Days after the payment, 1 to <see cref="SetRefundMethod.LongestWindow"/>; null = always.</param>
public sealed record RefundMethodInput(long ProjectId, string Method, bool Full, bool Partial, long? Least, long? Most, int? WindowDays);

public enum RefundMethodResult
{
    Done,
    NotAllowed,
    ProjectUnknown,

    /// <summary>A code of 1 to 128 characters without spaces and control characters is missing.</summary>
    MethodWrong,

    /// <summary>The platform documents that the method cannot do it.</summary>
    MethodImpossible,

    /// <summary>Part of it cannot be allowed where the whole is not.</summary>
    PartialWithoutFull,

    /// <summary>An amount is below zero, the smallest above the largest, or the days are out of range.</summary>
    BoundsWrong,
}

/// <param name="Full">Allowed; the same for <paramref name="Partial"/>.</param>
public sealed record RefundMethodRow(
    long ProjectId, string ProjectName, string Method, bool Full, bool Partial, long? Least, long? Most, int? WindowDays, string ChangedByName,
    DateTimeOffset ChangedAt);

/// <summary>Writes, removes and lists what administrators have decided about refunds of methods in their projects.</summary>
public sealed class SetRefundMethod(Database database, AuditLog audit, RefundBoard board, TimeProvider clock)
{
    public const int LongestWindow = 3650;

    private const string Action = "refund-method.set";

    public async Task<RefundMethodResult> SetAsync(Actor actor, RefundMethodInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(input);
        var method = input.Method.Trim();
        await using (var scope = await database.BeginWriteAsync(cancellationToken))
        {
            var context = scope.Context;
            // What is being asked for, approved or claimed is judged by the old rule or the new one, never by half of each.
            await RefundSwitch.HoldAloneAsync(context, database, cancellationToken);
            if ((await AccessControl.ScopeAsync(context, actor, cancellationToken)).Can(Permission.ManageProjects, input.ProjectId))
            {
                if (Fault(input, method) is { } fault)
                    return fault;
                if (!await context.Projects.AnyAsync(project => project.Id == input.ProjectId, cancellationToken))
                    return RefundMethodResult.ProjectUnknown;
                var rule = await context.RefundMethodRules.SingleOrDefaultAsync(one => one.ProjectId == input.ProjectId && one.Method == method, cancellationToken);
                var before = rule is null ? null : Facts(rule);
                rule ??= context.RefundMethodRules.Add(new RefundMethodRule { ProjectId = input.ProjectId, Method = method }).Entity;
                (rule.Full, rule.Partial, rule.Least, rule.Most, rule.WindowDays) = (input.Full, input.Partial, input.Least, input.Most, input.WindowDays);
                (rule.ChangedByName, rule.ChangedAt) = (actor.Name, clock.GetUtcNow());
                await audit.AppendAsync(scope, actor, new AuditLine(Action, Subject(input.ProjectId, method), ProjectId: input.ProjectId,
                    Detail: new { before, after = Facts(rule) }), cancellationToken);
                await scope.CommitAsync(cancellationToken);
                board.Changed();
                return RefundMethodResult.Done;
            }
        }

        await audit.WriteAsync(actor, new AuditLine(Action, Subject(input.ProjectId, method), AuditResult.Refused, input.ProjectId), cancellationToken);
        return RefundMethodResult.NotAllowed;
    }

    /// <summary>From then on the platform's documents alone count.</summary>
    /// <returns>False when the rule is gone already or the right is missing.</returns>
    public async Task<bool> RemoveAsync(Actor actor, long projectId, string method, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        await using var scope = await database.BeginWriteAsync(cancellationToken);
        await RefundSwitch.HoldAloneAsync(scope.Context, database, cancellationToken);
        var rule = await scope.Context.RefundMethodRules.SingleOrDefaultAsync(one => one.ProjectId == projectId && one.Method == method, cancellationToken);
        if (rule is null || !(await AccessControl.ScopeAsync(scope.Context, actor, cancellationToken)).Can(Permission.ManageProjects, projectId))
            return false;
        scope.Context.RefundMethodRules.Remove(rule);
        await audit.AppendAsync(scope, actor, new AuditLine("refund-method.remove", Subject(projectId, method), ProjectId: projectId, Detail: Facts(rule)),
            cancellationToken);
        await scope.CommitAsync(cancellationToken);
        board.Changed();
        return true;
    }

    /// <summary>Of the projects that this person manages.</summary>
    public async Task<IReadOnlyList<RefundMethodRow>> ListAsync(Actor actor, CancellationToken cancellationToken)
    {
        await using var context = await database.OpenAsync(cancellationToken);
        var access = await AccessControl.ScopeAsync(context, actor, cancellationToken);
        var rows = await context.RefundMethodRules.Join(context.Projects, rule => rule.ProjectId, project => project.Id, (rule, project) => new RefundMethodRow(
                rule.ProjectId, project.Name, rule.Method, rule.Full, rule.Partial, rule.Least, rule.Most, rule.WindowDays, rule.ChangedByName, rule.ChangedAt))
            .ToListAsync(cancellationToken);
        return [.. rows.Where(row => access.Can(Permission.ManageProjects, row.ProjectId))
            .OrderBy(row => row.ProjectId).ThenBy(row => row.Method, StringComparer.Ordinal)];
    }

    /// <summary>Projects in which this person may write rules.</summary>
    public async Task<IReadOnlyList<(long Id, string Name)>> ProjectsAsync(Actor actor, CancellationToken cancellationToken)
    {
        await using var context = await database.OpenAsync(cancellationToken);
        var access = await AccessControl.ScopeAsync(context, actor, cancellationToken);
        var projects = await context.Projects.OrderBy(project => project.Id).Select(project => new { project.Id, project.Name }).ToListAsync(cancellationToken);
        return [.. projects.Where(project => access.Can(Permission.ManageProjects, project.Id)).Select(project => (project.Id, project.Name))];
    }

    private static RefundMethodResult? Fault(RefundMethodInput input, string method)
    {
        if (method.Length is 0 or > 128 || method.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)))
            return RefundMethodResult.MethodWrong;
        if ((input.Full && !RefundTerms.MayEnable(method, partial: false)) || (input.Partial && !RefundTerms.MayEnable(method, partial: true)))
            return RefundMethodResult.MethodImpossible;
        if (input is { Partial: true, Full: false })
            return RefundMethodResult.PartialWithoutFull;
        return input.Least < 0 || input.Most < 0 || input.Least > input.Most || input.WindowDays is < 1 or > LongestWindow ? RefundMethodResult.BoundsWrong : null;
    }

    private static object Facts(RefundMethodRule rule) => new { rule.Full, rule.Partial, rule.Least, rule.Most, rule.WindowDays };

    private static string Subject(long projectId, string method) => FormattableString.Invariant($"project {projectId} method {method}");
}
