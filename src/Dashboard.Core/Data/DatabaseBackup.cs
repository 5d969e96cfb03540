using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Microsoft.Data.Sqlite;

namespace Dashboard.Core.Data;

/// <summary>What a backup holds, table by table.</summary>
public sealed record BackupReport(string File, long Bytes, IReadOnlyDictionary<string, long> Rows);

/// <summary>
/// Copies a SQLite database while it is in use, as of one moment, and proves the copy: its integrity is checked and its rows are counted against
/// the moment's own.
/// </summary>
public sealed class DatabaseBackup(DatabaseOptions options, AuditLog audit)
{
    /// <exception cref="InvalidOperationException">The database is not SQLite, the file is there already, or the copy does not hold what it should.</exception>
    public async Task<BackupReport> RunAsync(Actor actor, string file, CancellationToken cancellationToken)
    {
        if (options.Provider != DatabaseProvider.Sqlite)
        {
            throw new InvalidOperationException(
                "A PostgreSQL database is backed up by its own tool: pg_dump --format=custom --file=dashboard.dump <database>. Keep the key folder beside it.");
        }

        var target = Path.GetFullPath(file);
        if (File.Exists(target))
            throw new InvalidOperationException($"{target} is there already; name another file.");
        IReadOnlyDictionary<string, long> rows;
        try
        {
            // The line about the backup is in it.
            await audit.WriteAsync(actor, new AuditLine("data.backup", Path.GetFileName(target)), cancellationToken);
            rows = await Task.Run(() => CopyAndProve(target), cancellationToken);
        }
        catch
        {
            File.Delete(target);
            throw;
        }

        return new BackupReport(target, new FileInfo(target).Length, rows);
    }

    private Dictionary<string, long> CopyAndProve(string target)
    {
        // Another process may write on: the moment of the copy is fixed by what the copy itself says of the newest rows.
        using var source = Open(options.ConnectionString);
        using (var copy = source.CreateCommand())
        {
            copy.CommandText = "VACUUM INTO $file";
            copy.Parameters.AddWithValue("$file", target);
            copy.CommandTimeout = 0;
            copy.ExecuteNonQuery();
        }

        using var backup = Open(new SqliteConnectionStringBuilder { DataSource = target, Mode = SqliteOpenMode.ReadOnly }.ToString());
        if (Scalar<string>(backup, "PRAGMA integrity_check") is not "ok" and var fault)
            throw new InvalidOperationException($"The copy is damaged ({fault}); nothing was kept.");
        var rows = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var table in Tables(source))
        {
            var kept = Count(backup, table);
            // What is added while others work lies behind the copy's own end; what is erased meanwhile the copy may still hold.
            if (OnlyAdded.TryGetValue(table, out var key) && kept < CountUpTo(source, backup, table, key))
                throw new InvalidOperationException($"The copy does not hold every row of {table}; nothing was kept.");
            rows.Add(table, kept);
        }

        return rows;
    }

    /// <summary>Tables whose rows get ever higher keys and are never changed for others; only old bodies are ever taken out.</summary>
    private static readonly Dictionary<string, string> OnlyAdded = new(StringComparer.Ordinal)
    {
        ["payments"] = "id",
        ["operations"] = "id",
        ["callback_events"] = "id",
        ["callback_bodies"] = "event_id",
        ["audit_entries"] = "id",
    };

    private static SqliteConnection Open(string connectionString)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder(connectionString) { Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    private static List<string> Tables(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
        using var reader = command.ExecuteReader();
        var names = new List<string>();
        while (reader.Read())
            names.Add(reader.GetString(0));
        return names;
    }

    private static long Count(SqliteConnection connection, string table) => Scalar<long>(connection, $"SELECT count(*) FROM \"{table}\"");

    private static long CountUpTo(SqliteConnection source, SqliteConnection backup, string table, string key)
    {
        var last = Scalar<long>(backup, $"SELECT coalesce(max({key}), 0) FROM {table}");
        return Scalar<long>(source, string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"SELECT count(*) FROM {table} WHERE {key} <= {last}"));
    }

    private static T Scalar<T>(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 0;
        return (T)command.ExecuteScalar()!;
    }
}
