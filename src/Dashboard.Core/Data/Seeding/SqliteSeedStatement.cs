using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Dashboard.Core.Data.Seeding;

/// <summary>The prepared INSERT of one table.</summary>
internal sealed class SqliteSeedStatement : IDisposable
{
    private readonly sqlite3_stmt _statement;
    private readonly SeedTable _table;
    private readonly SeedKind[] _kinds;
    private readonly SeedCell[] _bound;

    public SqliteSeedStatement(SqliteSeedConnection connection, SeedTable table)
    {
        _table = table;
        _kinds = [.. table.Columns.Select(column => column.Kind)];
        _bound = new SeedCell[table.Columns.Length];
        var places = string.Join(", ", Enumerable.Repeat("?", table.Columns.Length));
        var result = raw.sqlite3_prepare_v2(connection.Handle, $"INSERT INTO {table.Name} ({table.ColumnList}) VALUES ({places})", out _statement);
        if (result != raw.SQLITE_OK)
            throw new SqliteException("The seed's statement does not fit the schema.", result);
    }

    /// <param name="rows">Of the statement's table.</param>
    /// <param name="bytes">Where the rows' texts are; pinned, read by SQLite in place.</param>
    public void Insert(SeedRows rows, byte[] bytes, CancellationToken cancellationToken)
    {
        var statement = _statement.DangerousGetHandle();
        var start = Marshal.UnsafeAddrOfPinnedArrayElement(bytes, 0);
        // Another batch has its texts elsewhere. A statement keeps its values from row to row, and many columns say the same in all of them.
        Array.Fill(_bound, new SeedCell(0, int.MinValue));
        for (var row = 0; row < rows.Count; row++)
        {
            if ((row & 255) == 0)
                cancellationToken.ThrowIfCancellationRequested();
            Bind(statement, rows[row], start);
            var result = SqliteNative.sqlite3_step(statement);
            _ = SqliteNative.sqlite3_reset(statement);
            if (result != raw.SQLITE_DONE)
                throw new SqliteException($"A seeded row of {_table.Name} could not be written.", result);
        }

        _ = SqliteNative.sqlite3_clear_bindings(statement);
        GC.KeepAlive(bytes);
        GC.KeepAlive(_statement);
    }

    public void Dispose() => _statement.Dispose();

    private void Bind(nint statement, ReadOnlySpan<SeedCell> cells, nint start)
    {
        var bound = _bound.AsSpan(0, cells.Length);
        var kinds = _kinds.AsSpan(0, cells.Length);
        for (var index = 0; index < cells.Length; index++)
        {
            ref readonly var cell = ref cells[index];
            if (cell.Number == bound[index].Number && cell.Length == bound[index].Length)
                continue;
            bound[index] = cell;
            int result;
            if (cell.Length < 0)
                result = SqliteNative.sqlite3_bind_null(statement, index + 1);
            else if (kinds[index] == SeedKind.Text)
                result = SqliteNative.sqlite3_bind_text(statement, index + 1, start + (nint)cell.Number, cell.Length, 0);
            else if (kinds[index] == SeedKind.Bytes)
                result = SqliteNative.sqlite3_bind_blob(statement, index + 1, start + (nint)cell.Number, cell.Length, 0);
            else
                result = SqliteNative.sqlite3_bind_int64(statement, index + 1, cell.Number);
            if (result != raw.SQLITE_OK)
                throw new SqliteException($"A seeded value of {_table.Name}.{_table.Columns[index].Name} was not taken.", result);
        }
    }
}
