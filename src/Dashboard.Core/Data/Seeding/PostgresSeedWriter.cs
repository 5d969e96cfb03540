using System.Text;
using Dashboard.Core.Payments;
using Npgsql;
using NpgsqlTypes;

namespace Dashboard.Core.Data.Seeding;

/// <summary>Writes seeded rows into PostgreSQL by COPY in one transaction, secondary indexes of empty tables built at the end.</summary>
internal sealed class PostgresSeedWriter(string connectionString) : ISeedWriter
{
    private const string IndexesOfTables =
        """
        SELECT indexdef, format('DROP INDEX %I.%I', schemaname, indexname) FROM pg_indexes
        WHERE schemaname = current_schema() AND tablename IN ('payments', 'operations')
            AND indexname NOT IN (SELECT conname FROM pg_constraint)
        """;

    private readonly NpgsqlConnection _connection = new(connectionString);
    private readonly List<string> _indexes = [];
    private NpgsqlTransaction? _transaction;

    public async Task<SeedIds> BeginAsync(CancellationToken cancellationToken)
    {
        await _connection.OpenAsync(cancellationToken);
        _transaction = await _connection.BeginTransactionAsync(cancellationToken);
        // The same turn that receivers take: ids are given out by one at a time.
        await ExecuteAsync("SELECT pg_advisory_xact_lock(7002)", cancellationToken);
        var payment = await ScalarAsync("SELECT coalesce(max(id), 0) + 1 FROM payments", cancellationToken);
        var operation = await ScalarAsync("SELECT coalesce(max(id), 0) + 1 FROM operations", cancellationToken);
        var received = await ScalarAsync("SELECT coalesce(max(id), 0) + 1 FROM callback_events", cancellationToken);
        if (payment == 1 && operation == 1)
            await DropIndexesAsync(cancellationToken);
        return new SeedIds(payment, operation, received);
    }

    public async Task WriteAsync(SeedBatch batch, CancellationToken cancellationToken)
    {
        foreach (var rows in batch.Tables)
        {
            if (rows.Count > 0)
                await CopyAsync(batch, rows, cancellationToken);
        }
    }

    public async Task<SeedFacets> FacetsAsync(CancellationToken cancellationToken)
    {
        var facets = new SeedFacets();
        await using var command = new NpgsqlCommand(SeedFacets.Sql, _connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            facets.Add(reader.GetInt64(0), reader.GetBoolean(1), reader.GetInt64(2), reader.GetString(3), Text(reader, 4), Text(reader, 5),
                Text(reader, 6), Text(reader, 7), (RefundedPart)reader.GetInt32(8));
        }

        return facets;
    }

    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        foreach (var index in _indexes)
            await ExecuteAsync(index, cancellationToken);
        await _transaction!.CommitAsync(cancellationToken);
        await ExecuteAsync("ANALYZE payments, operations", cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_transaction is not null)
            await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private async Task CopyAsync(SeedBatch batch, SeedRows rows, CancellationToken cancellationToken)
    {
        await using var copy = await _connection.BeginBinaryImportAsync(
            $"COPY {rows.Table.Name} ({rows.Table.ColumnList}) FROM STDIN (FORMAT BINARY)", cancellationToken);
        for (var row = 0; row < rows.Count; row++)
        {
            await copy.StartRowAsync(cancellationToken);
            for (var column = 0; column < rows.Table.Columns.Length; column++)
                await WriteAsync(copy, batch, rows[row][column], rows.Table.Columns[column].Kind, cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private static Task WriteAsync(
        NpgsqlBinaryImporter copy, SeedBatch batch, SeedCell cell, SeedKind kind, CancellationToken cancellationToken) => kind switch
        {
            _ when cell.IsNull => copy.WriteNullAsync(cancellationToken),
            SeedKind.Text => copy.WriteAsync(Encoding.UTF8.GetString(batch.Read(cell)), NpgsqlDbType.Text, cancellationToken),
            SeedKind.Number => copy.WriteAsync(cell.Number, NpgsqlDbType.Bigint, cancellationToken),
            SeedKind.Int => copy.WriteAsync((int)cell.Number, NpgsqlDbType.Integer, cancellationToken),
            SeedKind.Flag => copy.WriteAsync(cell.Number != 0, NpgsqlDbType.Boolean, cancellationToken),
            SeedKind.Bytes => copy.WriteAsync(batch.Read(cell).ToArray(), NpgsqlDbType.Bytea, cancellationToken),
            _ => throw new InvalidOperationException($"Unknown kind {kind}."),
        };

    private async Task DropIndexesAsync(CancellationToken cancellationToken)
    {
        var drops = new List<string>();
        await using (var command = new NpgsqlCommand(IndexesOfTables, _connection))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                _indexes.Add(reader.GetString(0));
                drops.Add(reader.GetString(1));
            }
        }

        foreach (var drop in drops)
            await ExecuteAsync(drop, cancellationToken);
    }

    private async Task<long> ScalarAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, _connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
