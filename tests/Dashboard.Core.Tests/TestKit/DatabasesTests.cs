using System.Data.Common;
using Dashboard.Core.Data;
using Dashboard.TestKit;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Dashboard.Core.Tests.TestKit;

public sealed class DatabasesTests(Databases databases)
{
    [Theory, ClassData(typeof(EachDatabase))]
    public async Task CreateEmpty_Twice_GivesDatabasesThatDoNotSeeEachOther(DatabaseProvider provider)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var first = await databases.CreateEmptyAsync(provider, cancellation);
        await using var second = await databases.CreateEmptyAsync(provider, cancellation);

        await ExecuteAsync(first, "CREATE TABLE only_here (id integer)", cancellation);

        Assert.Equal(0L, await ExecuteAsync(first, "SELECT COUNT(*) FROM only_here", cancellation));
        await Assert.ThrowsAnyAsync<DbException>(() => ExecuteAsync(second, "SELECT COUNT(*) FROM only_here", cancellation));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Create_Twice_GivesMigratedDatabasesThatDoNotSeeEachOther(DatabaseProvider provider)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var first = await databases.CreateAsync(provider, cancellation);
        await using var second = await databases.CreateAsync(provider, cancellation);

        await using (var context = first.OpenContext())
        {
            Assert.Empty(await context.Database.GetPendingMigrationsAsync(cancellation));
            context.Roles.Add(new IdentityRole<Guid>("only here") { Id = Guid.NewGuid() });
            await context.SaveChangesAsync(cancellation);
        }

        await using var one = first.OpenContext();
        await using var other = second.OpenContext();
        Assert.Equal(1, await one.Roles.CountAsync(role => role.Name == "only here", cancellation));
        Assert.Equal(0, await other.Roles.CountAsync(role => role.Name == "only here", cancellation));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task CreateServices_Clock_IsTheOneOfTheTest(DatabaseProvider provider)
    {
        await using var database = await databases.CreateAsync(provider, TestContext.Current.CancellationToken);
        var clock = new ManualTimeProvider();

        var services = database.CreateServices(clock: clock);

        Assert.Same(clock, services.GetRequiredService<TimeProvider>());
    }

    [Fact]
    public async Task Create_Sqlite_KeepsItsLogBesideTheFileAsInProduction()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var database = await databases.CreateAsync(DatabaseProvider.Sqlite, cancellation);
        Assert.Equal("wal", await ExecuteAsync(database, "PRAGMA journal_mode", cancellation));
    }

    private static async Task<object?> ExecuteAsync(TestDatabase database, string sql, CancellationToken cancellationToken)
    {
        await using DbConnection connection = database.Provider == DatabaseProvider.Sqlite
            ? new SqliteConnection(database.ConnectionString)
            : new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements are the constants above.
        command.CommandText = sql;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
