using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;

namespace Dashboard.Core.Data;

/// <summary>Keeps one connection with its prepared statements; one session at a time, handed out by <see cref="HotSessions"/>.</summary>
internal sealed class SqliteHotConnection : IDisposable
{
    private readonly Dictionary<Statement, SqliteHotStatement> _prepared = [];

    public SqliteHotConnection(string connectionString)
    {
        Connection = new SqliteConnection(new SqliteConnectionStringBuilder(connectionString) { Pooling = false }.ToString());
        Connection.Open();
        SqlitePragmas.Apply(Connection);
    }

    public SqliteConnection Connection { get; }

    public SqliteHotStatement Prepare(Statement statement, int parameters)
    {
        if (!_prepared.TryGetValue(statement, out var prepared))
        {
            prepared = new SqliteHotStatement(Connection.Handle!, statement, parameters);
            _prepared.Add(statement, prepared);
        }

        return prepared;
    }

    public void Dispose()
    {
        foreach (var statement in _prepared.Values)
            statement.Dispose();
        Connection.Dispose();
    }
}

internal sealed class SqliteHotSession : HotSession
{
    private readonly SqliteHotConnection _connection;
    private readonly SqliteTransaction _transaction;
    private readonly Func<SqliteConnection, AppDbContext> _contextOn;
    private readonly Action<bool> _release;
    private AppDbContext? _context;
    private bool _committed;

    public SqliteHotSession(SqliteHotConnection connection, Func<SqliteConnection, AppDbContext> contextOn, Action<bool> release)
    {
        _connection = connection;
        _contextOn = contextOn;
        _release = release;
        _transaction = connection.Connection.BeginTransaction(deferred: false);
    }

    public override AppDbContext Context
    {
        get
        {
            if (_context is null)
            {
                _context = _contextOn(_connection.Connection);
                _context.Database.UseTransaction(_transaction);
            }

            return _context;
        }
    }

    public override string LockRows => "";

    public override Task<long> ReserveIdsAsync(string table, int count, CancellationToken cancellationToken)
    {
        using var command = _connection.Connection.CreateCommand();
        command.Transaction = _transaction;
        command.CommandText = $"SELECT coalesce(max(id), 0) + 1 FROM {table}";
        return Task.FromResult((long)command.ExecuteScalar()!);
    }

    public override Task QueryAsync(
        Statement statement, IReadOnlyList<object?[]> keys, Action<int, HotRow> row, CancellationToken cancellationToken)
    {
        for (var index = 0; index < keys.Count; index++)
        {
            var key = index;
            _connection.Prepare(statement, keys[key].Length).Query(keys[key], current => row(key, current));
        }

        return Task.CompletedTask;
    }

    public override ValueTask WriteAsync(Statement statement, object?[] values, CancellationToken cancellationToken)
    {
        _connection.Prepare(statement, values.Length).Execute(values);
        return ValueTask.CompletedTask;
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override Task SavepointAsync(string name, CancellationToken cancellationToken)
    {
        _transaction.Save(name);
        return Task.CompletedTask;
    }

    public override Task RollbackToAsync(string name, CancellationToken cancellationToken)
    {
        _transaction.Rollback(name);
        return Task.CompletedTask;
    }

    public override Task CommitAsync(CancellationToken cancellationToken)
    {
        _transaction.Commit();
        _committed = true;
        return Task.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        var healthy = false;
        try
        {
            if (_context is not null)
                await _context.DisposeAsync();
            if (!_committed && raw.sqlite3_get_autocommit(_connection.Connection.Handle) == 0)
                _transaction.Rollback();
            await _transaction.DisposeAsync();
            healthy = true;
        }
        catch (SqliteException)
        {
            // The connection is thrown away; what was not committed is gone with it, and the sender was told so.
        }
        finally
        {
            _release(healthy);
        }
    }
}
