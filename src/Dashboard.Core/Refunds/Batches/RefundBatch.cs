using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Refunds.Batches;

/// <summary>Where a batch stands. The name is stored.</summary>
public enum RefundBatchState
{
    /// <summary>Its rows are turned into refunds, one after the other.</summary>
    Running,

    /// <summary>No further row is sent until somebody resumes it.</summary>
    Paused,

    /// <summary>Ended by a person; rows that had not been sent never will be.</summary>
    Stopped,

    /// <summary>Every row has its answer.</summary>
    Done,
}

/// <summary>Why a batch was paused without anybody pressing the button. The name is stored.</summary>
public enum RefundBatchPause
{
    /// <summary>Refunds of a project are stopped.</summary>
    ProjectStopped,

    /// <summary>The person who confirmed it may no longer refund.</summary>
    RightsGone,

    /// <summary>A row could not be handled; the log says why.</summary>
    Failure,
}

/// <summary>
/// Many refunds asked for at once and confirmed by one person. Everything the sender needs is in the database, so that a restart goes on where it
/// was.
/// </summary>
public sealed class RefundBatch
{
    /// <summary>Made when the form opened: confirming twice never makes a second batch.</summary>
    public Guid Id { get; init; }

    public Guid CreatedBy { get; init; }

    public string CreatedByName { get; init; } = "";

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Name of the uploaded file; empty when the rows were chosen in a list.</summary>
    public string FileName { get; init; } = "";

    /// <summary>SHA-256 of the file's bytes, or of the chosen payments.</summary>
    public byte[] FileHash { get; init; } = [];

    /// <summary>Rows to be sent, those left out not counted.</summary>
    public int RowCount { get; init; }

    /// <summary>Rows sent a minute, 1 to 600.</summary>
    public int PerMinute { get; init; }

    public RefundBatchState State { get; private set; }

    /// <summary>Set while it is paused by itself.</summary>
    public RefundBatchPause? PausedBecause { get; private set; }

    public DateTimeOffset StateAt { get; private set; }

    /// <summary>Before this no row is sent. Whoever moves it forward may send one: so the pace holds for all processes together.</summary>
    public DateTimeOffset NextRowAt { get; private set; }

    public int Version { get; private set; }

    /// <summary>Time between two rows.</summary>
    public TimeSpan Gap => TimeSpan.FromMinutes(1) / PerMinute;

    internal void Start(DateTimeOffset now)
    {
        StateAt = now;
        NextRowAt = now;
    }

    /// <returns>False when its state does not allow it, which changes nothing.</returns>
    internal bool Pause(RefundBatchPause? because, DateTimeOffset now)
    {
        if (State != RefundBatchState.Running)
            return false;
        Move(RefundBatchState.Paused, now);
        PausedBecause = because;
        return true;
    }

    internal bool Resume(DateTimeOffset now)
    {
        if (State != RefundBatchState.Paused)
            return false;
        Move(RefundBatchState.Running, now);
        NextRowAt = now;
        return true;
    }

    internal bool Stop(DateTimeOffset now)
    {
        if (State is not (RefundBatchState.Running or RefundBatchState.Paused))
            return false;
        Move(RefundBatchState.Stopped, now);
        return true;
    }

    internal bool Finish(DateTimeOffset now)
    {
        if (State is not (RefundBatchState.Running or RefundBatchState.Paused))
            return false;
        Move(RefundBatchState.Done, now);
        return true;
    }

    private void Move(RefundBatchState to, DateTimeOffset now)
    {
        State = to;
        PausedBecause = null;
        StateAt = now;
        Version++;
    }
}

internal sealed class RefundBatchConfiguration : IEntityTypeConfiguration<RefundBatch>
{
    public void Configure(EntityTypeBuilder<RefundBatch> builder)
    {
        builder.ToTable("RefundBatches");
        builder.Property(batch => batch.Id).ValueGeneratedNever();
        builder.Property(batch => batch.CreatedByName).HasMaxLength(256);
        builder.Property(batch => batch.FileName).HasMaxLength(256);
        builder.Property(batch => batch.FileHash).HasMaxLength(32);
        builder.Property(batch => batch.Version).IsConcurrencyToken();
        builder.Ignore(batch => batch.Gap);
        builder.HasIndex(batch => batch.CreatedAt);
        builder.HasIndex(batch => batch.FileHash);
        builder.HasIndex(batch => new { batch.State, batch.NextRowAt });
    }
}
