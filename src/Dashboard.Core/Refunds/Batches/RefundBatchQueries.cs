using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Live;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Refunds.Batches;

/// <param name="Answered">Rows whose turn has come, of <paramref name="RowCount"/>.</param>
public sealed record RefundBatchSummary(
    Guid Id, string FileName, string CreatedByName, DateTimeOffset CreatedAt, RefundBatchState State, RefundBatchPause? PausedBecause,
    DateTimeOffset StateAt, int RowCount, int Answered, int PerMinute);

/// <param name="Refund">Null where no refund was made.</param>
/// <param name="Amount">Minor units; 0 of rows left out, whose amounts nobody has looked at together.</param>
public sealed record RefundBatchCount(RefundBatchRowState Row, RefundState? Refund, string Currency, int Rows, long Amount);

/// <param name="MayHold">The person may pause and stop it.</param>
/// <param name="MayResume">The person may let it go on.</param>
public sealed record RefundBatchView(RefundBatchSummary Batch, IReadOnlyList<RefundBatchCount> Counts, bool MayHold, bool MayResume);

/// <summary>A row with what came of it. Instants in UTC.</summary>
/// <param name="Amount">Minor units; null when it could not be read.</param>
public sealed record RefundBatchRowView(
    int Line, long ProjectId, string PaymentId, long? Amount, string Currency, RefundReason Reason, string? Note, string? Ticket, BatchVerdict Verdict,
    RefundBatchRowState State, RefundRefusalKind? Refusal, DateTimeOffset? AnsweredAt, Guid? RefundId, RefundState? Refund, string? RefundDetail,
    string? RequestId, string? Code, string? Message, DateTimeOffset? SentAt, DateTimeOffset? RefundStateAt);

/// <summary>Which rows of a batch are asked for.</summary>
public enum RefundBatchRowFilter
{
    All,

    /// <summary>Not sent, refused, declined, blocked, or without a known end.</summary>
    NeedsLook,
    LeftOut,
}

/// <summary>
/// Batches and their rows as they are. A row whose refund exists was asked for, whatever it says of itself: the process may have ended before it wrote that down.
/// </summary>
public sealed class RefundBatchQueries(Database database)
{
    /// <summary>Newest first.</summary>
    /// <param name="before">Only those made before this instant; null for the newest.</param>
    public async Task<IReadOnlyList<RefundBatchSummary>> ListAsync(Actor actor, DateTimeOffset? before, int size, CancellationToken cancellationToken)
    {
        await using var context = await database.OpenAsync(cancellationToken);
        var batches = Visible(context, await AccessControl.ScopeAsync(context, actor, cancellationToken));
        if (before is { } limit)
            batches = batches.Where(batch => batch.CreatedAt < limit);
        return await Summaries(context, batches.OrderByDescending(batch => batch.CreatedAt).Take(size)).ToListAsync(cancellationToken);
    }

    /// <summary>Null when it does not exist for this person.</summary>
    public async Task<RefundBatchView?> FindAsync(Actor actor, Guid id, CancellationToken cancellationToken)
    {
        await using var context = await database.OpenAsync(cancellationToken);
        var access = await AccessControl.ScopeAsync(context, actor, cancellationToken);
        var batch = await Summaries(context, Visible(context, access).Where(one => one.Id == id)).SingleOrDefaultAsync(cancellationToken);
        if (batch is null)
            return null;
        var counts = await (
            from row in context.RefundBatchRows.Where(row => row.BatchId == id)
            join refund in context.Refunds on row.RefundId equals (Guid?)refund.Id into refunds
            from refund in refunds.DefaultIfEmpty()
            group row by new
            {
                State = refund != null && (row.State == RefundBatchRowState.Waiting || row.State == RefundBatchRowState.NotSent) ? RefundBatchRowState.Requested : row.State,
                Refund = (RefundState?)refund.State,
                row.Currency,
            }
            into rows
            select new { rows.Key.State, rows.Key.Refund, rows.Key.Currency, Rows = rows.Count(), Amount = rows.Sum(row => row.State == RefundBatchRowState.LeftOut ? 0 : row.Amount) ?? 0 })
            .ToListAsync(cancellationToken);
        var mayRefund = access.Can(Permission.RequestRefund);
        return new RefundBatchView(
            batch, [.. counts.Select(count => new RefundBatchCount(count.State, count.Refund, count.Currency, count.Rows, count.Amount))],
            mayRefund || access.Can(Permission.StopRefunds), mayRefund);
    }

    /// <summary>In the order of the file; empty when the batch does not exist for this person.</summary>
    /// <param name="after">Only rows below this one; 0 for the first.</param>
    public async Task<IReadOnlyList<RefundBatchRowView>> RowsAsync(
        Actor actor, Guid id, RefundBatchRowFilter filter, int after, int size, CancellationToken cancellationToken)
    {
        await using var context = await database.OpenAsync(cancellationToken);
        var access = await AccessControl.ScopeAsync(context, actor, cancellationToken);
        if (!await Visible(context, access).AnyAsync(batch => batch.Id == id, cancellationToken))
            return [];
        return await Rows(context, id, filter, after).Take(size).ToListAsync(cancellationToken);
    }

    /// <summary>Told to open pages: something of this batch changed.</summary>
    internal static LiveChange Changed(Guid batchId) => new(0, 0, "", false, batchId);

    /// <summary>Batches of which the person may see every project whose money they move.</summary>
    internal static IQueryable<RefundBatch> Visible(AppDbContext context, AccessScope access)
    {
        if (!access.Can(Permission.ViewPayments))
            return context.RefundBatches.Where(_ => false);
        return access.Projects is { } projects
            ? context.RefundBatches.Where(batch => !context.RefundBatchRows.Any(row =>
                row.BatchId == batch.Id && row.State != RefundBatchRowState.LeftOut && !projects.Contains(row.ProjectId)))
            : context.RefundBatches;
    }

    internal static IQueryable<RefundBatchRowView> Rows(AppDbContext context, Guid id, RefundBatchRowFilter filter, int after)
    {
        var rows =
            from row in context.RefundBatchRows.Where(row => row.BatchId == id && row.Line > after)
            join refund in context.Refunds on row.RefundId equals (Guid?)refund.Id into refunds
            from refund in refunds.DefaultIfEmpty()
            select new { row, refund };
        rows = filter switch
        {
            RefundBatchRowFilter.All => rows,
            RefundBatchRowFilter.LeftOut => rows.Where(both => both.row.State == RefundBatchRowState.LeftOut),
            RefundBatchRowFilter.NeedsLook => rows.Where(both => both.row.State == RefundBatchRowState.Refused
                || (both.row.State == RefundBatchRowState.NotSent && both.refund == null)
                || (both.refund != null && (both.refund.State == RefundState.Blocked || both.refund.State == RefundState.Unknown
                    || both.refund.State == RefundState.ManualReview || both.refund.State == RefundState.Declined
                    || both.refund.State == RefundState.Rejected || both.refund.State == RefundState.Expired
                    || both.refund.State == RefundState.Cancelled || both.refund.State == RefundState.Reversed))),
            _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, "Unknown filter."),
        };
        return rows.OrderBy(both => both.row.Line).Select(both => new RefundBatchRowView(
            both.row.Line, both.row.ProjectId, both.row.PaymentId, both.row.Amount, both.row.Currency, both.row.Reason, both.row.Note, both.row.Ticket,
            both.row.Verdict,
            both.refund != null && (both.row.State == RefundBatchRowState.Waiting || both.row.State == RefundBatchRowState.NotSent)
                ? RefundBatchRowState.Requested
                : both.row.State,
            both.row.Refusal, both.row.AnsweredAt ?? (DateTimeOffset?)both.refund!.RequestedAt, both.row.RefundId, (RefundState?)both.refund!.State,
            both.refund.StateDetail, both.refund.RequestId, both.refund.Code, both.refund.Message, both.refund.SentAt,
            (DateTimeOffset?)both.refund.StateAt));
    }

    private static IQueryable<RefundBatchSummary> Summaries(AppDbContext context, IQueryable<RefundBatch> batches) =>
        batches.Select(batch => new RefundBatchSummary(
            batch.Id, batch.FileName, batch.CreatedByName, batch.CreatedAt, batch.State, batch.PausedBecause, batch.StateAt, batch.RowCount,
            context.RefundBatchRows.Count(row => row.BatchId == batch.Id
                && (row.State == RefundBatchRowState.Requested || row.State == RefundBatchRowState.Refused
                    || ((row.State == RefundBatchRowState.Waiting || row.State == RefundBatchRowState.NotSent)
                        && context.Refunds.Any(refund => refund.Id == row.RefundId)))),
            batch.PerMinute));
}
