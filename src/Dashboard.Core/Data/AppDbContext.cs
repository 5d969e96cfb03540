using System.Text.RegularExpressions;
using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Notes;
using Dashboard.Core.Operations;
using Dashboard.Core.Payments;
using Dashboard.Core.Projects;
using Dashboard.Core.Refunds;
using Dashboard.Core.Refunds.Batches;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Data;

/// <summary>One model for both databases; the subclasses only carry their own migrations.</summary>
public abstract partial class AppDbContext(DbContextOptions options) : IdentityDbContext<User, IdentityRole<Guid>, Guid>(options)
{
    public DbSet<Project> Projects => Set<Project>();

    public DbSet<ProjectSecret> ProjectSecrets => Set<ProjectSecret>();

    public DbSet<ProjectAccess> ProjectAccess => Set<ProjectAccess>();

    public DbSet<ApiToken> ApiTokens => Set<ApiToken>();

    public DbSet<CallbackEvent> CallbackEvents => Set<CallbackEvent>();

    public DbSet<CallbackBody> CallbackBodies => Set<CallbackBody>();

    public DbSet<Payment> Payments => Set<Payment>();

    public DbSet<Operation> Operations => Set<Operation>();

    public DbSet<Refund> Refunds => Set<Refund>();

    public DbSet<RefundLimit> RefundLimits => Set<RefundLimit>();

    public DbSet<RefundMethodRule> RefundMethodRules => Set<RefundMethodRule>();

    public DbSet<RefundSwitch> RefundSwitches => Set<RefundSwitch>();

    public DbSet<RefundResolution> RefundResolutions => Set<RefundResolution>();

    public DbSet<PaymentCheck> PaymentChecks => Set<PaymentCheck>();

    public DbSet<PaymentAlarm> PaymentAlarms => Set<PaymentAlarm>();

    public DbSet<OpenRefundDialog> OpenRefundDialogs => Set<OpenRefundDialog>();

    public DbSet<StepUp> StepUps => Set<StepUp>();

    public DbSet<RefundBatch> RefundBatches => Set<RefundBatch>();

    public DbSet<RefundBatchRow> RefundBatchRows => Set<RefundBatchRow>();

    public DbSet<PaymentNote> Notes => Set<PaymentNote>();

    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(AppDbContext).Assembly);
        // Types inside a JSON column have no table of their own.
        foreach (var entity in builder.Model.GetEntityTypes().Where(entity => !entity.IsMappedToJson()))
        {
            entity.SetTableName(SnakeCase(entity.GetTableName()!));
            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName(SnakeCase(property.Name));
                // Text compares by its bytes, as on SQLite, so that both databases sort and search ids alike.
                if (Database.IsNpgsql() && property.ClrType == typeof(string))
                    property.SetCollation("C");
            }

            foreach (var key in entity.GetKeys())
                key.SetName(SnakeCase(key.GetName()!));
            foreach (var index in entity.GetIndexes())
                index.SetDatabaseName(SnakeCase(index.GetDatabaseName()!));
            foreach (var foreignKey in entity.GetForeignKeys())
                foreignKey.SetConstraintName(foreignKey.GetConstraintName() is { } name ? SnakeCase(name) : null);
        }
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        ArgumentNullException.ThrowIfNull(configurationBuilder);
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<InstantConverter>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(32);
    }

    private static string SnakeCase(string name) =>
        WordStart().Replace(name.Replace("AspNet", "", StringComparison.Ordinal), "_").ToLowerInvariant();

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])")]
    private static partial Regex WordStart();
}

public sealed class SqliteAppDbContext(DbContextOptions<SqliteAppDbContext> options) : AppDbContext(options);

public sealed class PostgresAppDbContext(DbContextOptions<PostgresAppDbContext> options) : AppDbContext(options);
