using System.Text;
using Dashboard.Core.Payments;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Dashboard.Core.Data.Seeding;

/// <summary>
/// Writes seeded rows into SQLite by its own API in one transaction: all of them or none. Secondary indexes of empty tables are dropped first and
/// built at the end, which sorting does far faster than inserting one by one.
/// </summary>
internal sealed class SqliteSeedWriter : ISeedWriter
{
    private readonly SqliteConnection _connection;
    private readonly List<string> _indexes = [];
    private byte[] _text = new byte[256];
    private sqlite3_stmt? _payment;
    private sqlite3_stmt? _operation;

    public SqliteSeedWriter(string connectionString)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder(connectionString) { Pooling = false }.ToString());
        _connection.Open();
        SqlitePragmas.Apply(_connection);
        // The rows are made together and refer to each other rightly; a second helper thread sorts for the indexes.
        Execute("PRAGMA foreign_keys=OFF; PRAGMA threads=2; PRAGMA cache_size=-262144");
    }

    public Task<(long Payment, long Operation)> BeginAsync(CancellationToken cancellationToken)
    {
        Execute("BEGIN IMMEDIATE");
        var first = (Payment: Scalar("SELECT coalesce(max(id), 0) + 1 FROM payments"), Operation: Scalar("SELECT coalesce(max(id), 0) + 1 FROM operations"));
        if (first == (1, 1))
            DropIndexes();
        _payment = Prepare(SeedColumns.PaymentTable, SeedColumns.List(SeedColumns.Payments), SeedColumns.Payments.Length);
        _operation = Prepare(SeedColumns.OperationTable, SeedColumns.List(SeedColumns.Operations), SeedColumns.Operations.Length);
        return Task.FromResult(first);
    }

    public Task WriteAsync(IReadOnlyList<SeedPayment> payments, CancellationToken cancellationToken)
    {
        foreach (var one in payments)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Insert(_payment!, SeedColumns.Payments, one.Payment);
            foreach (var operation in one.Operations)
                Insert(_operation!, SeedColumns.Operations, operation);
        }

        return Task.CompletedTask;
    }

    public Task WriteAsync(IReadOnlyList<Facet> facets, CancellationToken cancellationToken)
    {
        using var insert = Prepare(SeedColumns.FacetTable, SeedColumns.List(SeedColumns.Facets), SeedColumns.Facets.Length);
        foreach (var facet in facets)
            Insert(insert, SeedColumns.Facets, facet);
        return Task.CompletedTask;
    }

    public Task CommitAsync(CancellationToken cancellationToken)
    {
        foreach (var index in _indexes)
            Execute(index);
        Execute("COMMIT");
        Execute("PRAGMA analysis_limit=2000; ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)");
        return Task.CompletedTask;
    }

    /// <summary>What was not committed goes with the connection.</summary>
    public ValueTask DisposeAsync()
    {
        _payment?.Dispose();
        _operation?.Dispose();
        return _connection.DisposeAsync();
    }

    private void DropIndexes()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT sql, 'DROP INDEX \"' || name || '\"' FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL "
            + "AND tbl_name IN ('payments', 'operations')";
        var drops = new List<string>();
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read())
            {
                _indexes.Add(reader.GetString(0));
                drops.Add(reader.GetString(1));
            }
        }

        foreach (var drop in drops)
            Execute(drop);
    }

    private ReadOnlySpan<byte> Encode(string text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (_text.Length < most)
            _text = new byte[most];
        return _text.AsSpan(0, Encoding.UTF8.GetBytes(text, _text));
    }

    private void Insert<T>(sqlite3_stmt statement, SeedColumn<T>[] columns, T row)
    {
        for (var index = 0; index < columns.Length; index++)
        {
            var value = columns[index].Read(row);
            _ = value.Kind switch
            {
                SeedValueKind.Null => raw.sqlite3_bind_null(statement, index + 1),
                SeedValueKind.Text => raw.sqlite3_bind_text(statement, index + 1, Encode(value.Text!)),
                SeedValueKind.Number or SeedValueKind.Int or SeedValueKind.Flag => raw.sqlite3_bind_int64(statement, index + 1, value.Number),
                SeedValueKind.Bytes => raw.sqlite3_bind_blob(statement, index + 1, value.Bytes!),
                var other => throw new InvalidOperationException($"Unknown kind {other}."),
            };
        }

        var result = raw.sqlite3_step(statement);
        raw.sqlite3_reset(statement);
        if (result != raw.SQLITE_DONE)
            throw new SqliteException("A seeded row could not be written.", result);
    }

    private sqlite3_stmt Prepare(string table, string columns, int count)
    {
        var places = string.Join(", ", Enumerable.Repeat("?", count));
        var result = raw.sqlite3_prepare_v2(_connection.Handle!, $"INSERT INTO {table} ({columns}) VALUES ({places})", out var statement);
        return result == raw.SQLITE_OK ? statement : throw new SqliteException("The seed's statement does not fit the schema.", result);
    }

    private long Scalar(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 0;
        command.ExecuteNonQuery();
    }
}
