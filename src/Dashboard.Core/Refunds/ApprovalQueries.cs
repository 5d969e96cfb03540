using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Refunds;

/// <summary>An end that one person proposed for a refund nobody told the result of.</summary>
public sealed record ProposedEnd(bool MoneyMoved, string ByName, DateTimeOffset At, string Note, bool IsOwn);

/// <param name="IsOwn">This person asked for it, so another one decides.</param>
public sealed record ApprovalRow(RefundView Refund, bool IsOwn, bool MayApprove, bool MayCancel, ProposedEnd? Proposal);

/// <param name="Waiting">For a second person; the one that ends first comes first.</param>
/// <param name="NeedsPerson">Blocked, or without the platform's word; the longest standing first.</param>
/// <param name="Alarms">Payments whose money does not add up, nobody having looked at them; the oldest first.</param>
/// <param name="Overdue">Sent, and the platform has told no end in the time it takes; the longest silent first.</param>
public sealed record ApprovalInbox(
    IReadOnlyList<ApprovalRow> Waiting, IReadOnlyList<ApprovalRow> NeedsPerson, IReadOnlyList<PaymentAlarmRow> Alarms, IReadOnlyList<OverdueRow> Overdue)
{
    public bool IsEmpty => Waiting.Count + NeedsPerson.Count + Alarms.Count + Overdue.Count == 0;
}

/// <param name="MayAsk">This person may ask the platform at once.</param>
/// <param name="PeopleFrom">Silent until then, it is ended by two people.</param>
public sealed record OverdueRow(RefundView Refund, bool MayAsk, DateTimeOffset PeopleFrom);

/// <summary>What waits for people: the same rows for the page and for the number in the menu.</summary>
public sealed class ApprovalQueries(Database database)
{
    /// <summary>Rows of each kind that are shown at once; more than that is a matter for the export.</summary>
    public const int Most = 200;

    public static ApprovalInbox Nothing { get; } = new([], [], [], []);

    public async Task<ApprovalInbox> ReadAsync(Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        await using var context = await database.OpenAsync(cancellationToken);
        var access = await AccessControl.ScopeAsync(context, actor, cancellationToken);
        if (!MaySee(access))
            return Nothing;
        var refunds = Visible(context, access);
        var waiting = await RefundQueries.Views(refunds.Where(refund => refund.State == RefundState.AwaitingApproval)
            .OrderBy(refund => refund.ExpiresAt).Take(Most)).ToListAsync(cancellationToken);
        var stuck = await RefundQueries.Views(refunds.Where(refund => refund.State == RefundState.Blocked || refund.State == RefundState.ManualReview)
            .OrderBy(refund => refund.StateAt).Take(Most)).ToListAsync(cancellationToken);
        var reviewed = stuck.Where(refund => refund.State == RefundState.ManualReview).Select(refund => refund.Id).ToList();
        var proposals = await context.RefundResolutions.Where(one => reviewed.Contains(one.RefundId) && one.ConfirmedBy == null)
            .ToDictionaryAsync(one => one.RefundId, cancellationToken);
        var alarms = await OpenAlarms(context, access).OrderBy(alarm => alarm.RaisedAt).Take(Most).ToListAsync(cancellationToken);
        var overdue = await RefundQueries.Views(Overdue(refunds).OrderBy(refund => refund.SentAt).Take(Most)).ToListAsync(cancellationToken);
        return new ApprovalInbox([.. waiting.Select(Row)], [.. stuck.Select(Row)], [.. alarms.Select(alarm => PaymentAlarmRow.Of(alarm, access))],
            [.. overdue.Select(refund => new OverdueRow(
                refund, access.Can(Permission.AskPlatform, refund.ProjectId), (refund.SentAt ?? refund.RequestedAt) + RefundSchedule.Horizon))]);

        ApprovalRow Row(RefundView refund)
        {
            var isOwn = refund.RequestedBy is { } requester && requester == actor.UserId;
            var proposal = proposals.GetValueOrDefault(refund.Id) is { } one
                ? new ProposedEnd(one.End == RefundState.Succeeded, one.ProposedByName, one.ProposedAt, one.ProposalNote, one.ProposedBy == actor.UserId)
                : null;
            return new ApprovalRow(refund, isOwn, access.Can(Permission.ApproveRefund, refund.ProjectId), access.Can(Permission.RequestRefund, refund.ProjectId), proposal);
        }
    }

    /// <summary>How many of them this person can do something about, and those whose end is overdue.</summary>
    public async Task<int> CountAsync(Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        await using var context = await database.OpenAsync(cancellationToken);
        var access = await AccessControl.ScopeAsync(context, actor, cancellationToken);
        if (!MaySee(access))
            return 0;
        var (approves, requests) = (access.Can(Permission.ApproveRefund), access.Can(Permission.RequestRefund));
        var refunds = await Visible(context, access).CountAsync(refund =>
            (approves && refund.State == RefundState.AwaitingApproval && refund.RequestedBy != actor.UserId)
            || (requests && refund.State == RefundState.Blocked) || refund.State == RefundState.ManualReview, cancellationToken);
        return refunds + await OpenAlarms(context, access).CountAsync(cancellationToken)
            + await Overdue(Visible(context, access)).CountAsync(cancellationToken);
    }

    private static IQueryable<Refund> Overdue(IQueryable<Refund> refunds) => refunds.Where(refund =>
        (refund.State == RefundState.Accepted || refund.State == RefundState.Unknown) && refund.OverdueAt != null);

    private static bool MaySee(AccessScope access) =>
        access.Can(Permission.ViewPayments) && (access.Can(Permission.ApproveRefund) || access.Can(Permission.RequestRefund));

    private static IQueryable<Refund> Visible(AppDbContext context, AccessScope access) => access.Projects is { } projects
        ? context.Refunds.Where(refund => projects.Contains(refund.ProjectId))
        : context.Refunds;

    private static IQueryable<PaymentAlarm> OpenAlarms(AppDbContext context, AccessScope access)
    {
        var open = context.PaymentAlarms.Where(alarm => alarm.AcknowledgedAt == null);
        return access.Projects is { } projects ? open.Where(alarm => projects.Contains(alarm.ProjectId)) : open;
    }
}
