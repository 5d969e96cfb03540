using System.Data.Common;
using System.Text;
using Microsoft.Data.Sqlite;
using Npgsql;
using SQLitePCL;

namespace Dashboard.Core.Exports;

/// <summary>
/// The rows of one question, one after the other, as the database holds them: one statement, so one snapshot, however long the reading takes.
/// </summary>
internal interface IExportRows : IAsyncDisposable
{
    ValueTask<bool> ReadAsync(CancellationToken cancellationToken);

    bool IsNull(int column);

    long Number(int column);

    /// <summary>UTF-8; valid until the next row.</summary>
    ReadOnlySpan<byte> Text(int column);
}

/// <summary>Reads by SQLite's own API: the bytes go from the page to the file without becoming strings.</summary>
internal sealed class SqliteExportRows : IExportRows
{
    private readonly sqlite3_stmt _statement;
    private readonly sqlite3 _handle;

    public SqliteExportRows(DbCommand question)
    {
        _handle = ((SqliteConnection)question.Connection!).Handle!;
        Check(raw.sqlite3_prepare_v2(_handle, question.CommandText, out _statement));
        foreach (DbParameter parameter in question.Parameters)
        {
            var name = parameter.ParameterName[0] is '@' or ':' or '$' ? parameter.ParameterName : "@" + parameter.ParameterName;
            var index = raw.sqlite3_bind_parameter_index(_statement, name);
            if (index == 0)
                continue;
            Check(parameter.Value switch
            {
                null or DBNull => raw.sqlite3_bind_null(_statement, index),
                string text => raw.sqlite3_bind_text(_statement, index, text),
                long number => raw.sqlite3_bind_int64(_statement, index, number),
                int number => raw.sqlite3_bind_int64(_statement, index, number),
                bool flag => raw.sqlite3_bind_int64(_statement, index, flag ? 1 : 0),
                var other => throw new InvalidOperationException($"The question has a parameter of type {other.GetType()}."),
            });
        }
    }

    public ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var result = raw.sqlite3_step(_statement);
        return result switch
        {
            raw.SQLITE_ROW => ValueTask.FromResult(true),
            raw.SQLITE_DONE => ValueTask.FromResult(false),
            _ => throw new SqliteException(raw.sqlite3_errmsg(_handle).utf8_to_string(), result),
        };
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long Number(int column) => raw.sqlite3_column_int64(_statement, column);

    public ReadOnlySpan<byte> Text(int column) => raw.sqlite3_column_blob(_statement, column);

    public ValueTask DisposeAsync()
    {
        _statement.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
            throw new SqliteException(raw.sqlite3_errmsg(_handle).utf8_to_string(), result);
    }
}

/// <summary>Reads by the provider's reader, which takes rows from the network as they are asked for.</summary>
internal sealed class PostgresExportRows(NpgsqlDataReader reader, DbCommand question) : IExportRows
{
    private byte[] _text = new byte[4096];

    public static async Task<IExportRows> OpenAsync(DbCommand question, CancellationToken cancellationToken)
    {
        question.CommandTimeout = 0;
        return new PostgresExportRows((NpgsqlDataReader)await question.ExecuteReaderAsync(cancellationToken), question);
    }

    public ValueTask<bool> ReadAsync(CancellationToken cancellationToken) => new(reader.ReadAsync(cancellationToken));

    public bool IsNull(int column) => reader.IsDBNull(column);

    public long Number(int column) => reader.GetInt64(column);

    public ReadOnlySpan<byte> Text(int column)
    {
        var text = reader.GetString(column);
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (_text.Length < most)
            _text = new byte[most];
        return _text.AsSpan(0, Encoding.UTF8.GetBytes(text, _text));
    }

    public async ValueTask DisposeAsync()
    {
        await reader.DisposeAsync();
        await question.DisposeAsync();
    }
}
