using Dashboard.Core.Data;
using Dashboard.Core.Operations;
using Dashboard.Core.Payments;
using Dashboard.Gate;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Refunds;

/// <summary>What must still be true of a refund whose amount is held: asked when it is approved, queued again, and claimed for sending.</summary>
internal static class RefundGuard
{
    public const string Stopped = "Refunds are stopped.";
    public const string Differs = "The platform lists less money for this payment than was told here.";
    public const string UnderWay = "The platform has another refund of this payment under way, made elsewhere. Ask again when it has ended.";
    public const string ApprovalTooOld = "It was approved too long ago.";

    /// <summary>A yes of long ago is none: who approved it knew other facts.</summary>
    public static bool IsApprovalTooOld(Refund refund, RefundRules rules, DateTimeOffset now) =>
        refund.ApprovedAt is { } approvedAt && approvedAt.AddHours(rules.ApprovalHours) <= now;

    /// <summary>Whether the platform tells of money that has gone back and not how much: then nobody knows what remains of the payment.</summary>
    public static Task<bool> HasUncountedAsync(AppDbContext context, Payment payment, CancellationToken cancellationToken) =>
        context.Operations.AnyAsync(operation => operation.PaymentRowId == payment.Id && operation.Effect == MoneyEffect.Out
            && (operation.Amount == null || operation.Currency != payment.Currency), cancellationToken);

    /// <summary>The same of one operation.</summary>
    public static bool IsUncounted(Operation operation, string? currency) =>
        operation.Effect == MoneyEffect.Out && (operation.Amount is null || operation.Currency != currency);

    /// <param name="uncounted">As <see cref="HasUncountedAsync"/> says.</param>
    public static string? WhyNotNow(Refund refund, Payment payment, bool stopped, bool uncounted, RefundTerms terms, DateTimeOffset now)
    {
        if (stopped)
            return Stopped;
        if (terms.WhyNot(refund.Amount < payment.Captured, payment.Currency) is not RefundRefusal.None
            || terms.WhyNotAmount(refund.Amount, refund.Currency) is not null)
            return "The payment's method does not allow this refund.";
        if (terms.IsOver(payment, now))
            return "The time in which payments of this method can be refunded is over.";
        if (uncounted)
            return "The platform tells of a refund without a usable sum.";
        if (payment.OverRefunded)
            return "Refunds made elsewhere leave less than this amount.";
        var hash = RefundRecords.HashOf(payment.ProjectId, payment.PaymentId, refund.Amount, refund.Currency, payment.Method ?? "");
        return hash.AsSpan().SequenceEqual(refund.ApprovedHash) && refund.Currency == payment.Currency
            ? null
            : "The payment is no longer what the refund was asked for.";
    }
}
