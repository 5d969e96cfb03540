using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Dashboard.Core.Live;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Refunds.Batches;

public enum RefundBatchStep
{
    Pause,
    Resume,

    /// <summary>For good: rows that have not been sent never will be. Refunds already asked for go on.</summary>
    Stop,
}

/// <summary>Pauses, resumes or stops a batch. Holding back takes the right to refund or to stop refunds, going on the right to refund.</summary>
public sealed class SteerRefundBatch(Database database, AuditLog audit, LiveFeed feed, TimeProvider clock)
{
    /// <returns>True when it is done; false when the batch does not exist for this person, or its state does not allow the step any more.</returns>
    public async Task<bool> HandleAsync(Actor actor, Guid batchId, RefundBatchStep step, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var line = new AuditLine("refund.batch." + step.ToString().ToLowerInvariant(), CreateRefundBatch.Subject(batchId));
        if (!await TryAsync(actor, batchId, step, line, cancellationToken))
        {
            await audit.WriteAsync(actor, line with { Result = AuditResult.Refused }, cancellationToken);
            return false;
        }

        feed.Publish([RefundBatchQueries.Changed(batchId)]);
        return true;
    }

    private async Task<bool> TryAsync(Actor actor, Guid batchId, RefundBatchStep step, AuditLine line, CancellationToken cancellationToken)
    {
        await using var scope = await database.BeginWriteAsync(cancellationToken);
        var context = scope.Context;
        var access = await AccessControl.ScopeAsync(context, actor, cancellationToken);
        var batch = await RefundBatchQueries.Visible(context, access).AsTracking().SingleOrDefaultAsync(one => one.Id == batchId, cancellationToken);
        if (batch is null || !(access.Can(Permission.RequestRefund) || (step != RefundBatchStep.Resume && access.Can(Permission.StopRefunds))))
            return false;
        var now = clock.GetUtcNow();
        var from = batch.State;
        var done = step switch
        {
            RefundBatchStep.Pause => batch.Pause(null, now),
            RefundBatchStep.Resume => batch.Resume(now),
            RefundBatchStep.Stop => batch.Stop(now),
            _ => throw new ArgumentOutOfRangeException(nameof(step), step, "Unknown step."),
        };
        if (!done)
            return false;
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            var notSent = step == RefundBatchStep.Stop
                ? await context.RefundBatchRows.Where(row => row.BatchId == batchId && row.State == RefundBatchRowState.Waiting
                        && !context.Refunds.Any(refund => refund.Id == row.RefundId))
                    .ExecuteUpdateAsync(change => change.SetProperty(row => row.State, RefundBatchRowState.NotSent), cancellationToken)
                : 0;
            await audit.AppendAsync(scope, actor, line with { Detail = new { from = from.ToString(), to = batch.State.ToString(), not_sent = notSent } }, cancellationToken);
            await scope.CommitAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            // The sender finished or paused it in the same moment.
            return false;
        }
    }
}
