using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Operations;
using Dashboard.Core.Payments;
using Dashboard.Core.Refunds;
using Dashboard.Core.Timeline;
using Dashboard.Gate;

namespace Dashboard.Web.Payments.Details;

/// <summary>Everything a payment's panel and page show, read at one time.</summary>
/// <param name="MayWriteNotes">A courtesy to the screen; the handler asks again.</param>
/// <param name="MayAsk">The same, for asking the platform.</param>
/// <param name="MayAudit">The same, for reading who did what with it, and who looked.</param>
public sealed record PaymentFile(
    PaymentView Payment, RefundOffer? Offer, IReadOnlyList<RefundView> Refunds, PaymentStory Story, CustomerPayments Customer, bool MayWriteNotes,
    bool MayAsk, bool MayAudit)
{
    public PaymentRow Row => Payment.Row;

    /// <summary>What does not add up with its money, looked at or not.</summary>
    public IReadOnlyList<PaymentAlarmRow> Alarms { get; init; } = [];

    /// <summary>What the platform told beyond the row.</summary>
    public PlatformDetails Details { get; init; } = PlatformDetails.None;

    /// <summary>Messages about its operations that wait for a person, newest first; empty for those who may not view callbacks.</summary>
    public IReadOnlyList<CallbackRow> Waiting { get; init; } = [];

    /// <summary>A courtesy to the screen: what waits can be applied again.</summary>
    public bool MayReapply { get; init; }

    /// <summary>The same, for the inbox where alarms about money are acknowledged.</summary>
    public bool MayDecide { get; init; }

    /// <summary>What was held on the customer's account before it was taken, minor units of the payment's currency; null when nothing was, or not in that currency.</summary>
    public long? Authorised
    {
        get
        {
            var held = Story.Operations.Where(operation => operation.Type is "auth" or "incremental" && OperationStatus.Of(operation.Status).IsSuccess).ToList();
            if (held.Count == 0 || held.Exists(operation => operation.Amount is null || operation.Currency != Row.Currency))
                return null;
            var sum = held.Aggregate(Int128.Zero, (total, operation) => total + operation.Amount!.Value);
            return sum <= long.MaxValue ? (long)sum : null;
        }
    }

    /// <summary>Refunds that this application did not ask for, newest first.</summary>
    public IReadOnlyList<OperationRow> RefundsElsewhere =>
    [
        .. Story.Operations.Where(operation => OperationType.Of(operation.Type).Effect == MoneyEffect.Out && !Refunds.Any(refund => IsOf(refund, operation)))
            .OrderByDescending(operation => operation.CreatedAt).ThenByDescending(operation => operation.Id),
    ];

    private static bool IsOf(RefundView refund, OperationRow operation) => refund.OperationId == operation.OperationId
        || refund.Id.ToString() == operation.MerchantRefundId || (refund.RequestId is { } request && request == operation.RequestId);
}

/// <summary>Reads a payment for a person.</summary>
public sealed class PaymentFiles(
    PaymentQueries payments, RefundQueries refunds, TimelineQueries timelines, PaymentAlarms alarms, CustomerQueries customers, AccessControl access,
    PlatformDetailsQuery details, CallbackQueries callbacks, ViewLog views)
{
    /// <summary>Reads it for somebody who opens it, which the audit log keeps.</summary>
    public async Task<PaymentFile?> OpenAsync(Actor actor, long projectId, string paymentId, CancellationToken cancellationToken)
    {
        var file = await ReadAsync(actor, projectId, paymentId, cancellationToken);
        if (file is not null)
            views.PaymentSeen(actor, projectId, paymentId);
        return file;
    }

    /// <summary>Null when there is no such payment for this person.</summary>
    public async Task<PaymentFile?> ReadAsync(Actor actor, long projectId, string paymentId, CancellationToken cancellationToken)
    {
        if (await payments.FindAsync(actor, projectId, paymentId, cancellationToken) is not { } payment)
            return null;
        var offer = refunds.OfferAsync(actor, projectId, paymentId, cancellationToken);
        var made = refunds.OfPaymentAsync(actor, payment.Row.Id, cancellationToken);
        var story = timelines.ReadAsync(actor, payment.Row, cancellationToken);
        var others = customers.OtherPaymentsAsync(actor, payment.Row, cancellationToken);
        var wrong = alarms.OfPaymentAsync(actor, payment.Row.Id, cancellationToken);
        var told = details.OfPaymentAsync(actor, payment.Row, cancellationToken);
        var waiting = callbacks.WaitingAboutAsync(actor, payment.Row.Id, cancellationToken);
        var scope = await access.ScopeAsync(actor, cancellationToken);
        return new(payment, await offer, await made, await story, await others, scope.Can(Permission.WriteNotes, projectId), scope.Can(Permission.AskPlatform, projectId),
            scope.Can(Permission.ViewAudit, projectId))
        {
            Alarms = await wrong,
            Details = await told,
            Waiting = await waiting,
            MayDecide = scope.Can(Permission.RequestRefund) || scope.Can(Permission.ApproveRefund),
            MayReapply = scope.Can(Permission.ReapplyCallbacks, projectId),
        };
    }
}
