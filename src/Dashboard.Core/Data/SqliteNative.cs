using System.Runtime.InteropServices;

namespace Dashboard.Core.Data;

/// <summary>
/// SQLite's own C functions for statements that run thousands of times a second: there are some thirty values for each operation, and the library's
/// calls cost more than what SQLite does with the values. Statements are made and ended by the library.
/// </summary>
internal static class SqliteNative
{
    private const string Library = "e_sqlite3";

    // Binding and reading a column neither wait nor call back, so the runtime need not be told of them.
    [DllImport(Library), SuppressGCTransition]
    public static extern int sqlite3_bind_int64(nint statement, int index, long value);

    [DllImport(Library), SuppressGCTransition]
    public static extern int sqlite3_bind_null(nint statement, int index);

    /// <param name="statement">Prepared.</param>
    /// <param name="index">From one.</param>
    /// <param name="text">UTF-8 that stays where it is.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="keptByCaller">Zero: the bytes stay the caller's until the next reset.</param>
    [DllImport(Library), SuppressGCTransition]
    public static extern int sqlite3_bind_text(nint statement, int index, nint text, int length, nint keptByCaller);

    [DllImport(Library), SuppressGCTransition]
    public static extern int sqlite3_bind_blob(nint statement, int index, nint bytes, int length, nint keptByCaller);

    [DllImport(Library)]
    public static extern int sqlite3_step(nint statement);

    [DllImport(Library), SuppressGCTransition]
    public static extern int sqlite3_reset(nint statement);

    [DllImport(Library)]
    public static extern int sqlite3_clear_bindings(nint statement);

    [DllImport(Library), SuppressGCTransition]
    public static extern int sqlite3_column_type(nint statement, int column);

    [DllImport(Library), SuppressGCTransition]
    public static extern long sqlite3_column_int64(nint statement, int column);

    [DllImport(Library)]
    public static extern nint sqlite3_column_text(nint statement, int column);

    [DllImport(Library)]
    public static extern nint sqlite3_column_blob(nint statement, int column);

    [DllImport(Library), SuppressGCTransition]
    public static extern int sqlite3_column_bytes(nint statement, int column);
}
