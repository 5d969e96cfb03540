using Dashboard.Core.Data;
using Dashboard.Core.Operations;
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
        var known = await GoingBack(context, [payment.Id]).ToListAsync(cancellationToken);
        var open = known.FindAll(IsOpen);
        // Our books may have heard of an end that the list does not show. A success counts as refunded; any other end may be told wrong.
        var elsewhere = known.Where(operation => operation.Effect == MoneyEffect.Out).Concat(open).Select(operation => (long?)operation.OperationId).ToHashSet();
        List<Told> told =
        [
            .. open.Select(ToldBy),
            .. (listed?.Operations ?? []).Where(operation => OperationType.Of(operation.Type).Effect == MoneyEffect.Out
                    && !OperationStatus.Of(operation.Status).IsFinal && !elsewhere.Contains(operation.Id))
                .Select(operation => new Told(
                    operation.MerchantRefundId, operation.RequestId, operation.SumInitial?.MinorUnits, operation.SumInitial?.Currency)),
        ];
        return told.Count == 0 ? 0 : Sum(told, [.. (await HoldsAsync(context, [payment.Id], cancellationToken))[payment.Id]], payment.Currency);
    }

    /// <summary>The same of many payments, as our books know it; null also where money has gone back and the platform does not tell how much.</summary>
    /// <returns>By the payment's row; of one that is missing nothing is under way.</returns>
    public static async Task<IReadOnlyDictionary<long, Int128?>> SumsAsync(
        AppDbContext context, IEnumerable<Payment> payments, CancellationToken cancellationToken)
    {
        var asked = payments.Where(payment => payment.Captured > 0).ToDictionary(payment => payment.Id);
        var sums = new Dictionary<long, Int128?>();
        if (asked.Count == 0)
            return sums;
        var known = (await GoingBack(context, [.. asked.Keys]).ToListAsync(cancellationToken)).ToLookup(operation => operation.PaymentRowId);
        var open = known.Where(operations => operations.Any(IsOpen)).Select(operations => operations.Key).ToList();
        var holds = open.Count == 0 ? null : await HoldsAsync(context, open, cancellationToken);
        foreach (var id in open)
            sums[id] = Sum(known[id].Where(IsOpen).Select(ToldBy), [.. holds![id]], asked[id].Currency);
        foreach (var operations in known.Where(operations => operations.Any(operation => RefundGuard.IsUncounted(operation, asked[operation.PaymentRowId].Currency))))
            sums[operations.Key] = null;
        return sums;
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

    private static IQueryable<Operation> GoingBack(AppDbContext context, List<long> payments) => context.Operations.AsNoTracking()
        .Where(operation => payments.Contains(operation.PaymentRowId) && RequestRefund.Back.Contains(operation.Type));

    private static bool IsOpen(Operation operation) => !OperationStatus.Of(operation.Status).IsFinal;

    private static Told ToldBy(Operation operation) => new(operation.MerchantRefundId, operation.RequestId, operation.Amount, operation.Currency);

    private static async Task<ILookup<long, Hold>> HoldsAsync(AppDbContext context, List<long> payments, CancellationToken cancellationToken) =>
        (await context.Refunds.AsNoTracking().Where(refund => payments.Contains(refund.PaymentRowId))
            .Select(refund => new { refund.PaymentRowId, refund.Id, refund.RequestId, refund.State, refund.DecidedByPeople, refund.Amount, refund.Counted })
            .ToListAsync(cancellationToken))
        .ToLookup(one => one.PaymentRowId, one => new Hold(one.Id, one.RequestId, Refund.HeldOf(one.State, one.DecidedByPeople, one.Amount, one.Counted)));

    private static Hold? OwnerOf(Told operation, IReadOnlyCollection<Hold> ours) =>
        (Guid.TryParse(operation.MerchantRefundId, out var id) ? ours.FirstOrDefault(hold => hold.Id == id) : null)
        ?? (operation.RequestId is { } requestId ? ours.FirstOrDefault(hold => hold.RequestId == requestId) : null);

    /// <summary>An operation by which money goes back and that has not ended; the sum in minor units.</summary>
    internal readonly record struct Told(string? MerchantRefundId, string? RequestId, long? Amount, string? Currency);

    /// <param name="Held">Minor units that a refund of ours holds; 0 when its hold has gone.</param>
    internal sealed record Hold(Guid Id, string? RequestId, long Held);
}
