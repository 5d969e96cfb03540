using Dashboard.Core.Payments;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Refunds;

/// <summary>What is wrong with a payment's money. The name is stored.</summary>
public enum PaymentAlarmKind
{
    /// <summary>More was refunded, with what is held here, than was captured.</summary>
    OverRefunded,

    /// <summary>The platform, asked before a refund, lists less captured or more refunded money than the messages received here tell.</summary>
    PlatformDiffers,

    /// <summary>The platform made one refund of ours more than once, and more went back than was asked for.</summary>
    RefundedTwice,
}

/// <summary>
/// Something about a payment's money that a person has to look at. Of one kind at most one is open for a payment; it is open until somebody
/// acknowledges it with a note, whatever becomes of the sums, so that nothing passes unseen.
/// </summary>
public sealed class PaymentAlarm
{
    public Guid Id { get; init; }

    public long PaymentRowId { get; init; }

    public long ProjectId { get; init; }

    public string PaymentId { get; init; } = "";

    public PaymentAlarmKind Kind { get; init; }

    public DateTimeOffset RaisedAt { get; init; }

    /// <summary>As our books had it when the alarm was last raised, minor units of <see cref="Currency"/>; the same for the other two.</summary>
    public long Captured { get; private set; }

    public long Refunded { get; private set; }

    public long Reserved { get; private set; }

    public string Currency { get; init; } = "";

    /// <summary>What the platform listed, minor units of <see cref="Currency"/>; null when it was not asked.</summary>
    public long? ListedCaptured { get; private set; }

    public long? ListedRefunded { get; private set; }

    public Guid? AcknowledgedBy { get; private set; }

    public string? AcknowledgedByName { get; private set; }

    public DateTimeOffset? AcknowledgedAt { get; private set; }

    /// <summary>What the person found out.</summary>
    public string? Note { get; private set; }

    public int Version { get; private set; }

    /// <summary>The sums of this moment.</summary>
    internal void Tell(Payment payment, ListedMoney? listed)
    {
        (Captured, Refunded, Reserved) = (payment.Captured, payment.Refunded, payment.Reserved);
        (ListedCaptured, ListedRefunded) = (listed?.Captured, listed?.Refunded);
        Version++;
    }

    internal void Acknowledge(Guid by, string byName, string note, DateTimeOffset now)
    {
        (AcknowledgedBy, AcknowledgedByName, AcknowledgedAt, Note) = (by, byName, now, note);
        Version++;
    }
}

internal sealed class PaymentAlarmConfiguration : IEntityTypeConfiguration<PaymentAlarm>
{
    public void Configure(EntityTypeBuilder<PaymentAlarm> builder)
    {
        builder.ToTable("PaymentAlarms");
        builder.Property(alarm => alarm.Id).ValueGeneratedNever();
        builder.Property(alarm => alarm.PaymentId).HasMaxLength(255);
        builder.Property(alarm => alarm.Currency).HasMaxLength(3);
        builder.Property(alarm => alarm.AcknowledgedByName).HasMaxLength(256);
        builder.Property(alarm => alarm.Note).HasMaxLength(RefundDecisions.MostNote);
        builder.Property(alarm => alarm.Version).IsConcurrencyToken();
        builder.HasOne<Payment>().WithMany().HasForeignKey(alarm => alarm.PaymentRowId);
        builder.HasIndex(alarm => new { alarm.PaymentRowId, alarm.Kind }, "payment_alarms_open").IsUnique().HasFilter("acknowledged_at IS NULL");
        builder.HasIndex(alarm => new { alarm.PaymentRowId, alarm.RaisedAt });
        builder.HasIndex(alarm => alarm.RaisedAt, "payment_alarms_inbox").HasFilter("acknowledged_at IS NULL");
    }
}
