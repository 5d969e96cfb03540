using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Dashboard.Core.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;

namespace Dashboard.Core.Payments;

/// <summary>
/// One read of the hot path on the connection of a context: text in the dialect of its database, values as parameters. SQLite is told which index
/// to use, because without it "rare filter, newest first" walks ten million rows; PostgreSQL decides by its statistics.
/// </summary>
internal sealed class HotCommand : IDisposable
{
    private readonly DbCommand _command;
    private readonly bool _sqlite;

    public HotCommand(AppDbContext context)
    {
        _command = context.Database.GetDbConnection().CreateCommand();
        // Reading everything once may take longer than the 30 s that a command is given, on a slow disk; whoever asks can cancel.
        _command.CommandTimeout = 0;
        _sqlite = context.Database.IsSqlite();
        Context = context;
    }

    public AppDbContext Context { get; }

    /// <summary>Adds a value and gives the name it has in the text.</summary>
    public string Value(object value)
    {
        var parameter = _command.CreateParameter();
        parameter.ParameterName = "@p" + _command.Parameters.Count.ToString(CultureInfo.InvariantCulture);
        parameter.Value = value;
        _command.Parameters.Add(parameter);
        return parameter.ParameterName;
    }

    /// <summary>The numbers as a table with one column <c>value</c>.</summary>
    public string Numbers(IReadOnlyCollection<long> numbers) =>
        _sqlite ? $"json_each({Value(JsonSerializer.Serialize(numbers))})" : $"unnest({Value(numbers.ToArray())}) AS value";

    public string In(string column, IReadOnlyCollection<long> numbers) =>
        _sqlite ? $"{column} IN (SELECT value FROM {Numbers(numbers)})" : $"{column} = ANY({Value(numbers.ToArray())})";

    public string In(string column, IReadOnlyList<string> texts) =>
        _sqlite ? $"{column} IN (SELECT value FROM json_each({Value(JsonSerializer.Serialize(texts))}))" : $"{column} = ANY({Value(texts.ToArray())})";

    public string From(string table, string? index) => _sqlite && index is not null ? $"{table} INDEXED BY {index}" : table;

    /// <summary>
    /// Runs the text and hands over every row. SQLite works on the caller's thread and cannot be waited for: whoever asks much gives it a thread of
    /// the pool, once for all its reads. A cancellation interrupts it in the middle of a step.
    /// </summary>
    /// <exception cref="OperationCanceledException">Given up.</exception>
    public async Task ReadAsync(string text, Action<DbDataReader> row, CancellationToken cancellationToken)
    {
        _command.CommandText = text;
        if (_command is not SqliteCommand { Connection: { } connection })
        {
            await using var reader = await _command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                row(reader);
            return;
        }

        Read(connection, row, cancellationToken);
    }

    public void Dispose() => _command.Dispose();

    private void Read(SqliteConnection connection, Action<DbDataReader> row, CancellationToken cancellationToken)
    {
        using var stop = cancellationToken.Register(() => raw.sqlite3_interrupt(connection.Handle!));
        try
        {
            using var reader = _command.ExecuteReader();
            while (reader.Read())
            {
                cancellationToken.ThrowIfCancellationRequested();
                row(reader);
            }
        }
        catch (SqliteException interrupted) when (interrupted.SqliteErrorCode == raw.SQLITE_INTERRUPT)
        {
            throw new OperationCanceledException("The question was given up.", interrupted, cancellationToken);
        }
    }
}
