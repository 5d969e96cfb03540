using Dashboard.Core.Payments;
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
    /// <summary>
    /// The rows are made together and refer to each other rightly. Sorting for indexes goes over files and a second thread, lest memory grow with the
    /// number of rows.
    /// </summary>
    private const string Pragmas =
        """
        PRAGMA synchronous=FULL; PRAGMA busy_timeout=3000; PRAGMA foreign_keys=OFF; PRAGMA temp_store=FILE; PRAGMA threads=2; PRAGMA cache_size=-65536;
        PRAGMA mmap_size=68719476736
        """;

    /// <summary>
    /// The sorter takes its share from the cache's size. Small shares are sorted by the other thread while this one reads on, and lie in the
    /// processor's own cache: twice as fast as one large share. Appending to tables without indexes needs no more either.
    /// </summary>
    private const string SmallCache = "PRAGMA cache_size=-1536";

    private readonly SqliteSeedConnection _connection;
    private readonly List<string> _indexes = [];
    private SqliteSeedStatement[] _statements = [];

    public SqliteSeedWriter(string connectionString)
    {
        // Idle connections of this process would keep the journal from being changed.
        using (var pooled = new SqliteConnection(connectionString))
            SqliteConnection.ClearPool(pooled);
        _connection = new SqliteSeedConnection(new SqliteConnectionStringBuilder(connectionString).DataSource);
        _connection.Execute(Pragmas);
    }

    public Task<SeedIds> BeginAsync(CancellationToken cancellationToken)
    {
        if (IsEmpty(Next()))
        {
            // Refused while anybody else has the file open; then the log stays, which is slower and as good. Asked once, without waiting.
            _connection.Execute("PRAGMA busy_timeout=0");
            _ = _connection.TryExecute("PRAGMA journal_mode=DELETE");
            _connection.Execute("PRAGMA busy_timeout=3000");
        }

        _connection.Execute("BEGIN IMMEDIATE");
        var next = Next();
        if (IsEmpty(next))
        {
            _connection.Execute(SmallCache);
            DropIndexes();
        }

        _statements = [.. SeedColumns.All.Select(table => new SqliteSeedStatement(_connection, table))];
        return Task.FromResult(next);
    }

    public Task WriteAsync(SeedBatch batch, CancellationToken cancellationToken)
    {
        for (var index = 0; index < _statements.Length; index++)
            _statements[index].Insert(batch.Tables[index], batch.Bytes, cancellationToken);
        return Task.CompletedTask;
    }

    public Task<SeedFacets> FacetsAsync(CancellationToken cancellationToken)
    {
        var facets = new SeedFacets();
        _connection.Read(SeedFacets.Sql, row => facets.Add(
            raw.sqlite3_column_int64(row, 0), raw.sqlite3_column_int(row, 1) != 0, raw.sqlite3_column_int64(row, 2),
            SqliteSeedConnection.Text(row, 3)!, SqliteSeedConnection.Text(row, 4), SqliteSeedConnection.Text(row, 5),
            SqliteSeedConnection.Text(row, 6), SqliteSeedConnection.Text(row, 7), (RefundedPart)raw.sqlite3_column_int(row, 8)));
        return Task.FromResult(facets);
    }

    public Task CommitAsync(CancellationToken cancellationToken)
    {
        foreach (var index in _indexes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _connection.Execute(index);
        }

        _connection.Execute("COMMIT");
        _connection.Execute("PRAGMA journal_mode=WAL; PRAGMA analysis_limit=2000; ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)");
        return Task.CompletedTask;
    }

    /// <summary>What was not committed goes with the connection.</summary>
    public ValueTask DisposeAsync()
    {
        foreach (var statement in _statements)
            statement.Dispose();
        _connection.Dispose();
        return ValueTask.CompletedTask;
    }

    private static bool IsEmpty(SeedIds next) => next is { Payment: 1, Operation: 1 };

    private SeedIds Next() => new(
        _connection.Number("SELECT coalesce(max(id), 0) + 1 FROM payments"),
        _connection.Number("SELECT coalesce(max(id), 0) + 1 FROM operations"),
        _connection.Number("SELECT coalesce(max(id), 0) + 1 FROM callback_events"));

    private void DropIndexes()
    {
        var drops = new List<string>();
        _connection.Read(
            "SELECT sql, 'DROP INDEX \"' || name || '\"' FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL "
            + "AND tbl_name IN ('payments', 'operations')",
            row =>
            {
                _indexes.Add(SqliteSeedConnection.Text(row, 0)!);
                drops.Add(SqliteSeedConnection.Text(row, 1)!);
            });
        foreach (var drop in drops)
            _connection.Execute(drop);
    }
}
