using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dashboard.Core.Refunds;

/// <summary>The stop switch of one project, or of all of them together, with who turned it last and why.</summary>
public sealed class RefundSwitch
{
    /// <summary>In place of a project: the switch for all of them.</summary>
    public const long AllProjects = 0;

    /// <summary>The platform's project id, or <see cref="AllProjects"/>. A project counts as stopped by <c>Project.RefundsStopped</c>; this row tells why.</summary>
    public long ProjectId { get; init; }

    public bool Stopped { get; internal set; }

    public string Reason { get; internal set; } = "";

    public string ChangedByName { get; internal set; } = "";

    public DateTimeOffset ChangedAt { get; internal set; }

    /// <summary>
    /// Held to the end of a transaction that asks for, approves or claims a refund. Turning the switch waits for all of them, so that nothing begun
    /// before it ends after it; on SQLite writers take turns anyway.
    /// </summary>
    internal static Task HoldAsync(AppDbContext context, Database database, CancellationToken cancellationToken) => database.IsSqlite
        ? Task.CompletedTask
        : context.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock_shared(7003)", cancellationToken);

    internal static Task HoldAloneAsync(AppDbContext context, Database database, CancellationToken cancellationToken) => database.IsSqlite
        ? Task.CompletedTask
        : context.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(7003)", cancellationToken);

    /// <summary>Whether no refund of a project may leave: by its own switch or the one for all.</summary>
    internal static Task<bool> IsStoppedAsync(AppDbContext context, long projectId, CancellationToken cancellationToken) =>
        context.Projects.Where(project => project.Id == projectId)
            .Select(project => project.RefundsStopped || context.RefundSwitches.Any(all => all.ProjectId == AllProjects && all.Stopped))
            .SingleOrDefaultAsync(cancellationToken);

    /// <summary>Keeps who turned it and why; the caller saves.</summary>
    internal static async Task TurnAsync(
        AppDbContext context, long projectId, bool stopped, string reason, string byName, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var row = await context.RefundSwitches.AsTracking().SingleOrDefaultAsync(one => one.ProjectId == projectId, cancellationToken)
            ?? context.RefundSwitches.Add(new RefundSwitch { ProjectId = projectId }).Entity;
        (row.Stopped, row.Reason, row.ChangedByName, row.ChangedAt) = (stopped, reason.Length > 200 ? reason[..200] : reason, byName, now);
    }
}

internal sealed class RefundSwitchConfiguration : IEntityTypeConfiguration<RefundSwitch>
{
    public void Configure(EntityTypeBuilder<RefundSwitch> builder)
    {
        builder.ToTable("RefundSwitches");
        builder.HasKey(one => one.ProjectId);
        builder.Property(one => one.ProjectId).ValueGeneratedNever();
        builder.Property(one => one.Reason).HasMaxLength(200);
        builder.Property(one => one.ChangedByName).HasMaxLength(256);
    }
}
