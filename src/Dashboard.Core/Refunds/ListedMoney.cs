using Dashboard.Core.Payments;
using Dashboard.Gate;

namespace Dashboard.Core.Refunds;

/// <summary>
/// What the platform's own list of operations says was captured and refunded of a payment, counted by the rules of our books (successful operations,
/// <c>sum_initial</c>, the payment's currency only). Minor units of that currency.
/// </summary>
internal sealed record ListedMoney(long Captured, long Refunded)
{
    /// <param name="currency">The payment's.</param>
    /// <exception cref="OverflowException">A sum does not fit 64 bits.</exception>
    public static ListedMoney Of(PaymentStatusAnswer answer, string? currency)
    {
        // An operation told twice in one list counts once, as it does in the books.
        var (captured, refunded) = Payment.CountMoney(answer.Operations
            .DistinctBy(operation => operation.Id ?? (object)operation)
            .Select(operation => (
                OperationStatus.Of(operation.Status).IsSuccess ? OperationType.Of(operation.Type).Effect : MoneyEffect.None,
                operation.SumInitial?.MinorUnits, operation.SumInitial?.Currency)), currency);
        return new ListedMoney(captured, refunded);
    }

    /// <summary>
    /// Our books offer more than the platform's list does: an operation in them is forged, doubled, or was taken back without our hearing of it.
    /// The other way round nothing can go wrong.
    /// </summary>
    public bool IsLessThan(Payment payment) => Captured < payment.Captured || Refunded > payment.Refunded;
}
