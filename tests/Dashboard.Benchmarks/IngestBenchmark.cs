using Dashboard.Core.Access;
using Dashboard.Core.Projects;
using Dashboard.TestKit;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Benchmarks;

/// <summary>
/// Callbacks over HTTP into the real application, 64 connections, each answered after its commit, against inserting the same rows raw in batches of
/// 25: the batch that forms by itself at that many connections.
/// </summary>
internal static class IngestBenchmark
{
    private const int Connections = 64;
    private const int RawBatch = 25;
    private const int WarmUp = 30_000;

    public static async Task<int> RunAsync(int callbacks)
    {
        var bodies = Enumerable.Range(0, callbacks).Select(index => PlatformCallback.Sale($"B-{index}", 1000 + index, "EUR").Operation(index + 1, $"r-{index}").Sign()).ToArray();
        await using var app = new DashboardApp { LogFrom = Microsoft.Extensions.Logging.LogLevel.Error };
        app.StartServer();
        await app.Services.GetRequiredService<AddProject>().HandleAsync(
            Actor.CommandLine, new NewProject(386, "Shop", "http://localhost:1", PlatformCallback.Secret), CancellationToken.None);
        var requests = Array.ConvertAll(bodies, body => CallbackLoad.Request(app.Address, body));
        await CallbackLoad.SendAsync(app.Address, requests[..WarmUp], Connections);
        var http = await Instance.MeasureAsync(() => CallbackLoad.SendAsync(app.Address, requests[WarmUp..], Connections));
        var rate = (callbacks - WarmUp) / http.Wall.TotalSeconds;

        var file = Path.Combine(app.DataFolder, "dashboard.db");
        await using var instance = await Instance.CreateAsync();
        var raw = await Instance.MeasureAsync(() =>
        {
            Copy(file, instance.ConnectionString);
            return Task.CompletedTask;
        });
        var limit = callbacks / raw.Wall.TotalSeconds;
        Instance.Print($"ingest: HTTP, {Connections} connections, answered after commit  {rate:F0}/s, {http.Processor.TotalMicroseconds / (callbacks - WarmUp):F0} us of processor each, senders included");
        Instance.Print($"        raw insert of the same rows, batches of {RawBatch}        {limit:F0}/s");
        Instance.Print($"        ratio {rate / limit:F2} (aim 0.60)");
        return 0;
    }

    /// <summary>Inserts every row of the four tables that a callback writes into another database, some payments at a time.</summary>
    private static void Copy(string source, string target)
    {
        using var connection = new SqliteConnection(target);
        connection.Open();
        Execute(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL");
        Execute(connection, $"ATTACH '{source}' AS old");
        Execute(connection, "INSERT INTO projects SELECT * FROM old.projects");
        var last = Scalar(connection, "SELECT max(id) FROM old.payments");
        using var tables = connection.CreateCommand();
        tables.CommandText =
            """
            INSERT INTO payments SELECT * FROM old.payments WHERE id BETWEEN $from AND $to;
            INSERT INTO operations SELECT * FROM old.operations WHERE id BETWEEN $from AND $to;
            INSERT INTO callback_events SELECT * FROM old.callback_events WHERE id BETWEEN $from AND $to;
            INSERT INTO callback_bodies SELECT * FROM old.callback_bodies WHERE event_id BETWEEN $from AND $to;
            """;
        var from = tables.Parameters.Add("$from", SqliteType.Integer);
        var to = tables.Parameters.Add("$to", SqliteType.Integer);
        for (var first = 1L; first <= last; first += RawBatch)
        {
            using var transaction = connection.BeginTransaction();
            tables.Transaction = transaction;
            (from.Value, to.Value) = (first, first + RawBatch - 1);
            tables.ExecuteNonQuery();
            transaction.Commit();
        }
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static long Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
