using Dashboard.Core.Projects;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Refunds;

/// <summary>
/// What an administrator has decided about refunds of one payment method in one project: enables what nothing documents, and narrows what is. What the
/// platform documents as impossible stays impossible.
/// </summary>
public sealed class RefundMethodRule
{
    public long ProjectId { get; init; }

    /// <summary>Code in <c>payment.method</c> of callbacks, also one that is in no document.</summary>
    public string Method { get; init; } = "";

    /// <summary>Whether the whole amount may be refunded.</summary>
    public bool Full { get; internal set; }

    /// <summary>Whether less than the whole amount may be refunded.</summary>
    public bool Partial { get; internal set; }

    /// <summary>Smallest refund in whole units of the payment's currency; null = any.</summary>
    public long? Least { get; internal set; }

    /// <summary>Largest refund in whole units of the payment's currency; null = any.</summary>
    public long? Most { get; internal set; }

    /// <summary>Days after the payment in which it can be refunded; null = always.</summary>
    public int? WindowDays { get; internal set; }

    public string ChangedByName { get; internal set; } = "";

    public DateTimeOffset ChangedAt { get; internal set; }
}

internal sealed class RefundMethodRuleConfiguration : IEntityTypeConfiguration<RefundMethodRule>
{
    public void Configure(EntityTypeBuilder<RefundMethodRule> builder)
    {
        builder.ToTable("RefundMethodRules", table => table.HasCheckConstraint(
            "refund_method_rules_not_negative", "least >= 0 AND most >= 0 AND window_days >= 1"));
        builder.HasKey(rule => new { rule.ProjectId, rule.Method });
        builder.Property(rule => rule.ProjectId).ValueGeneratedNever();
        builder.Property(rule => rule.Method).HasMaxLength(128);
        builder.Property(rule => rule.ChangedByName).HasMaxLength(256);
        builder.HasOne<Project>().WithMany().HasForeignKey(rule => rule.ProjectId);
    }
}
