namespace Dashboard.Core.Refunds.Batches;

/// <summary>What the dry run says of a row. Only <see cref="Fine"/> is ever sent. The name is stored.</summary>
public enum BatchVerdict
{
    Fine,
    ProjectNotAllowed,
    PaymentNotFound,
    AmountUnreadable,
    CurrencyUnknown,
    ReasonUnknown,
    NoteRequired,
    TextNotAllowed,
    CurrencyDiffers,
    MethodCannot,
    MethodCannotPartially,

    /// <summary>The amount or the payment's age is outside what the project has set for the method.</summary>
    OutsideMethodTerms,
    NothingCaptured,
    NothingRemains,
    OverRemaining,

    /// <summary>The platform tells of money going back whose sum nobody can count.</summary>
    RemainingUnknown,

    /// <summary>An earlier row of this file refunds the same amount of the same payment, or all that remains of it.</summary>
    TwiceInFile,

    /// <summary>A batch of the last 30 days holds the same payment with the same amount, and that refund has not failed.</summary>
    InEarlierFile,

    /// <summary>An equal amount of this payment was refunded in the last 24 hours.</summary>
    EqualRefundToday,

    /// <summary>Refunds of the project are stopped.</summary>
    Stopped,

    /// <summary>With the rows above, the total of its currency does not fit 64 bits.</summary>
    TotalTooLarge,
}

/// <param name="ProjectId">Null when it could not be read.</param>
/// <param name="Amount">Minor units of <paramref name="Currency"/>; null when it could not be told.</param>
/// <param name="Currency">The payment's where the row leaves it open.</param>
/// <param name="Remaining">What can still be refunded after the rows above, minor units of the payment's currency; null when there is no such payment or nobody knows.</param>
public sealed record BatchRowCheck(
    BatchDraftRow Row, BatchVerdict Verdict, long? ProjectId, long? Amount, string Currency, RefundReason? Reason, long? Remaining, string? PaymentCurrency);

/// <param name="Amount">Minor units.</param>
public sealed record BatchTotal(string Currency, int Rows, long Amount);

/// <summary>A batch made before of the same file.</summary>
public sealed record EarlierBatch(Guid Id, string CreatedByName, DateTimeOffset CreatedAt);

/// <summary>What would happen if the draft were confirmed now.</summary>
/// <param name="Totals">Of the rows that are fine, by currency code.</param>
/// <param name="SameFile">The newest batch of the same file; null when there is none.</param>
public sealed record BatchDryRun(IReadOnlyList<BatchRowCheck> Rows, IReadOnlyList<BatchTotal> Totals, EarlierBatch? SameFile)
{
    public int Fine { get; } = Rows.Count(row => row.Verdict == BatchVerdict.Fine);

    public int Faulty => Rows.Count - Fine;
}
