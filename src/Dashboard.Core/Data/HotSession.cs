using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Data;

/// <summary>
/// One statement of a hot path: its text with <c>@0 @1 ...</c> for the values, in order. The same text serves both databases.
/// </summary>
public sealed class Statement(string sql)
{
    public string Sql { get; } = sql;

    /// <summary>The text with <c>$1 $2 ...</c>, which PostgreSQL takes without another look at it.</summary>
    public string Positional { get; } = System.Text.RegularExpressions.Regex.Replace(
        sql, "@([0-9]+)", match => "$" + (int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) + 1)
            .ToString(System.Globalization.CultureInfo.InvariantCulture));
}

/// <summary>The row that a hot path's query stands at; columns count from zero.</summary>
public abstract class HotRow
{
    public abstract bool IsNull(int column);

    /// <summary>Zero where there is none on SQLite; ask <see cref="IsNull"/> where there may be none.</summary>
    public abstract long Number(int column);

    public abstract bool Flag(int column);

    public abstract string Text(int column);

    public abstract byte[] Bytes(int column);
}

/// <summary>
/// A write transaction of a hot path over the provider's own API: reads keyed rows, queues writes, keeps them together. SQLite runs prepared
/// statements at once; PostgreSQL sends what is queued in one round trip.
/// </summary>
public abstract class HotSession : IAsyncDisposable
{
    /// <summary>A context on the same connection and transaction, for the rare paths that are not hot.</summary>
    public abstract AppDbContext Context { get; }

    /// <summary>Ids for new rows of a table whose key we assign: <paramref name="count"/> ids from the returned one on.</summary>
    public abstract Task<long> ReserveIdsAsync(string table, int count, CancellationToken cancellationToken);

    /// <summary>
    /// Runs <paramref name="statement"/> for each key and hands every row with the index of its key. On PostgreSQL the rows stay locked until the
    /// transaction ends when the statement says <c>FOR UPDATE</c> through <see cref="LockRows"/>.
    /// </summary>
    public abstract Task QueryAsync(
        Statement statement, IReadOnlyList<object?[]> keys, Action<int, HotRow> row, CancellationToken cancellationToken);

    /// <summary>Queues a write; it is done at the latest by <see cref="FlushAsync"/>.</summary>
    public abstract ValueTask WriteAsync(Statement statement, object?[] values, CancellationToken cancellationToken);

    public abstract Task FlushAsync(CancellationToken cancellationToken);

    public abstract Task SavepointAsync(string name, CancellationToken cancellationToken);

    public abstract Task RollbackToAsync(string name, CancellationToken cancellationToken);

    public abstract Task CommitAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();

    /// <summary>What a locking read ends with on this database; SQLite has one writer and needs nothing.</summary>
    public abstract string LockRows { get; }

    /// <summary>The failure is of the database's health (full, locked, gone), not of what was written: the sender is asked to come again.</summary>
    public static bool IsUnavailable(Exception failure) => failure switch
    {
        DbUpdateException { InnerException: { } inner } => IsUnavailable(inner),
        // Npgsql's execution strategy wraps what it takes for passing, such as a deadlock, once more.
        InvalidOperationException { InnerException: { } inner and (DbUpdateException or Npgsql.NpgsqlException) } => IsUnavailable(inner),
        // BUSY, LOCKED, NOMEM, READONLY, IOERR, FULL, CANTOPEN, PROTOCOL
        Microsoft.Data.Sqlite.SqliteException sqlite => sqlite.SqliteErrorCode is 5 or 6 or 7 or 8 or 10 or 13 or 14 or 15,
        // A server error speaks for itself: connection, resources, intervention, system. Everything else of Npgsql is a broken connection.
        Npgsql.PostgresException postgres => postgres.SqlState is { } state && (state.StartsWith("08", StringComparison.Ordinal)
            || state.StartsWith("53", StringComparison.Ordinal) || state.StartsWith("57", StringComparison.Ordinal)
            || state.StartsWith("58", StringComparison.Ordinal) || state is "40001" or "40P01" or "55P03" or "25006"),
        Npgsql.NpgsqlException or TimeoutException or ObjectDisposedException or IOException => true,
        _ => false,
    };
}
