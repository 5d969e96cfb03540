using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Dashboard.Core.Data.Seeding;

/// <summary>
/// A connection that one thread at a time uses, which SQLite is told: its locks are an eighth of what writing a row costs, and the provider's own
/// connections always have them.
/// </summary>
internal sealed class SqliteSeedConnection : IDisposable
{
    private const int ReadWriteWithoutLocks = raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_NOMUTEX;

    private readonly sqlite3 _handle;

    public SqliteSeedConnection(string path)
    {
        Batteries_V2.Init();
        var result = raw.sqlite3_open_v2(path, out _handle, ReadWriteWithoutLocks, null);
        if (result == raw.SQLITE_OK)
            return;
        _handle.Dispose();
        throw new SqliteException("The database could not be opened.", result);
    }

    public sqlite3 Handle => _handle;

    /// <summary>Runs statements that give no rows or whose rows do not matter.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(_handle, sql), sql);

    /// <summary>Like <see cref="Execute"/>, where a refusal is an answer.</summary>
    public bool TryExecute(string sql) => raw.sqlite3_exec(_handle, sql) == raw.SQLITE_OK;

    public long Number(string sql)
    {
        var number = 0L;
        Read(sql, row => number = raw.sqlite3_column_int64(row, 0));
        return number;
    }

    /// <param name="sql">A query.</param>
    /// <param name="read">Called for each of its rows.</param>
    public void Read(string sql, Action<sqlite3_stmt> read)
    {
        Check(raw.sqlite3_prepare_v2(_handle, sql, out var statement), sql);
        using (statement)
        {
            int result;
            while ((result = raw.sqlite3_step(statement)) == raw.SQLITE_ROW)
                read(statement);
            Check(result == raw.SQLITE_DONE ? raw.SQLITE_OK : result, sql);
        }
    }

    /// <summary>The text of a column, null for NULL.</summary>
    public static string? Text(sqlite3_stmt row, int column) =>
        raw.sqlite3_column_type(row, column) == raw.SQLITE_NULL ? null : raw.sqlite3_column_text(row, column).utf8_to_string();

    public void Dispose() => _handle.Dispose();

    private void Check(int result, string sql)
    {
        if (result != raw.SQLITE_OK)
            throw new SqliteException($"{raw.sqlite3_errmsg(_handle).utf8_to_string()} ({sql})", result);
    }
}
