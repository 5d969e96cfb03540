using Dashboard.Core.Callbacks;
using Dashboard.Core.Data;
using Dashboard.Core.Operations;
using Dashboard.Gate;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Payments;

/// <summary>
/// A payment as the platform's messages tell it. Its state is a function of the set of messages, not of their order: the message with the
/// greatest <see cref="StateKey"/> speaks for the payment, and the sums are counted from the operations.
/// </summary>
public sealed class Payment
{
    internal const int AccountEndLength = 4;

    /// <summary>Within this time after the creation most payments change their status for the last time; the same number is in <see cref="ChangedLate"/>.</summary>
    internal const long SoonMilliseconds = 3_600_000;

    /// <summary>The condition of an index: these few rows are found by it alone.</summary>
    internal const string ChangedLate = "updated_at < created_at OR updated_at > created_at + 3600000";

    public long Id { get; internal set; }

    public long ProjectId { get; internal set; }

    /// <summary>The merchant's id, unique in the project, opaque.</summary>
    public string PaymentId { get; internal set; } = "";

    /// <summary>As the platform reports it (en: payment.status); shown as it came.</summary>
    public string Status { get; internal set; } = "";

    public string? Type { get; internal set; }

    public string? Method { get; internal set; }

    public string? Currency { get; internal set; }

    /// <summary>
    /// The largest payment.sum reported, minor units: whether the platform lowers it after refunds is not certain, the largest is the initial one
    /// either way. Shown, never calculated with.
    /// </summary>
    public long? Amount { get; internal set; }

    public string? Description { get; internal set; }

    public string? CustomerId { get; internal set; }

    public string? CustomerEmail { get; internal set; }

    public string? CustomerPhone { get; internal set; }

    public string? CustomerIp { get; internal set; }

    /// <summary>The payer's account; masked wherever it is shown or written.</summary>
    public string? AccountNumber { get; internal set; }

    /// <summary>Code of the operation whose message speaks for the payment.</summary>
    public string? Code { get; internal set; }

    /// <summary>Earliest time at the platform that a message tells; the order of the lists.</summary>
    public DateTimeOffset CreatedAt { get; internal set; }

    /// <summary>payment.date of the message that speaks for the payment.</summary>
    public DateTimeOffset UpdatedAt { get; internal set; }

    /// <summary>When we last received something new about it.</summary>
    public DateTimeOffset ReceivedAt { get; internal set; }

    /// <summary>Sum of successful sales and captures, minor units of <see cref="Currency"/>.</summary>
    public long Captured { get; internal set; }

    /// <summary>Sum of successful refunds and reversals less those taken back, wherever they were made.</summary>
    public long Refunded { get; internal set; }

    /// <summary>Held by our own refunds that are neither done nor given up. Changed only by relative updates.</summary>
    public long Reserved { get; internal set; }

    /// <summary>Number of refunds requested here; lets the receiver skip the search for one.</summary>
    public int RefundCount { get; internal set; }

    /// <summary>What stands open of the refunds requested here; written with every change of a refund.</summary>
    public RefundWork RefundWork { get; internal set; }

    /// <summary>The last four digits of the account, when it ends with that many.</summary>
    public string? AccountEnd { get; internal set; }

    /// <summary>Id of the combination of what lists are filtered by; see <see cref="Facet"/>.</summary>
    internal long FacetId { get; set; }

    /// <summary>Two messages gave one operation different final states; both are in the journal.</summary>
    public bool HasConflict { get; internal set; }

    internal byte[] StateKey { get; set; } = [];

    /// <summary>How much of what was captured has gone back.</summary>
    public RefundedPart RefundedPart => PartOf(Captured, Refunded);

    /// <summary>What can still be refunded: never below zero.</summary>
    public long Remaining => Left(Captured, Refunded, Reserved);

    /// <summary>Refunds made elsewhere have pushed the total above what was captured.</summary>
    public bool OverRefunded => IsOver(Captured, Refunded, Reserved);

    /// <summary>
    /// By how much more than was captured went back or is held here, minor units, never below zero. Null before a sale has ended: what was captured has
    /// then only not been told yet.
    /// </summary>
    internal Int128? ExcessAfter(IEnumerable<Operation> operations) =>
        Captured > 0 || operations.Any(operation => operation.IsEndedSale) ? Int128.Max(0, (Int128)Refunded + Reserved - Captured) : null;

    /// <summary>Takes over what a message says about the payment itself when it is the one that speaks for it.</summary>
    internal void Apply(CallbackEvent received)
    {
        var message = received.Message!;
        var reported = message.Payment!;
        var created = Facts.Earliest(message.Operation?.CreatedDate, message.Operation?.Date, reported.Date) ?? received.ReceivedAt;
        CreatedAt = StateKey.Length == 0 || created < CreatedAt ? created : CreatedAt;
        ReceivedAt = received.ReceivedAt > ReceivedAt ? received.ReceivedAt : ReceivedAt;

        Type = Facts.Merge(Type, reported.Type);
        Method = Facts.Merge(Method, reported.Method);
        Currency = Facts.Merge(Currency, reported.Sum?.Currency);
        Amount = reported.Sum is { } sum && !(sum.MinorUnits <= Amount) ? sum.MinorUnits : Amount;
        Description = Facts.Merge(Description, reported.Description);
        CustomerId = Facts.Merge(CustomerId, message.CustomerId);
        CustomerEmail = Facts.Merge(CustomerEmail, message.CustomerEmail);
        CustomerPhone = Facts.Merge(CustomerPhone, message.CustomerPhone);
        CustomerIp = Facts.Merge(CustomerIp, message.CustomerIp);
        AccountNumber = Facts.Merge(AccountNumber, message.AccountNumber);
        AccountEnd = EndOf(AccountNumber);

        var key = Payments.StateKey.OfPayment(received);
        if (key.AsSpan().SequenceCompareTo(StateKey) <= 0)
            return;
        StateKey = key;
        Status = reported.Status ?? "";
        UpdatedAt = (reported.Date ?? received.ReceivedAt).ToUniversalTime();
        Code = message.Operation?.Code;
    }

    /// <summary>The last four digits of an account, null when it does not end with four.</summary>
    internal static string? EndOf(string? account) =>
        account is { Length: >= AccountEndLength } && account.AsSpan(account.Length - AccountEndLength).IndexOfAnyExceptInRange('0', '9') < 0
            ? account[^AccountEndLength..]
            : null;

    /// <summary>Sums near the end of 64 bits must not wrap around and offer money that is not there.</summary>
    internal static long Left(long captured, long refunded, long reserved) => (long)Int128.Max(0, (Int128)captured - refunded - reserved);

    internal static bool IsOver(long captured, long refunded, long reserved) => (Int128)refunded + reserved > captured;

    internal static RefundedPart PartOf(long captured, long refunded) =>
        refunded <= 0 ? RefundedPart.None : captured > 0 && refunded >= captured ? RefundedPart.Fully : RefundedPart.Partly;

    /// <summary>Counts the sums anew from the payment's operations.</summary>
    /// <exception cref="OverflowException">A sum does not fit 64 bits; the message is parked.</exception>
    internal void Count(IEnumerable<Operation> operations)
    {
        var all = operations as IReadOnlyCollection<Operation> ?? [.. operations];
        (Captured, Refunded) = CountMoney(all.Select(operation => (operation.Effect, operation.Amount, operation.Currency)), Currency);
        HasConflict = all.Any(operation => operation.HasConflict);
    }

    /// <summary>The one rule by which money is counted, here and in what the platform lists: only sums in the payment's currency.</summary>
    /// <exception cref="OverflowException">A sum does not fit 64 bits.</exception>
    internal static (long Captured, long Refunded) CountMoney(
        IEnumerable<(MoneyEffect Effect, long? Amount, string? Currency)> operations, string? paymentCurrency)
    {
        Int128 captured = 0, refunded = 0;
        foreach (var (effect, sum, currency) in operations)
        {
            if (sum is not { } amount || currency != paymentCurrency)
                continue;
            switch (effect)
            {
                case MoneyEffect.In:
                    captured += amount;
                    break;
                case MoneyEffect.Out:
                    refunded += amount;
                    break;
                case MoneyEffect.UndoesOut:
                    refunded -= amount;
                    break;
                case MoneyEffect.None:
                    break;
                default:
                    throw new InvalidOperationException($"Unknown effect {effect}.");
            }
        }

        // What takes a refund back may come before the refund: it never gives back more than was taken.
        return (checked((long)captured), checked((long)Int128.Max(0, refunded)));
    }
}

internal sealed class PaymentConfiguration : IEntityTypeConfiguration<Payment>
{
    public void Configure(EntityTypeBuilder<Payment> builder)
    {
        builder.ToTable("Payments");
        builder.Property(payment => payment.Id).ValueGeneratedNever();
        builder.First(nameof(Payment.Id), nameof(Payment.FacetId), nameof(Payment.CreatedAt), nameof(Payment.UpdatedAt), nameof(Payment.Amount),
            nameof(Payment.RefundWork), nameof(Payment.Captured), nameof(Payment.Refunded), nameof(Payment.AccountEnd), nameof(Payment.ProjectId),
            nameof(Payment.PaymentId), nameof(Payment.CustomerId));
        builder.Property(payment => payment.PaymentId).HasMaxLength(255);
        builder.Property(payment => payment.Status).HasMaxLength(128);
        builder.Property(payment => payment.Type).HasMaxLength(128);
        builder.Property(payment => payment.Method).HasMaxLength(128);
        builder.Property(payment => payment.Currency).HasMaxLength(3);
        builder.Property(payment => payment.Description).HasMaxLength(1024);
        builder.Property(payment => payment.CustomerId).HasMaxLength(255);
        builder.Property(payment => payment.CustomerEmail).HasMaxLength(255);
        builder.Property(payment => payment.CustomerPhone).HasMaxLength(128);
        builder.Property(payment => payment.CustomerIp).HasMaxLength(128);
        builder.Property(payment => payment.AccountNumber).HasMaxLength(128);
        builder.Property(payment => payment.Code).HasMaxLength(32);
        builder.Property(payment => payment.StateKey).HasMaxLength(64);
        builder.Property(payment => payment.RefundWork).HasConversion<int>();
        builder.Property(payment => payment.AccountEnd).HasMaxLength(Payment.AccountEndLength);
        builder.Property(payment => payment.FacetId);
        builder.Ignore(payment => payment.Remaining);
        builder.Ignore(payment => payment.RefundedPart);
        builder.Ignore(payment => payment.OverRefunded);
        // The payment's id first: the same index finds it without the project, and by its beginning.
        builder.HasIndex(payment => new { payment.PaymentId, payment.ProjectId }).IsUnique();
        // Each answers a question of the lists from the index alone; docs/adr/0020 says which, and what they cost.
        builder.HasIndex(payment => new { payment.CreatedAt, payment.Id, payment.FacetId, payment.RefundWork, payment.Amount })
            .HasDatabaseName(PaymentIndexes.ByTime);
        builder.HasIndex(payment => new
        {
            payment.FacetId,
            payment.CreatedAt,
            payment.Id,
            payment.RefundWork,
            payment.Amount,
            payment.Captured,
            payment.Refunded,
        }).HasDatabaseName(PaymentIndexes.ByFacet);
        builder.HasIndex(payment => new { payment.FacetId, payment.Amount, payment.Id, payment.CreatedAt, payment.RefundWork })
            .HasDatabaseName(PaymentIndexes.ByAmount);
        builder.HasIndex(payment => new { payment.FacetId, payment.UpdatedAt, payment.Id, payment.CreatedAt, payment.RefundWork, payment.Amount })
            .HasDatabaseName(PaymentIndexes.ByChange);
        builder.HasIndex(payment => new { payment.CreatedAt, payment.UpdatedAt, payment.Id, payment.FacetId, payment.RefundWork, payment.Amount })
            .HasFilter(Payment.ChangedLate).HasDatabaseName(PaymentIndexes.ByLateChange);
        builder.HasIndex(payment => new { payment.RefundWork, payment.CreatedAt, payment.Id }).HasFilter("refund_work <> 0")
            .HasDatabaseName(PaymentIndexes.ByRefundWork);
        builder.HasIndex(payment => new { payment.AccountEnd, payment.CreatedAt, payment.Id, payment.AccountNumber }).HasFilter("account_end IS NOT NULL")
            .HasDatabaseName(PaymentIndexes.ByAccountEnd);
        builder.HasIndex(payment => new { payment.CustomerId, payment.CreatedAt });
    }
}
