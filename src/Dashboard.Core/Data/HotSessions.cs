using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Dashboard.Core.Data;

/// <summary>Opens the write transactions of the hot paths. On SQLite they take turns with every other writer of the process.</summary>
public sealed class HotSessions(Database database, DatabaseOptions options) : IDisposable
{
    private readonly NpgsqlDataSource? _postgres =
        options.Provider == DatabaseProvider.PostgreSQL ? NpgsqlDataSource.Create(options.ConnectionString) : null;

    private SqliteHotConnection? _sqlite;

    public async Task<HotSession> BeginAsync(CancellationToken cancellationToken)
    {
        if (_postgres is not null)
            return await BeginPostgresAsync(_postgres, cancellationToken);
        await database.Turn.WaitAsync(cancellationToken);
        try
        {
            _sqlite ??= new SqliteHotConnection(options.ConnectionString);
            return new SqliteHotSession(_sqlite, ContextOn, Release);
        }
        catch
        {
            Release(healthy: false);
            throw;
        }
    }

    public void Dispose()
    {
        _sqlite?.Dispose();
        _postgres?.Dispose();
    }

    private static async Task<HotSession> BeginPostgresAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken);
            // One receiver at a time, whichever process it runs in: ids are given out in order of receipt and no two meet on a new payment.
            await using var turn = new NpgsqlCommand("SELECT pg_advisory_xact_lock(7002)", connection, transaction);
            await turn.ExecuteNonQueryAsync(cancellationToken);
            return new PostgresHotSession(connection, transaction, ContextOn);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static SqliteAppDbContext ContextOn(SqliteConnection connection) =>
        new(new DbContextOptionsBuilder<SqliteAppDbContext>().UseSqlite(connection).Options);

    private static PostgresAppDbContext ContextOn(NpgsqlConnection connection) =>
        new(new DbContextOptionsBuilder<PostgresAppDbContext>().UseNpgsql(connection).Options);

    private void Release(bool healthy)
    {
        if (!healthy)
        {
            _sqlite?.Dispose();
            _sqlite = null;
        }

        database.Turn.Release();
    }
}
