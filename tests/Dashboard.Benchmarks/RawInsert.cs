using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Dashboard.Benchmarks;

/// <summary>
/// The rows of the four tables that a callback writes, taken from one database into memory and inserted into another one with the same indexes:
/// prepared statements of SQLite's own API, values bound one by one, each commit down to the disk. What a program can reach that does nothing else.
/// </summary>
internal sealed class RawInsert : IDisposable
{
    private static readonly string[] Names = ["payments", "operations", "callback_events", "callback_bodies"];

    private readonly SqliteConnection _target;
    private readonly Table[] _tables;

    public RawInsert(string source, string target)
    {
        _target = new SqliteConnection(target);
        _target.Open();
        Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456");
        Execute($"ATTACH '{source}' AS old");
        Execute("INSERT INTO projects SELECT * FROM old.projects; INSERT INTO facets SELECT * FROM old.facets");
        _tables = [.. Names.Select(name => new Table(_target, name))];
        Execute("DETACH old");
    }

    /// <param name="batch">Callbacks that share a commit.</param>
    public void Run(int batch)
    {
        for (var first = 0; first < _tables[0].Count; first += batch)
        {
            Execute("BEGIN IMMEDIATE");
            foreach (var table in _tables)
                table.Insert(first, Math.Min(first + batch, table.Count));
            Execute("COMMIT");
        }
    }

    public void Dispose()
    {
        foreach (var table in _tables)
            table.Dispose();
        _target.Dispose();
    }

    private void Execute(string sql)
    {
        using var command = _target.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private sealed class Table : IDisposable
    {
        private readonly List<object[]> _rows = [];
        private readonly sqlite3_stmt _insert;

        public Table(SqliteConnection connection, string name)
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"SELECT * FROM old.{name} ORDER BY rowid";
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                var row = new object[reader.FieldCount];
                reader.GetValues(row);
                _rows.Add(row);
            }

            var places = string.Join(", ", Enumerable.Repeat("?", reader.FieldCount));
            Check(raw.sqlite3_prepare_v2(connection.Handle!, $"INSERT INTO {name} VALUES ({places})", out _insert), raw.SQLITE_OK);
        }

        public int Count => _rows.Count;

        public void Insert(int from, int until)
        {
            for (var index = from; index < until; index++)
            {
                var row = _rows[index];
                for (var column = 0; column < row.Length; column++)
                {
                    Check(row[column] switch
                    {
                        long number => raw.sqlite3_bind_int64(_insert, column + 1, number),
                        string text => raw.sqlite3_bind_text(_insert, column + 1, text),
                        byte[] bytes => raw.sqlite3_bind_blob(_insert, column + 1, bytes),
                        _ => raw.sqlite3_bind_null(_insert, column + 1),
                    }, raw.SQLITE_OK);
                }

                Check(raw.sqlite3_step(_insert), raw.SQLITE_DONE);
                raw.sqlite3_reset(_insert);
            }
        }

        public void Dispose() => _insert.Dispose();

        private static void Check(int result, int expected)
        {
            if (result != expected)
                throw new InvalidOperationException($"SQLite answered {result}.");
        }
    }
}
