namespace Dashboard.Core.Payments;

public sealed partial record PaymentFilter
{
    /// <summary>
    /// Whether a payment that is in memory is meant: what <see cref="Apply"/> says of it, tested so. Lists ask it of payments that have changed,
    /// so that the same rows need not be read again for each of them.
    /// </summary>
    /// <param name="payment">As it stands in the database.</param>
    /// <param name="searched">Row ids that the search means, within the period where it counts; not looked at when nothing is searched for.</param>
    internal bool Means(Payment payment, IReadOnlySet<long> searched) =>
        (Searched.IsEmpty ? InPeriod(payment) : searched.Contains(payment.Id))
        && In(Statuses, payment.Status) && In(Types, payment.Type) && In(Methods, payment.Method) && In(Currencies, payment.Currency)
        && In(Codes, payment.Code) && (Projects.Count == 0 || Projects.Contains(payment.ProjectId))
        && (MinAmount is null || payment.Amount >= MinAmount) && (MaxAmount is null || payment.Amount <= MaxAmount)
        && (AccountEnd is null || payment.AccountEnd == AccountEnd) && (Rows.Count == 0 || Rows.Contains(payment.Id))
        && (Refunds.Count == 0 || RefundWorkMeant.Contains(payment.RefundWork) || RefundedPartsMeant.Contains(payment.RefundedPart));

    private bool InPeriod(Payment payment) => !(payment.CreatedAt < From) && !(payment.CreatedAt >= Until);

    internal static bool In(IReadOnlyList<string> meant, string? value) => meant.Count == 0 || (value is not null && meant.Contains(value, StringComparer.Ordinal));
}
