using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Refunds;

/// <summary>How two people ended a refund of which the platform never told the result: one proposes, another confirms, each with a note.</summary>
public sealed class RefundResolution
{
    public Guid RefundId { get; init; }

    /// <summary><see cref="RefundState.Succeeded"/> or <see cref="RefundState.Declined"/>.</summary>
    public RefundState End { get; internal set; }

    public Guid ProposedBy { get; internal set; }

    public string ProposedByName { get; internal set; } = "";

    public DateTimeOffset ProposedAt { get; internal set; }

    /// <summary>What the person found out, and where.</summary>
    public string ProposalNote { get; internal set; } = "";

    public Guid? ConfirmedBy { get; internal set; }

    public string? ConfirmedByName { get; internal set; }

    public DateTimeOffset? ConfirmedAt { get; internal set; }

    public string? ConfirmationNote { get; internal set; }
}

internal sealed class RefundResolutionConfiguration : IEntityTypeConfiguration<RefundResolution>
{
    public void Configure(EntityTypeBuilder<RefundResolution> builder)
    {
        builder.ToTable("RefundResolutions", table => table.HasCheckConstraint(
            "refund_resolutions_second_person", "confirmed_by IS NULL OR confirmed_by <> proposed_by"));
        builder.HasKey(one => one.RefundId);
        builder.Property(one => one.RefundId).ValueGeneratedNever();
        builder.Property(one => one.ProposedByName).HasMaxLength(256);
        builder.Property(one => one.ProposalNote).HasMaxLength(500);
        builder.Property(one => one.ConfirmedByName).HasMaxLength(256);
        builder.Property(one => one.ConfirmationNote).HasMaxLength(500);
        builder.Property(one => one.ConfirmedAt).IsConcurrencyToken();
        builder.HasOne<Refund>().WithOne().HasForeignKey<RefundResolution>(one => one.RefundId);
    }
}
