using Microsoft.Data.Sqlite;

namespace Dashboard.TestKit;

/// <summary>One test's own database: a real SQLite file (never in memory, so that locks, WAL and restarts are the real ones) or a PostgreSQL database.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly Func<Task> _remove;

    internal TestDatabase(DatabaseKind kind, string connectionString, Func<Task> remove)
    {
        Kind = kind;
        ConnectionString = connectionString;
        _remove = remove;
    }

    public DatabaseKind Kind { get; }

    public string ConnectionString { get; }

    public async ValueTask DisposeAsync()
    {
        if (Kind == DatabaseKind.Sqlite)
        {
            await using var connection = new SqliteConnection(ConnectionString);
            SqliteConnection.ClearPool(connection);
        }

        await _remove();
    }
}
