using Dashboard.Gate;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Callbacks;

/// <summary>What became of a genuine message.</summary>
public enum CallbackVerdict
{
    /// <summary>Its facts are in the payment and its operations.</summary>
    Applied,

    /// <summary>Genuine, but not about a payment (token, recurring update): kept, nothing to apply.</summary>
    NotPayment,

    /// <summary>Genuine signature, but the content cannot be trusted or used as it is; kept for a person to look at, nothing applied.</summary>
    Quarantined,

    /// <summary>Applying it failed; kept, can be applied again.</summary>
    Parked,
}

/// <summary>How a message reached us.</summary>
public enum CallbackSource
{
    Callback,
    StatusRead,
}

/// <summary>
/// A genuine message of the platform as it came, with the verdict on it. Never changed but for the count of its repeats and, when parked,
/// the outcome of applying it again. One row for each different content: a repeat only raises <see cref="Repeats"/>.
/// </summary>
public sealed class CallbackEvent
{
    /// <summary>Order of receipt.</summary>
    public long Id { get; internal set; }

    public long ProjectId { get; init; }

    /// <summary>SHA-256 of project id and canonical text: the types of JSON values are not signed, so the raw bytes would not do.</summary>
    public byte[] Hash { get; init; } = [];

    public DateTimeOffset ReceivedAt { get; init; }

    public CallbackSource Source { get; init; }

    public CallbackVerdict Verdict { get; internal set; }

    /// <summary>Why it was quarantined or parked, in words.</summary>
    public string? VerdictDetail { get; internal set; }

    /// <summary>True when the project's previous secret matched, not the current one.</summary>
    public bool PreviousKey { get; init; }

    public long? PaymentRowId { get; internal set; }

    public long? OperationId { get; init; }

    public int Repeats { get; internal set; }

    public DateTimeOffset? LastRepeatAt { get; internal set; }

    public string? SourceAddress { get; init; }

    /// <summary>Its row is in the journal already, with a verdict that is to be replaced.</summary>
    internal bool IsStored { get; set; }

    /// <summary>The message read; null when loaded from the journal.</summary>
    public CallbackMessage? Message { get; init; }

    public byte[] Body { get; init; } = [];
}

/// <summary>The bytes of a message, in a table of their own so that lists do not read over them; later packed, and gone when no longer kept.</summary>
public sealed class CallbackBody
{
    public long EventId { get; init; }

    public byte[] Body { get; init; } = [];
}

internal sealed class CallbackEventConfiguration : IEntityTypeConfiguration<CallbackEvent>, IEntityTypeConfiguration<CallbackBody>
{
    public void Configure(EntityTypeBuilder<CallbackEvent> builder)
    {
        builder.ToTable("CallbackEvents");
        builder.Property(received => received.Id).ValueGeneratedNever();
        builder.Property(received => received.Hash).HasMaxLength(32);
        builder.HasIndex(received => received.Hash).IsUnique();
        builder.HasIndex(received => new { received.PaymentRowId, received.Id });
        // Nearly all are applied; only what waits for a person is looked for by its verdict, and only that costs an entry.
        builder.HasIndex(received => new { received.Verdict, received.Id }).HasFilter("verdict <> 'Applied'");
        // Times of receipt come in order, so the entry is added at the index's edge.
        builder.HasIndex(received => new { received.ReceivedAt, received.Id, received.ProjectId }).HasDatabaseName("ix_callback_events_by_time");
        builder.Property(received => received.VerdictDetail).HasMaxLength(512);
        builder.Property(received => received.SourceAddress).HasMaxLength(64);
        builder.Ignore(received => received.Message);
        builder.Ignore(received => received.Body);
    }

    public void Configure(EntityTypeBuilder<CallbackBody> builder)
    {
        builder.ToTable("CallbackBodies");
        builder.HasKey(body => body.EventId);
        builder.Property(body => body.EventId).ValueGeneratedNever();
    }
}
