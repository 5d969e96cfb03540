using Dashboard.Core.Payments;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Refunds;

/// <summary>
/// A payment that the platform is asked about without anybody's doing, and when next: because its messages contradict each other, or because a refund of
/// it has succeeded, which may still be declined or taken back. One row a payment, so that it is asked about once whatever the number of refunds.
/// </summary>
public sealed class PaymentCheck
{
    /// <summary>How long a refund that has succeeded is looked at again, once a day.</summary>
    public static readonly TimeSpan Watch = TimeSpan.FromDays(30);

    public static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private static readonly TimeSpan MostPause = TimeSpan.FromHours(4);

    public long PaymentRowId { get; init; }

    public DateTimeOffset DueAt { get; private set; } = DateTimeOffset.MaxValue;

    /// <summary>Asked daily until then; null when only a contradiction is to be settled.</summary>
    public DateTimeOffset? DailyUntil { get; private set; }

    /// <summary>Messages contradict each other, and no answer of the platform since then has told the ends of all operations.</summary>
    public bool Contradicted { get; private set; }

    /// <summary>Questions in a row that brought no answer.</summary>
    public int Failures { get; private set; }

    public int Version { get; private set; }

    internal void Contradict(DateTimeOffset now)
    {
        Contradicted = true;
        Failures = 0;
        DueAt = now;
        Version++;
    }

    internal void Follow(DateTimeOffset now)
    {
        DailyUntil = now + Watch;
        DueAt = DueAt < now + Day ? DueAt : now + Day;
        Version++;
    }

    /// <summary>Not asked: the platform is left alone until then.</summary>
    internal void Wait(DateTimeOffset until)
    {
        DueAt = until;
        Version++;
    }

    /// <returns>False when there is nothing left to ask for.</returns>
    internal bool Answered(DateTimeOffset now)
    {
        Contradicted = false;
        Failures = 0;
        DueAt = now + Day;
        Version++;
        return DueAt <= DailyUntil;
    }

    /// <summary>Asked again after a minute, two, four, up to every four hours.</summary>
    internal void NotAnswered(DateTimeOffset now)
    {
        var pause = TimeSpan.FromMinutes(Math.Pow(2, Math.Min(Failures, 10)));
        DueAt = now + (pause < MostPause ? pause : MostPause);
        Failures++;
        Version++;
    }
}

internal sealed class PaymentCheckConfiguration : IEntityTypeConfiguration<PaymentCheck>
{
    public void Configure(EntityTypeBuilder<PaymentCheck> builder)
    {
        builder.ToTable("PaymentChecks");
        builder.HasKey(check => check.PaymentRowId);
        builder.Property(check => check.PaymentRowId).ValueGeneratedNever();
        builder.Property(check => check.Version).IsConcurrencyToken();
        builder.HasOne<Payment>().WithMany().HasForeignKey(check => check.PaymentRowId);
        builder.HasIndex(check => check.DueAt);
    }
}
