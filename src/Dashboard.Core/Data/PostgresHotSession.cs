using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Dashboard.Core.Data;

internal sealed class PostgresHotSession(NpgsqlConnection connection, NpgsqlTransaction transaction, Func<NpgsqlConnection, AppDbContext> contextOn)
    : HotSession
{
    private NpgsqlBatch _queued = new(connection, transaction);
    private AppDbContext? _context;

    public override AppDbContext Context
    {
        get
        {
            if (_context is null)
            {
                _context = contextOn(connection);
                _context.Database.UseTransaction(transaction);
            }

            return _context;
        }
    }

    public override string LockRows => " FOR UPDATE";

    /// <summary>The highest id is read under the lock that lets one receiver at a time write, see <see cref="HotSessions"/>.</summary>
    public override async Task<long> ReserveIdsAsync(string table, int count, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"SELECT coalesce(max(id), 0) + 1 FROM {table}", connection, transaction);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public override async Task QueryAsync(
        Statement statement, IReadOnlyList<object?[]> keys, Action<int, HotRow> row, CancellationToken cancellationToken)
    {
        if (keys.Count == 0)
            return;
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var key in keys)
            batch.BatchCommands.Add(Command(statement, key));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var current = new Row(reader);
        for (var index = 0; index < keys.Count; index++)
        {
            while (await reader.ReadAsync(cancellationToken))
                row(index, current);
            await reader.NextResultAsync(cancellationToken);
        }
    }

    public override ValueTask WriteAsync(Statement statement, object?[] values, CancellationToken cancellationToken)
    {
        _queued.BatchCommands.Add(Command(statement, values));
        return ValueTask.CompletedTask;
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_queued.BatchCommands.Count == 0)
            return;
        await _queued.ExecuteNonQueryAsync(cancellationToken);
        await _queued.DisposeAsync();
        _queued = new NpgsqlBatch(connection, transaction);
    }

    public override async Task SavepointAsync(string name, CancellationToken cancellationToken)
    {
        // What was queued before it must not go with what is rolled back to it.
        await FlushAsync(cancellationToken);
        await transaction.SaveAsync(name, cancellationToken);
    }

    public override async Task RollbackToAsync(string name, CancellationToken cancellationToken)
    {
        await _queued.DisposeAsync();
        _queued = new NpgsqlBatch(connection, transaction);
        await transaction.RollbackAsync(name, cancellationToken);
    }

    public override async Task CommitAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_context is not null)
            await _context.DisposeAsync();
        await _queued.DisposeAsync();
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }

    private static NpgsqlBatchCommand Command(Statement statement, object?[] values)
    {
        var command = new NpgsqlBatchCommand(statement.Positional);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        return command;
    }

    private sealed class Row(NpgsqlDataReader reader) : HotRow
    {
        public override bool IsNull(int column) => reader.IsDBNull(column);

        public override long Number(int column) => reader.GetFieldType(column) == typeof(int) ? reader.GetInt32(column) : reader.GetInt64(column);

        public override bool Flag(int column) => reader.GetBoolean(column);

        public override string Text(int column) => reader.GetString(column);

        public override byte[] Bytes(int column) => reader.GetFieldValue<byte[]>(column);
    }
}
