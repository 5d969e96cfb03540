using Dashboard.Core.Data;
using Dashboard.Core.Payments;
using Dashboard.Gate;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Refunds;

/// <summary>
/// Money that the platform is giving back at this moment and that no refund of ours holds: one made elsewhere, or one of ours whose hold has gone. Nothing
/// has been refunded yet, so it is in no sum; but what remains of the payment is less by it.
/// </summary>
internal static class RefundsUnderWay
{
    /// <param name="listed">What the platform answered a moment ago; null = only what our books hold.</param>
    /// <returns>Minor units of the payment's currency; null when one tells no sum in it, and nobody knows what remains.</returns>
    public static async Task<Int128?> SumAsync(AppDbContext context, Payment payment, PaymentStatusAnswer? listed, CancellationToken cancellationToken)
    {
        var known = await context.Operations.AsNoTracking().Where(operation => operation.PaymentRowId == payment.Id && RequestRefund.Back.Contains(operation.Type))
            .ToListAsync(cancellationToken);
        var open = known.Where(operation => !OperationStatus.Of(operation.Status).IsFinal).ToList();
        // Our books may have heard of an end that the list does not show. A success counts as refunded; any other end may be told wrong.
        var elsewhere = known.Where(operation => operation.Effect == MoneyEffect.Out).Concat(open).Select(operation => (long?)operation.OperationId).ToHashSet();
        List<Told> told =
        [
            .. open.Select(operation => new Told(operation.MerchantRefundId, operation.RequestId, operation.Amount, operation.Currency)),
            .. (listed?.Operations ?? []).Where(operation => OperationType.Of(operation.Type).Effect == MoneyEffect.Out
                    && !OperationStatus.Of(operation.Status).IsFinal && !elsewhere.Contains(operation.Id))
                .Select(operation => new Told(
                    operation.MerchantRefundId, operation.RequestId, operation.SumInitial?.MinorUnits, operation.SumInitial?.Currency)),
        ];
        if (told.Count == 0)
            return 0;
        var ours = await context.Refunds.AsNoTracking().Where(refund => refund.PaymentRowId == payment.Id)
            .Select(refund => new { refund.Id, refund.RequestId, refund.State, refund.DecidedByPeople, refund.Amount, refund.Counted }).ToListAsync(cancellationToken);
        return Sum(told, [.. ours.Select(one => new Hold(one.Id, one.RequestId, Refund.HeldOf(one.State, one.DecidedByPeople, one.Amount, one.Counted)))], payment.Currency);
    }

    /// <summary>Whether the payment's holds fit beside what is under way.</summary>
    public static bool Fit(Payment payment, Int128? underWay) =>
        underWay is { } sum && (Int128)payment.Refunded + payment.Reserved + sum <= payment.Captured;

    /// <summary>So much of the payment is not given twice, minor units: never more than was captured.</summary>
    public static long Kept(Payment payment, Int128? underWay) => underWay < payment.Captured ? (long)underWay.Value : payment.Captured;

    /// <summary>What can still be refunded beside it: never below zero, minor units.</summary>
    public static long Left(Payment payment, Int128? underWay) => underWay is { } sum ? (long)Int128.Max(0, payment.Remaining - sum) : 0;

    internal static Int128? Sum(IEnumerable<Told> underWay, IReadOnlyCollection<Hold> ours, string? currency)
    {
        Int128 sum = 0;
        foreach (var operations in underWay.GroupBy(operation => OwnerOf(operation, ours)))
        {
            var held = operations.Key?.Held ?? 0;
            if (operations.All(operation => operation.Amount is not null && operation.Currency == currency))
                sum += Int128.Max(0, operations.Aggregate((Int128)0, (all, operation) => all + operation.Amount!.Value) - held);
            // One of ours is for what was asked for, whatever it leaves out.
            else if (held == 0 || operations.Count() > 1)
                return null;
        }

        return sum;
    }

    private static Hold? OwnerOf(Told operation, IReadOnlyCollection<Hold> ours) =>
        (Guid.TryParse(operation.MerchantRefundId, out var id) ? ours.FirstOrDefault(hold => hold.Id == id) : null)
        ?? (operation.RequestId is { } requestId ? ours.FirstOrDefault(hold => hold.RequestId == requestId) : null);

    /// <summary>An operation by which money goes back and that has not ended; the sum in minor units.</summary>
    internal readonly record struct Told(string? MerchantRefundId, string? RequestId, long? Amount, string? Currency);

    /// <param name="Held">Minor units that a refund of ours holds; 0 when its hold has gone.</param>
    internal sealed record Hold(Guid Id, string? RequestId, long Held);
}
