using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Audit;

public enum AuditResult
{
    Done,
    Refused,
    Failed,
}

/// <summary>
/// One line of the audit log: who did what to what, when and from where, with the result, refused and failed ones included.
/// Append-only; each line carries the hash of the one before it, so a changed or missing line is noticed by <c>audit verify</c>.
/// </summary>
public sealed class AuditEntry
{
    /// <summary>1, 2, 3 ... without gaps.</summary>
    public long Id { get; init; }

    public DateTimeOffset At { get; init; }

    public Guid? UserId { get; init; }

    public string Actor { get; init; } = "";

    public string? SourceAddress { get; init; }

    /// <summary>Verb of the action in the form <c>refund.request</c>, <c>export.payments</c>, <c>user.add</c>.</summary>
    public string Action { get; init; } = "";

    public AuditResult Result { get; init; }

    public long? ProjectId { get; init; }

    /// <summary>What it was done to, e.g. <c>payment 386/EP1bb6-c379</c>.</summary>
    public string Subject { get; init; } = "";

    /// <summary>Facts before and after, as JSON without secrets.</summary>
    public string Detail { get; init; } = "{}";

    public byte[] PreviousHash { get; init; } = [];

    public byte[] Hash { get; internal set; } = [];
}

internal sealed class AuditEntryConfiguration : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("AuditEntries");
        builder.Property(entry => entry.Id).ValueGeneratedNever();
        builder.Property(entry => entry.Actor).HasMaxLength(256);
        builder.Property(entry => entry.SourceAddress).HasMaxLength(64);
        builder.Property(entry => entry.Action).HasMaxLength(64);
        builder.Property(entry => entry.Subject).HasMaxLength(512);
        builder.HasIndex(entry => new { entry.Subject, entry.Id });
        builder.HasIndex(entry => new { entry.UserId, entry.Id });
    }
}
