using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Refunds;

/// <summary>
/// How much a role or a person may refund without a second person; <see cref="Once"/> is also the most they may approve. A person's row wins over
/// the roles' rows, a row for the currency over one for any; of several roles the most generous counts.
/// </summary>
public sealed class RefundLimit
{
    /// <summary>Stored in <see cref="Currency"/> for every currency.</summary>
    public const string AnyCurrency = "";

    public Guid Id { get; init; }

    /// <summary>Name of a role, or the id of a user.</summary>
    public string Subject { get; init; } = "";

    /// <summary>ISO code, or <see cref="AnyCurrency"/>: then the amounts are whole units of whatever currency it is, else its minor units.</summary>
    public string Currency { get; init; } = AnyCurrency;

    /// <summary>Largest refund; null = no limit, 0 = every refund needs a second person.</summary>
    public long? Once { get; set; }

    /// <summary>Sum per UTC day.</summary>
    public long? Day { get; set; }

    /// <summary>Sum per UTC month.</summary>
    public long? Month { get; set; }
}

internal sealed class RefundLimitConfiguration : IEntityTypeConfiguration<RefundLimit>
{
    public void Configure(EntityTypeBuilder<RefundLimit> builder)
    {
        builder.ToTable("RefundLimits", table => table.HasCheckConstraint(
            "refund_limits_not_negative", "once >= 0 AND day >= 0 AND month >= 0"));
        builder.Property(limit => limit.Id).ValueGeneratedNever();
        builder.Property(limit => limit.Subject).HasMaxLength(64);
        builder.Property(limit => limit.Currency).HasMaxLength(3);
        builder.HasIndex(limit => new { limit.Subject, limit.Currency }).IsUnique();
    }
}
