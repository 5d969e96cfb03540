using Dashboard.Core.Payments;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Data;

/// <summary>Brings the schema up to date and refuses to go on with a database that would break the durability promise.</summary>
public sealed class DatabaseMigrator(IDbContextFactory<AppDbContext> contexts, DatabaseOptions options)
{
    /// <exception cref="IOException">Another process is migrating the same SQLite database at this moment.</exception>
    /// <exception cref="InvalidOperationException">The database does not keep commits durable (SQLite: <c>synchronous</c> below FULL, or no WAL).</exception>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        if (options.Provider == DatabaseProvider.Sqlite)
            CreateFolder(options.ConnectionString);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        // Nothing to do is the usual case, and must not take the migrations' lock: a process killed while it held it would keep everybody out.
        if ((await context.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
            await MigrateAloneAsync(context, cancellationToken);
        await SearchSchema.CreateAsync(context, cancellationToken);
        if (options.Provider == DatabaseProvider.Sqlite)
            await AssertDurableAsync(context, cancellationToken);
    }

    /// <summary>
    /// On SQLite the lock of the migrations is a row that outlives a killed process. Whoever migrates holds a file of the operating system, which is
    /// let go when the process ends however it ends; so a row that is found under it was left behind, and is removed.
    /// </summary>
    private async Task MigrateAloneAsync(AppDbContext context, CancellationToken cancellationToken)
    {
        if (options.Provider != DatabaseProvider.Sqlite)
        {
            await context.Database.MigrateAsync(cancellationToken);
            return;
        }

        await using var alone = new FileStream(
            Path.GetFullPath(new SqliteConnectionStringBuilder(options.ConnectionString).DataSource) + ".migrating",
            FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        await context.Database.ExecuteSqlAsync($"DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancellationToken);
        await context.Database.MigrateAsync(cancellationToken);
    }

    private static void CreateFolder(string connectionString)
    {
        var file = new SqliteConnectionStringBuilder(connectionString).DataSource;
        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder)
            Directory.CreateDirectory(folder);
    }

    private static async Task AssertDurableAsync(AppDbContext context, CancellationToken cancellationToken)
    {
        var synchronous = await context.Database.SqlQueryRaw<long>("SELECT synchronous AS Value FROM pragma_synchronous").SingleAsync(cancellationToken);
        var journal = await context.Database.SqlQueryRaw<string>("SELECT journal_mode AS Value FROM pragma_journal_mode").SingleAsync(cancellationToken);
        if (synchronous < 2 || !journal.Equals("wal", StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidOperationException(
                $"Database:ConnectionString opens a database with synchronous={synchronous}, journal_mode={journal}; callbacks are only "
                + "acknowledged from a database in WAL mode with synchronous=FULL (2).");
        }
    }
}
