using Dashboard.Core.Access;
using Dashboard.Core.Operations;
using Dashboard.Core.Payments;
using Dashboard.Core.Refunds;
using Dashboard.Core.Timeline;
using Dashboard.Gate;
using Dashboard.Web.Access;

namespace Dashboard.Web.Payments.Details;

/// <summary>Everything a payment's panel and page show, read at one time.</summary>
/// <param name="MayWriteNotes">A courtesy to the screen; the handler asks again.</param>
/// <param name="MayAsk">The same, for asking the platform.</param>
public sealed record PaymentFile(
    PaymentView Payment, RefundOffer? Offer, IReadOnlyList<RefundView> Refunds, PaymentStory Story, CustomerPayments Customer, bool MayWriteNotes,
    bool MayAsk)
{
    public PaymentRow Row => Payment.Row;

    /// <summary>What does not add up with its money, looked at or not.</summary>
    public IReadOnlyList<PaymentAlarmRow> Alarms { get; init; } = [];

    /// <summary>Refunds that this application did not ask for, newest first.</summary>
    public IReadOnlyList<OperationRow> RefundsElsewhere =>
    [
        .. Story.Operations.Where(operation => OperationType.Of(operation.Type).Effect == MoneyEffect.Out && !Refunds.Any(refund => IsOf(refund, operation)))
            .OrderByDescending(operation => operation.CreatedAt).ThenByDescending(operation => operation.Id),
    ];

    private static bool IsOf(RefundView refund, OperationRow operation) => refund.OperationId == operation.OperationId
        || refund.Id.ToString() == operation.MerchantRefundId || (refund.RequestId is { } request && request == operation.RequestId);
}

/// <summary>Reads a payment for the person in front of the screen.</summary>
public sealed class PaymentFiles(
    PaymentQueries payments, RefundQueries refunds, TimelineQueries timelines, PaymentAlarms alarms, CustomerQueries customers, AccessControl access,
    CurrentUser user)
{
    /// <summary>Null when there is no such payment for this person.</summary>
    public async Task<PaymentFile?> ReadAsync(long projectId, string paymentId, CancellationToken cancellationToken)
    {
        var actor = await user.ActorAsync();
        if (await payments.FindAsync(actor, projectId, paymentId, cancellationToken) is not { } payment)
            return null;
        var offer = refunds.OfferAsync(actor, projectId, paymentId, cancellationToken);
        var made = refunds.OfPaymentAsync(actor, payment.Row.Id, cancellationToken);
        var story = timelines.ReadAsync(actor, payment.Row, cancellationToken);
        var others = customers.OtherPaymentsAsync(actor, payment.Row, cancellationToken);
        var wrong = alarms.OfPaymentAsync(actor, payment.Row.Id, cancellationToken);
        var scope = await access.ScopeAsync(actor, cancellationToken);
        return new(payment, await offer, await made, await story, await others, scope.Can(Permission.WriteNotes, projectId), scope.Can(Permission.AskPlatform, projectId))
        {
            Alarms = await wrong,
        };
    }
}
