using Dashboard.Core.Access;
using Dashboard.Core.Projects;
using Dashboard.TestKit;
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
        var app = new DashboardApp { LogFrom = Microsoft.Extensions.Logging.LogLevel.Error };
        app.StartServer();
        await app.Services.GetRequiredService<AddProject>().HandleAsync(
            Actor.CommandLine, new NewProject(386, "Shop", "http://localhost:1", PlatformCallback.Secret), CancellationToken.None);
        var requests = Array.ConvertAll(bodies, body => CallbackLoad.Request(app.Address, body));
        await CallbackLoad.SendAsync(app.Address, requests[..WarmUp], Connections);
        var http = await Instance.MeasureAsync(() => CallbackLoad.SendAsync(app.Address, requests[WarmUp..], Connections));
        var rate = (callbacks - WarmUp) / http.Wall.TotalSeconds;

        var file = Path.Combine(app.DataFolder, "dashboard.db");
        await using var instance = await Instance.CreateAsync();
        using var insert = new RawInsert(file, instance.ConnectionString);
        // The application has the rows to enter into its search index, which is not what the limit is about.
        await app.DisposeAsync();
        var raw = await Instance.MeasureAsync(() =>
        {
            insert.Run(RawBatch);
            return Task.CompletedTask;
        });
        var limit = callbacks / raw.Wall.TotalSeconds;
        Instance.Print($"ingest: HTTP, {Connections} connections, answered after commit  {rate:F0}/s, {http.Processor.TotalMicroseconds / (callbacks - WarmUp):F0} us of processor each, senders included");
        Instance.Print($"        raw insert of the same rows, batches of {RawBatch}        {limit:F0}/s");
        Instance.Print($"        ratio {rate / limit:F2} (aim 0.60)");
        return 0;
    }
}
