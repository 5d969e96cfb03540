using Dashboard.Core.Refunds;
using Dashboard.Gate;

namespace Dashboard.Core.Payments;

/// <summary>Where a payment stands for the people who look at it: the platform's status, its money and our own refunds put together.</summary>
public enum PaymentCondition
{
    /// <summary>A status this application has not heard of; shown as it came.</summary>
    Unrecognised,
    Success,
    PartlyRefunded,
    Refunded,
    Processing,

    /// <summary>The customer has something to do: a redirect, 3-D Secure, an invoice.</summary>
    AwaitingCustomer,
    Declined,
    Cancelled,
    Expired,

    /// <summary>A refund made here is under way: requested, sent or accepted.</summary>
    RefundRequested,

    /// <summary>A refund made here may or may not have moved money.</summary>
    RefundUnknown,

    /// <summary>The newest refund made here was declined or cannot be sent; no money moved by it.</summary>
    RefundFailed,
}

/// <summary>Decides the condition. A pure function, so that every screen and file says the same.</summary>
public static class PaymentConditions
{
    /// <param name="status">As the platform reports it.</param>
    /// <param name="captured">Minor units.</param>
    /// <param name="refunded">Minor units, same currency.</param>
    /// <param name="refunds">States of the refunds made here, newest first.</param>
    public static PaymentCondition Of(string status, long captured, long refunded, IReadOnlyList<RefundState> refunds)
    {
        ArgumentNullException.ThrowIfNull(refunds);
        if (refunds.Any(state => state is RefundState.Unknown or RefundState.ManualReview))
            return PaymentCondition.RefundUnknown;
        if (refunds.Any(state => state is RefundState.AwaitingApproval or RefundState.Queued or RefundState.Sending or RefundState.Accepted))
            return PaymentCondition.RefundRequested;
        if (captured > 0 && refunded >= captured)
            return PaymentCondition.Refunded;
        if (refunds is [RefundState.Declined or RefundState.Blocked, ..])
            return PaymentCondition.RefundFailed;
        return refunded > 0 ? PaymentCondition.PartlyRefunded : OfStatus(status);
    }

    /// <summary>By the platform's word the payer has paid, whatever went back since.</summary>
    public static bool IsPaid(string status) =>
        OfStatus(status) is PaymentCondition.Success or PaymentCondition.PartlyRefunded or PaymentCondition.Refunded;

    /// <summary>By the platform's word it is over and the payer has not paid.</summary>
    public static bool EndedUnpaid(string status) =>
        OfStatus(status) is PaymentCondition.Declined or PaymentCondition.Cancelled or PaymentCondition.Expired;

    /// <summary>The platform's word alone.</summary>
    public static PaymentCondition OfStatus(string status) => status switch
    {
        "success" => PaymentCondition.Success,
        "partially refunded" or "partially reversed" => PaymentCondition.PartlyRefunded,
        "refunded" or "reversed" => PaymentCondition.Refunded,
        "awaiting redirect result" or "awaiting 3ds result" or "awaiting clarification" or "awaiting customer" or "awaiting customer action"
            or "awaiting payment" or "invoice sent" or "partially paid" => PaymentCondition.AwaitingCustomer,
        "decline" or "error" or "internal error" or "external error" or "decline renewal" => PaymentCondition.Declined,
        "canceled" or "cancelled" or "invoice cancelled" => PaymentCondition.Cancelled,
        "expired" => PaymentCondition.Expired,
        _ when PaymentStatus.Of(status).Known => PaymentCondition.Processing,
        _ => PaymentCondition.Unrecognised,
    };
}
