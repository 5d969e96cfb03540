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

    public async Task<(long Payment, long Operation)> BeginAsync(CancellationToken cancellationToken)
    {
        await _connection.OpenAsync(cancellationToken);
        _transaction = await _connection.BeginTransactionAsync(cancellationToken);
        // The same turn that receivers take: ids are given out by one at a time.
        await ExecuteAsync("SELECT pg_advisory_xact_lock(7002)", cancellationToken);
        var payment = await ScalarAsync("SELECT coalesce(max(id), 0) + 1 FROM payments", cancellationToken);
        var operation = await ScalarAsync("SELECT coalesce(max(id), 0) + 1 FROM operations", cancellationToken);
        if (payment == 1 && operation == 1)
            await DropIndexesAsync(cancellationToken);
        return (payment, operation);
    }

    public async Task WriteAsync(IReadOnlyList<SeedPayment> payments, CancellationToken cancellationToken)
    {
        await CopyAsync(SeedColumns.PaymentTable, SeedColumns.Payments, payments.Select(one => one.Payment), cancellationToken);
        await CopyAsync(SeedColumns.OperationTable, SeedColumns.Operations, payments.SelectMany(one => one.Operations), cancellationToken);
    }

    public Task WriteAsync(IReadOnlyList<Facet> facets, CancellationToken cancellationToken) =>
        CopyAsync(SeedColumns.FacetTable, SeedColumns.Facets, facets, cancellationToken);

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

    private async Task CopyAsync<T>(string table, SeedColumn<T>[] columns, IEnumerable<T> rows, CancellationToken cancellationToken)
    {
        await using var copy = await _connection.BeginBinaryImportAsync(
            $"COPY {table} ({SeedColumns.List(columns)}) FROM STDIN (FORMAT BINARY)", cancellationToken);
        foreach (var row in rows)
        {
            await copy.StartRowAsync(cancellationToken);
            foreach (var column in columns)
                await WriteAsync(copy, column.Read(row), cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private static Task WriteAsync(NpgsqlBinaryImporter copy, SeedValue value, CancellationToken cancellationToken) => value.Kind switch
    {
        SeedValueKind.Null => copy.WriteNullAsync(cancellationToken),
        SeedValueKind.Text => copy.WriteAsync(value.Text!, NpgsqlDbType.Text, cancellationToken),
        SeedValueKind.Number => copy.WriteAsync(value.Number, NpgsqlDbType.Bigint, cancellationToken),
        SeedValueKind.Int => copy.WriteAsync((int)value.Number, NpgsqlDbType.Integer, cancellationToken),
        SeedValueKind.Flag => copy.WriteAsync(value.Number != 0, NpgsqlDbType.Boolean, cancellationToken),
        SeedValueKind.Bytes => copy.WriteAsync(value.Bytes!, NpgsqlDbType.Bytea, cancellationToken),
        var other => throw new InvalidOperationException($"Unknown kind {other}."),
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
