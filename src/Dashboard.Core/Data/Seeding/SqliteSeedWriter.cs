using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Dashboard.Core.Data.Seeding;

/// <summary>
/// Writes seeded rows into SQLite by its own API in one transaction: all of them or none. Into empty tables it goes another way: secondary indexes
/// are dropped first and built at the end, which sorting does far faster than inserting one by one, and, when nobody else has the file open, a
/// rollback journal stands in for the write-ahead log. It keeps only pages that were there before, next to none, so that rows are written once
/// instead of twice and are as safe as ever.
/// </summary>
internal sealed class SqliteSeedWriter : ISeedWriter
{
    private readonly SqliteConnection _connection;
    private readonly List<string> _indexes = [];
    private SqliteSeedStatement[] _statements = [];

    public SqliteSeedWriter(string connectionString)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder(connectionString) { Pooling = false }.ToString());
        // Idle connections of this process would keep the journal from being changed.
        using (var pooled = new SqliteConnection(connectionString))
            SqliteConnection.ClearPool(pooled);
        _connection.Open();
        SqlitePragmas.Apply(_connection);
        // The rows are made together and refer to each other rightly. Sorting for the indexes goes over files and a second thread, lest memory
        // grow with the number of rows.
        Execute("PRAGMA foreign_keys=OFF; PRAGMA temp_store=FILE; PRAGMA threads=2; PRAGMA cache_size=-65536");
    }

    public Task<SeedIds> BeginAsync(CancellationToken cancellationToken)
    {
        if (IsEmpty(Next()))
        {
            // Refused while anybody else has the file open; then the log stays, which is slower and as good. Asked once, without waiting.
            Execute("PRAGMA busy_timeout=0");
            _ = raw.sqlite3_exec(_connection.Handle!, "PRAGMA journal_mode=DELETE");
            Execute("PRAGMA busy_timeout=3000");
        }

        Execute("BEGIN IMMEDIATE");
        var next = Next();
        if (IsEmpty(next))
            DropIndexes();
        _statements = [.. SeedColumns.All.Select(table => new SqliteSeedStatement(_connection, table))];
        return Task.FromResult(next);
    }

    public Task WriteAsync(SeedBatch batch, CancellationToken cancellationToken)
    {
        for (var index = 0; index < _statements.Length; index++)
            _statements[index].Insert(batch.Tables[index], batch.Bytes, cancellationToken);
        return Task.CompletedTask;
    }

    public Task<SeedFacets> FacetsAsync(CancellationToken cancellationToken) => SeedFacets.LoadAsync(_connection, cancellationToken);

    public Task CommitAsync(CancellationToken cancellationToken)
    {
        foreach (var index in _indexes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Execute(index);
        }

        Execute("COMMIT");
        Execute("PRAGMA journal_mode=WAL; PRAGMA analysis_limit=2000; ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)");
        return Task.CompletedTask;
    }

    /// <summary>What was not committed goes with the connection.</summary>
    public ValueTask DisposeAsync()
    {
        foreach (var statement in _statements)
            statement.Dispose();
        return _connection.DisposeAsync();
    }

    private static bool IsEmpty(SeedIds next) => next is { Payment: 1, Operation: 1 };

    private SeedIds Next() => new(Next("payments"), Next("operations"), Next("callback_events"));

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

    private long Next(string table)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = table switch
        {
            "payments" => "SELECT coalesce(max(id), 0) + 1 FROM payments",
            "operations" => "SELECT coalesce(max(id), 0) + 1 FROM operations",
            "callback_events" => "SELECT coalesce(max(id), 0) + 1 FROM callback_events",
            _ => throw new ArgumentException("Its ids are not ours to give.", nameof(table)),
        };
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
