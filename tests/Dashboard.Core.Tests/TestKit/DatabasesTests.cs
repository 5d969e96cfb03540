using System.Data.Common;
using Dashboard.Core.Data;
using Dashboard.TestKit;
using Microsoft.Data.Sqlite;
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
