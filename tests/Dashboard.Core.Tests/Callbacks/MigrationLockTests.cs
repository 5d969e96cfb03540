using Dashboard.Core.Data;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Tests.Callbacks;

/// <summary>A process killed while it migrates leaves its lock in the database; the next start must not wait for it for ever.</summary>
public sealed class MigrationLockTests(Databases databases)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Migration_WithALockLeftBehind_GoesThrough(bool empty)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        await using var database = empty
            ? await databases.CreateEmptyAsync(DatabaseProvider.Sqlite, limit.Token)
            : await databases.CreateAsync(DatabaseProvider.Sqlite, limit.Token);
        await using (var context = database.OpenContext())
        {
            await context.Database.ExecuteSqlAsync($"CREATE TABLE IF NOT EXISTS \"__EFMigrationsLock\" (\"Id\" INTEGER NOT NULL PRIMARY KEY, \"Timestamp\" TEXT NOT NULL)", limit.Token);
            await context.Database.ExecuteSqlAsync($"INSERT INTO \"__EFMigrationsLock\" VALUES (1, '2026-11-21 00:00:00+00:00')", limit.Token);
        }

        await database.CreateServices().GetRequiredService<DatabaseMigrator>().MigrateAsync(limit.Token);

        await using var after = database.OpenContext();
        Assert.Empty(await after.Database.GetPendingMigrationsAsync(limit.Token));
    }
}
