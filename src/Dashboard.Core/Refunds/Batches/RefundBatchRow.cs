using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Refunds.Batches;

/// <summary>Where a row of a batch stands; what came of its refund is the refund's own state. The name is stored.</summary>
public enum RefundBatchRowState
{
    /// <summary>Had a fault in the dry run; the person left it out.</summary>
    LeftOut,

    /// <summary>Its turn has not come.</summary>
    Waiting,

    /// <summary>A refund was asked for.</summary>
    Requested,

    /// <summary>No refund was made: refused when its turn came. No money moved.</summary>
    Refused,

    /// <summary>The batch was stopped before its turn. No money moved.</summary>
    NotSent,
}

/// <summary>One row of a batch, as it was read and as it was answered.</summary>
public sealed class RefundBatchRow
{
    public Guid BatchId { get; init; }

    /// <summary>Row of the file, the heading being 1.</summary>
    public int Line { get; init; }

    /// <summary>Id of the refund to be, fixed when the batch was confirmed: however often the row is tried, it makes one refund. Null when left out.</summary>
    public Guid? RefundId { get; init; }

    /// <summary>0 when it could not be read; such a row is left out.</summary>
    public long ProjectId { get; init; }

    public string PaymentId { get; init; } = "";

    /// <summary>Minor units of <see cref="Currency"/>, fixed by the dry run; null when it could not be read.</summary>
    public long? Amount { get; init; }

    public string Currency { get; init; } = "";

    public RefundReason Reason { get; init; }

    public string? Note { get; init; }

    public string? Ticket { get; init; }

    public BatchVerdict Verdict { get; init; }

    public RefundBatchRowState State { get; private set; }

    /// <summary>Set with <see cref="RefundBatchRowState.Refused"/>.</summary>
    public RefundRefusalKind? Refusal { get; private set; }

    public DateTimeOffset? AnsweredAt { get; private set; }

    internal void Await() => State = RefundBatchRowState.Waiting;

    /// <summary>A fact wins over a stop that came while it was being asked for.</summary>
    internal void Answer(RefundRefusalKind? refusal, DateTimeOffset now)
    {
        if (State is not (RefundBatchRowState.Waiting or RefundBatchRowState.NotSent))
            return;
        State = refusal is null ? RefundBatchRowState.Requested : RefundBatchRowState.Refused;
        Refusal = refusal;
        AnsweredAt = now;
    }
}

internal sealed class RefundBatchRowConfiguration : IEntityTypeConfiguration<RefundBatchRow>
{
    public void Configure(EntityTypeBuilder<RefundBatchRow> builder)
    {
        builder.ToTable("RefundBatchRows");
        builder.HasKey(row => new { row.BatchId, row.Line });
        builder.HasOne<RefundBatch>().WithMany().HasForeignKey(row => row.BatchId);
        builder.Property(row => row.PaymentId).HasMaxLength(BatchFile.MostCell);
        builder.Property(row => row.Currency).HasMaxLength(BatchFile.MostCell);
        builder.Property(row => row.Note).HasMaxLength(BatchFile.MostCell);
        builder.Property(row => row.Ticket).HasMaxLength(BatchFile.MostCell);
        builder.HasIndex(row => new { row.BatchId, row.State, row.Line });
        builder.HasIndex(row => new { row.ProjectId, row.PaymentId });
        builder.HasIndex(row => row.RefundId).IsUnique();
    }
}
