using Dashboard.Core.Payments;
using Dashboard.Gate;

namespace Dashboard.Core.Refunds;

/// <summary>What must still be true of a refund whose amount is held: asked when it is approved, queued again, and claimed for sending.</summary>
internal static class RefundGuard
{
    public const string Stopped = "Refunds are stopped.";

    public static string? WhyNotNow(Refund refund, Payment payment, bool stopped)
    {
        if (stopped)
            return Stopped;
        if (PaymentMethods.WhyNotRefundable(payment.Method, refund.Amount < payment.Captured, payment.Currency) is not RefundRefusal.None)
            return "The payment's method does not allow this refund.";
        if (payment.Refunded + payment.Reserved > payment.Captured)
            return "Refunds made elsewhere leave less than this amount.";
        var hash = RefundRecords.HashOf(payment.ProjectId, payment.PaymentId, refund.Amount, refund.Currency, payment.Method ?? "");
        return hash.AsSpan().SequenceEqual(refund.ApprovedHash) && refund.Currency == payment.Currency
            ? null
            : "The payment is no longer what the refund was asked for.";
    }
}
