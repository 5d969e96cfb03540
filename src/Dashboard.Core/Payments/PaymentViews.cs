using Dashboard.Core.Refunds;
using Dashboard.Gate;

namespace Dashboard.Core.Payments;

/// <summary>A payment as lists show it. Amounts are minor units of <see cref="Currency"/>; the account is masked before it gets here.</summary>
public sealed record PaymentRow
{
    public required long Id { get; init; }

    public required long ProjectId { get; init; }

    public required string PaymentId { get; init; }

    /// <summary>As the platform reports it.</summary>
    public required string Status { get; init; }

    public string? Method { get; init; }

    /// <summary>The last characters at most, behind dots.</summary>
    public string? Account { get; init; }

    public string? Currency { get; init; }

    public long? Amount { get; init; }

    public long Captured { get; init; }

    public long Refunded { get; init; }

    /// <summary>Held by refunds made here that have not ended.</summary>
    public long Reserved { get; init; }

    /// <summary>
    /// What the platform is giving back at this moment and no refund made here holds: at most what was captured. Null when it tells of money going back
    /// and not how much.
    /// </summary>
    public long? UnderWay { get; init; } = 0;

    public string? CustomerId { get; init; }

    /// <summary>Of the operation that spoke last, whatever became of the payment: after a declined refund it is the refund's.</summary>
    public string? Code { get; init; }

    /// <summary>Code that says why the payer has not paid; null for a payment that was not declined, and when no code says why.</summary>
    public string? DeclineCode =>
        Code is not (null or "" or "0") && PaymentConditions.EndedUnpaid(Status) && ResponseCodes.Find(Code) is not { Group: CodeGroup.Success or CodeGroup.Waiting }
            ? Code
            : null;

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>When the platform last changed the status.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>States of the refunds made here, newest first.</summary>
    public IReadOnlyList<RefundState> Refunds { get; init; } = [];

    /// <summary>Held here or under way at the platform: what is going back and has not gone yet.</summary>
    public long Pending => Sum(Reserved, UnderWay ?? 0);

    /// <summary>Gone back or going back.</summary>
    public long Returned => Sum(Refunded, Pending);

    /// <summary>What can still be refunded: never below zero, and zero when nobody knows.</summary>
    public long Remaining => UnderWay is { } underWay ? Math.Max(0, Payment.Left(Captured, Refunded, Reserved) - underWay) : 0;

    public PaymentCondition Condition => PaymentConditions.Of(Status, Captured, Refunded, Refunds);

    public PageKey Key => new(CreatedAt, Id);

    /// <summary>Place of the row in a list ordered that way.</summary>
    public SortKey KeyIn(PaymentOrder order) => order.By switch
    {
        PaymentSort.Created => new(CreatedAt.ToUnixTimeMilliseconds(), Id),
        PaymentSort.Amount => new(Amount, Id),
        PaymentSort.Changed => new(UpdatedAt.ToUnixTimeMilliseconds(), Id),
        _ => throw new InvalidOperationException($"Unknown order {order.By}."),
    };

    /// <summary>Same facts, the states of the refunds compared one by one.</summary>
    public bool Equals(PaymentRow? other) => other is not null && Facts == other.Facts && Refunds.SequenceEqual(other.Refunds);

    public override int GetHashCode() => Facts.GetHashCode();

    // Sums near the end of 64 bits must not wrap around.
    private static long Sum(long one, long other) => (long)Int128.Min(long.MaxValue, (Int128)one + other);

    private (long, long, string, string, string?, string?, string?, long?, (long, long, long, long?, string?, string?), DateTimeOffset, DateTimeOffset, DateTimeOffset) Facts =>
        (Id, ProjectId, PaymentId, Status, Method, Account, Currency, Amount, (Captured, Refunded, Reserved, UnderWay, CustomerId, Code), CreatedAt, ReceivedAt, UpdatedAt);
}

/// <summary>Everything a payment's own page shows besides its lists. Account and, for those who may not reveal it, the customer's contacts are masked.</summary>
public sealed record PaymentView
{
    public required PaymentRow Row { get; init; }

    public required string ProjectName { get; init; }

    public string? Type { get; init; }

    public string? Description { get; init; }

    public string? CustomerEmail { get; init; }

    public string? CustomerPhone { get; init; }

    public string? CustomerIp { get; init; }

    /// <summary>payment.date of the message that speaks for the payment.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Two messages gave one operation different final states.</summary>
    public bool HasConflict { get; init; }

    /// <summary>Refunds made elsewhere have pushed the total above what was captured.</summary>
    public bool OverRefunded { get; init; }

    /// <summary>Whether the reader may see the whole account (with a reason, on record).</summary>
    public bool MayReveal { get; init; }

    /// <summary>Whether the reader may ask for a refund.</summary>
    public bool MayRefund { get; init; }

    public bool MayViewCallbacks { get; init; }
}

/// <summary>A project as pickers name it.</summary>
public sealed record ProjectName(long Id, string Name);

/// <summary>What a filter offers to pick from: reference data and the reader's projects, so that no list is scanned for it.</summary>
public sealed record FilterOptions(
    IReadOnlyList<string> Statuses, IReadOnlyList<string> Types, IReadOnlyList<string> Methods, IReadOnlyList<string> Currencies,
    IReadOnlyList<ProjectName> Projects)
{
    /// <summary>Types of payments that have been met.</summary>
    public IReadOnlyList<string> PaymentTypes { get; init; } = [];
}
