using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Dashboard.Core.Live;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Refunds;

/// <summary>Takes a refund back that has not been sent.</summary>
public sealed class CancelRefund(Database database, RefundRecords records, AuditLog audit, LiveFeed feed, TimeProvider clock)
{
    /// <returns>True when it is cancelled and its amount free again; false when it does not exist for this person, or was already sent or ended.</returns>
    public async Task<bool> HandleAsync(Actor actor, Guid refundId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var (cancelled, refund) = await Database.AgainIfGivenUpAsync(() => TryAsync(actor, refundId, cancellationToken));
        if (cancelled)
        {
            feed.Publish([new LiveChange(refund!.PaymentRowId, refund.ProjectId, refund.PaymentId, false, refund.Id)]);
            return true;
        }

        await audit.WriteAsync(actor, new AuditLine("refund.cancel", refund is null ? $"refund {refundId}" : RefundRecords.Subject(refund),
            AuditResult.Refused, refund?.ProjectId, new { refund = refundId }), cancellationToken);
        return false;
    }

    private async Task<(bool Cancelled, Refund? Refund)> TryAsync(Actor actor, Guid refundId, CancellationToken cancellationToken)
    {
        await using var scope = await database.BeginWriteAsync(cancellationToken);
        var refund = await RefundLocks.FindAsync(scope.Context, database, refundId, cancellationToken);
        var access = await AccessControl.ScopeAsync(scope.Context, actor, cancellationToken);
        if (refund is null || !access.Can(Permission.RequestRefund, refund.ProjectId)
            || refund.State is not (RefundState.Queued or RefundState.Blocked or RefundState.AwaitingApproval))
            return (false, refund);
        var from = refund.State;
        refund.Cancel(clock.GetUtcNow());
        try
        {
            await records.SaveChangeAsync(scope.Context, refund, from, actor, cancellationToken);
            await scope.CommitAsync(cancellationToken);
            return (true, refund);
        }
        catch (DbUpdateConcurrencyException)
        {
            // The sender was faster: it is on its way and can no longer be taken back.
            return (false, refund);
        }
    }
}
