using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Dashboard.Core.Live;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Refunds.Batches;

/// <summary>
/// Turns rows of running batches into refunds, at most one of each batch a round and not faster than its pace. A row's refund id was fixed when the
/// batch was confirmed: a row that is tried again after a crash finds the refund it made before.
/// </summary>
public sealed partial class SendRefundBatches(
    Database database, RequestRefund request, AuditLog audit, LiveFeed feed, TimeProvider clock, ILogger<SendRefundBatches> log)
{
    /// <returns>When the next row is due; null when no batch runs.</returns>
    public async Task<DateTimeOffset?> RunOnceAsync(CancellationToken cancellationToken)
    {
        List<(Guid Id, DateTimeOffset NextRowAt)> running;
        await using (var context = await database.OpenAsync(cancellationToken))
        {
            running = [.. (await context.RefundBatches.Where(batch => batch.State == RefundBatchState.Running)
                .Select(batch => new { batch.Id, batch.NextRowAt }).ToListAsync(cancellationToken)).Select(batch => (batch.Id, batch.NextRowAt))];
        }

        foreach (var (id, _) in running.Where(batch => batch.NextRowAt <= clock.GetUtcNow()))
        {
            try
            {
                await SendNextAsync(id, cancellationToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                LogRowFailed(failure, id);
                // When the database is away this fails, too, and the batch goes on by itself once it is back.
                await PauseAsync(id, RefundBatchPause.Failure, cancellationToken);
            }
        }

        await using var after = await database.OpenAsync(cancellationToken);
        return await after.RefundBatches.Where(batch => batch.State == RefundBatchState.Running)
            .OrderBy(batch => batch.NextRowAt).Select(batch => (DateTimeOffset?)batch.NextRowAt).FirstOrDefaultAsync(cancellationToken);
    }

    private async Task SendNextAsync(Guid batchId, CancellationToken cancellationToken)
    {
        var (batch, row) = await ClaimAsync(batchId, cancellationToken);
        if (batch is null)
            return;
        if (row is null)
        {
            await FinishAsync(batchId, cancellationToken);
            return;
        }

        // In the name of the person who confirmed it, whose rights count at this moment, and who gave the password or code if the total asked for it.
        var result = await request.HandleAsync(new Actor(batch.CreatedBy, batch.CreatedByName), new RequestRefundInput(
            row.RefundId!.Value, row.ProjectId, row.PaymentId, row.Amount!.Value, row.Currency, row.Reason, row.Note, row.Ticket,
            SecondOfEqualAmount: false), batch.CreatedAt, cancellationToken);
        if (result is RequestRefundResult.Refused { Kind: RefundRefusalKind.Stopped })
            await PauseAsync(batchId, RefundBatchPause.ProjectStopped, cancellationToken);
        else if (result is RequestRefundResult.Refused { Kind: RefundRefusalKind.NotAllowed })
            await PauseAsync(batchId, RefundBatchPause.RightsGone, cancellationToken);
        else
            await RecordAsync(batchId, row, (result as RequestRefundResult.Refused)?.Kind, cancellationToken);
    }

    /// <summary>Whoever moves the batch's clock forward may send a row; nobody else until then, in this process or another.</summary>
    private async Task<(RefundBatch? Batch, RefundBatchRow? Row)> ClaimAsync(Guid batchId, CancellationToken cancellationToken)
    {
        await using var scope = await database.BeginWriteAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var batch = await scope.Context.RefundBatches.AsNoTracking().SingleAsync(one => one.Id == batchId, cancellationToken);
        var next = now + batch.Gap;
        var claimed = await scope.Context.RefundBatches
            .Where(one => one.Id == batchId && one.State == RefundBatchState.Running && one.NextRowAt <= now)
            .ExecuteUpdateAsync(change => change.SetProperty(one => one.NextRowAt, next), cancellationToken);
        if (claimed != 1)
            return (null, null);
        var row = await scope.Context.RefundBatchRows.AsNoTracking().Where(one => one.BatchId == batchId && one.State == RefundBatchRowState.Waiting)
            .OrderBy(one => one.Line).FirstOrDefaultAsync(cancellationToken);
        await scope.CommitAsync(cancellationToken);
        return (batch, row);
    }

    private async Task RecordAsync(Guid batchId, RefundBatchRow row, RefundRefusalKind? refusal, CancellationToken cancellationToken)
    {
        bool last;
        await using (var scope = await database.BeginWriteAsync(cancellationToken))
        {
            // Money first: where a refund of this id exists, the row was asked for, whatever the latest answer says.
            if (refusal is not null && await scope.Context.Refunds.AnyAsync(refund => refund.Id == row.RefundId, cancellationToken))
                refusal = null;
            var kept = await scope.Context.RefundBatchRows.SingleAsync(one => one.BatchId == batchId && one.Line == row.Line, cancellationToken);
            kept.Answer(refusal, clock.GetUtcNow());
            await scope.CommitAsync(cancellationToken);
            last = !await scope.Context.RefundBatchRows.AnyAsync(one => one.BatchId == batchId && one.State == RefundBatchRowState.Waiting, cancellationToken);
        }

        if (last)
            await FinishAsync(batchId, cancellationToken);
        feed.Publish([RefundBatchQueries.Changed(batchId)]);
    }

    private Task FinishAsync(Guid batchId, CancellationToken cancellationToken) =>
        ChangeAsync(batchId, "refund.batch.done", (batch, now) => batch.Finish(now), cancellationToken);

    private Task PauseAsync(Guid batchId, RefundBatchPause why, CancellationToken cancellationToken) =>
        ChangeAsync(batchId, "refund.batch.pause", (batch, now) => batch.Pause(why, now), cancellationToken);

    private async Task ChangeAsync(Guid batchId, string action, Func<RefundBatch, DateTimeOffset, bool> change, CancellationToken cancellationToken)
    {
        await using (var scope = await database.BeginWriteAsync(cancellationToken))
        {
            var batch = await scope.Context.RefundBatches.SingleAsync(one => one.Id == batchId, cancellationToken);
            var from = batch.State;
            if (!change(batch, clock.GetUtcNow()))
                return;
            try
            {
                await scope.Context.SaveChangesAsync(cancellationToken);
            }
            catch (DbUpdateConcurrencyException)
            {
                // A person changed it in the same moment; that counts.
                return;
            }

            await audit.AppendAsync(scope, Actor.System, new AuditLine(action, CreateRefundBatch.Subject(batchId), Detail: new
            {
                from = from.ToString(),
                to = batch.State.ToString(),
                why = batch.PausedBecause?.ToString(),
            }), cancellationToken);
            await scope.CommitAsync(cancellationToken);
        }

        feed.Publish([RefundBatchQueries.Changed(batchId)]);
    }

    [LoggerMessage(LogLevel.Error, "A row of refund batch {BatchId} could not be handled; the batch is paused")]
    private partial void LogRowFailed(Exception failure, Guid batchId);
}
