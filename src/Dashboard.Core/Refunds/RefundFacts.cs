using Dashboard.Core.Access;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Data;
using Dashboard.Core.Live;
using Dashboard.Core.Operations;
using Dashboard.Core.Payments;
using Dashboard.Gate;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Refunds;

/// <summary>
/// Ends our refunds by what the platform says of operations. Judged by the operation's own status, never by the payment's (a declined refund
/// leaves the payment a success), and found by our id first: a refund may come back as a reversal.
/// </summary>
internal sealed class RefundFacts(RefundRecords records, TimeProvider clock) : ICallbackHandler
{
    /// <summary>The platform's clock and ours may differ by so much.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(2);

    public int Order => 10;

    public async Task ApplyAsync(CallbackBatch batch, CancellationToken cancellationToken)
    {
        // Nearly every message is about a payment that was never refunded here; it costs nothing more.
        var concerned = batch.Shared<PaymentsInBatch>().Payments.Where(one => one.Payment.RefundCount > 0).ToList();
        if (concerned.Count == 0)
            return;
        await batch.Session.FlushAsync(cancellationToken);
        var context = batch.Session.Context;
        foreach (var one in concerned)
        {
            var refunds = await context.Refunds.Where(refund => refund.PaymentRowId == one.Payment.Id).ToListAsync(cancellationToken);
            foreach (var operation in one.Touched.OrderBy(operation => operation.OperationId))
            {
                if (Match(operation, refunds) is { } refund)
                    await ApplyAsync(batch, context, refund, operation, cancellationToken);
            }

            await BlockWhatNoLongerFitsAsync(batch, context, one.Payment, refunds, cancellationToken);
        }
    }

    /// <summary>The refund of ours that an operation belongs to; null when it was made elsewhere.</summary>
    internal static Refund? Match(Operation operation, IReadOnlyCollection<Refund> refunds)
    {
        if (Guid.TryParse(operation.MerchantRefundId, out var id) && refunds.FirstOrDefault(refund => refund.Id == id) is { } named)
            return named;
        if (operation.RequestId is { } requestId && refunds.FirstOrDefault(refund => refund.RequestId == requestId) is { } answered)
            return answered;
        if (OperationType.Of(operation.Type).Effect == MoneyEffect.UndoesOut)
            return SingleOrNone(refunds.Where(refund => refund.State == RefundState.Succeeded && SameMoney(refund, operation)));
        if (OperationType.Of(operation.Type).Effect != MoneyEffect.Out || operation.MerchantRefundId is not null)
            return null;
        // The callback may be faster than the answer that would have told us the request's id.
        return SingleOrNone(refunds.Where(refund => refund.State is RefundState.Sending or RefundState.Unknown && SameMoney(refund, operation)
            && refund.RequestId is null && refund.SentAt is { } sentAt && operation.CreatedAt >= sentAt - ClockTolerance));
    }

    private async Task ApplyAsync(
        CallbackBatch batch, AppDbContext context, Refund refund, Operation operation, CancellationToken cancellationToken)
    {
        var (from, byPeople) = (refund.State, refund.DecidedByPeople);
        var now = clock.GetUtcNow();
        var status = OperationStatus.Of(operation.Status);
        var effect = OperationType.Of(operation.Type).Effect;
        if (effect == MoneyEffect.UndoesOut)
        {
            if (status.IsSuccess && from == RefundState.Succeeded)
                refund.Reverse(now);
        }
        else if ((refund.IsFinal && !(refund.DecidedByPeople && status.IsFinal)) || effect != MoneyEffect.Out || from is RefundState.Queued or RefundState.Blocked or RefundState.AwaitingApproval)
        {
            return;
        }
        else if (status.IsSuccess)
        {
            refund.Succeed(operation.OperationId, operation.RequestId, operation.Code, operation.Message, now);
        }
        else if (status.IsFinal)
        {
            refund.Decline(operation.OperationId, operation.RequestId, operation.Code, operation.Message, now);
        }
        else
        {
            refund.Recognise(operation.RequestId, now, RefundSchedule.NextCheck(refund.SentAt ?? now, refund.Checks, now));
        }

        if (refund.State == from && refund.DecidedByPeople == byPeople)
        {
            await context.SaveChangesAsync(cancellationToken);
            return;
        }

        await records.SaveChangeAsync(context, refund, from, Actor.System, cancellationToken);
        batch.Changes.Add(new LiveChange(refund.PaymentRowId, refund.ProjectId, refund.PaymentId, false, refund.Id));
    }

    /// <summary>A refund made elsewhere wins; ours that have not left yet wait for a person.</summary>
    private async Task BlockWhatNoLongerFitsAsync(
        CallbackBatch batch, AppDbContext context, Payment payment, List<Refund> refunds, CancellationToken cancellationToken)
    {
        if (payment.Refunded + refunds.Where(refund => refund.Holds).Sum(refund => refund.Amount) <= payment.Captured)
            return;
        foreach (var refund in refunds.Where(refund => refund.State == RefundState.Queued))
        {
            refund.Block("Refunds made elsewhere leave less than this amount.", clock.GetUtcNow());
            await records.SaveChangeAsync(context, refund, RefundState.Queued, Actor.System, cancellationToken);
            batch.Changes.Add(new LiveChange(refund.PaymentRowId, refund.ProjectId, refund.PaymentId, false, refund.Id));
        }
    }

    private static bool SameMoney(Refund refund, Operation operation) => refund.Amount == operation.Amount && refund.Currency == operation.Currency;

    private static Refund? SingleOrNone(IEnumerable<Refund> refunds) => refunds.Take(2).ToList() is [var only] ? only : null;
}
