using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Dashboard.Core.Data;

/// <summary>A statement kept prepared on one connection. Its texts are laid into one buffer that SQLite reads in place.</summary>
internal sealed class SqliteHotStatement : HotRow, IDisposable
{
    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _statement;
    private readonly int[] _places;
    private byte[] _texts = GC.AllocateUninitializedArray<byte>(1024, pinned: true);

    public SqliteHotStatement(sqlite3 connection, Statement statement, int parameters)
    {
        _connection = connection;
        Check(raw.sqlite3_prepare_v2(connection, statement.Sql, out _statement));
        // SQLite numbers parameters as they appear in the text.
        _places = new int[parameters];
        for (var index = 0; index < parameters; index++)
            _places[index] = raw.sqlite3_bind_parameter_index(_statement, string.Create(CultureInfo.InvariantCulture, $"@{index}"));
    }

    private nint Handle => _statement.DangerousGetHandle();

    /// <exception cref="SqliteException">With SQLite's code: a constraint, or the health of the database.</exception>
    public void Execute(object?[] values) => Query(values, row: null);

    /// <param name="values">In the order of the parameters' numbers.</param>
    /// <param name="row">Called for each row, which it may use until it returns.</param>
    /// <exception cref="SqliteException">As <see cref="Execute"/>.</exception>
    public void Query(object?[] values, Action<HotRow>? row)
    {
        try
        {
            Bind(values);
            int result;
            while ((result = SqliteNative.sqlite3_step(Handle)) == raw.SQLITE_ROW)
                row?.Invoke(this);
            Check(result == raw.SQLITE_DONE ? raw.SQLITE_OK : result);
        }
        finally
        {
            // What it returns was told by the step already.
            _ = SqliteNative.sqlite3_reset(Handle);
            GC.KeepAlive(values);
            GC.KeepAlive(_statement);
        }
    }

    public override bool IsNull(int column) => SqliteNative.sqlite3_column_type(Handle, column) == raw.SQLITE_NULL;

    public override long Number(int column) => SqliteNative.sqlite3_column_int64(Handle, column);

    public override bool Flag(int column) => Number(column) != 0;

    public override string Text(int column)
    {
        var text = SqliteNative.sqlite3_column_text(Handle, column);
        return text == 0 ? "" : Marshal.PtrToStringUTF8(text, SqliteNative.sqlite3_column_bytes(Handle, column));
    }

    public override byte[] Bytes(int column)
    {
        var start = SqliteNative.sqlite3_column_blob(Handle, column);
        var bytes = new byte[SqliteNative.sqlite3_column_bytes(Handle, column)];
        if (bytes.Length > 0)
            Marshal.Copy(start, bytes, 0, bytes.Length);
        return bytes;
    }

    public void Dispose() => _statement.Dispose();

    private void Bind(object?[] values)
    {
        var needed = 0;
        foreach (var value in values)
        {
            needed += value switch
            {
                string text => Encoding.UTF8.GetMaxByteCount(text.Length),
                byte[] bytes => bytes.Length,
                _ => 0,
            };
        }

        if (needed > _texts.Length)
            _texts = GC.AllocateUninitializedArray<byte>(needed, pinned: true);
        var used = 0;
        for (var index = 0; index < values.Length; index++)
            Check(Bind(_places[index], values[index], ref used));
    }

    private int Bind(int place, object? value, ref int used)
    {
        switch (value)
        {
            case null:
                return SqliteNative.sqlite3_bind_null(Handle, place);
            case long number:
                return SqliteNative.sqlite3_bind_int64(Handle, place, number);
            case int number:
                return SqliteNative.sqlite3_bind_int64(Handle, place, number);
            case bool flag:
                return SqliteNative.sqlite3_bind_int64(Handle, place, flag ? 1 : 0);
            case string text:
                var length = Encoding.UTF8.GetBytes(text, _texts.AsSpan(used));
                used += length;
                return SqliteNative.sqlite3_bind_text(Handle, place, Start(used - length), length, 0);
            case byte[] bytes:
                bytes.CopyTo(_texts.AsSpan(used));
                used += bytes.Length;
                return SqliteNative.sqlite3_bind_blob(Handle, place, Start(used - bytes.Length), bytes.Length, 0);
            default:
                throw new ArgumentException($"A value of type {value.GetType().Name} cannot be bound.", nameof(value));
        }
    }

    private nint Start(int offset) => Marshal.UnsafeAddrOfPinnedArrayElement(_texts, 0) + offset;

    private void Check(int result)
    {
        if (result == raw.SQLITE_OK)
            return;
        throw new SqliteException(
            $"SQLite Error {result}: '{raw.sqlite3_errmsg(_connection).utf8_to_string()}'.", result, raw.sqlite3_extended_errcode(_connection));
    }
}
