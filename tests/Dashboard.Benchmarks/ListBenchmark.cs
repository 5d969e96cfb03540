using System.Diagnostics;
using Dashboard.Core.Access;
using Dashboard.Core.Live;
using Dashboard.Core.Payments;

namespace Dashboard.Benchmarks;

/// <summary>What a change costs the server when two hundred people have the payments list open, each with a filter of their own; and what an open list keeps.</summary>
internal static class ListBenchmark
{
    private const int Lists = 200;
    private const int Changes = 40;

    public static async Task RunAsync(Instance instance)
    {
        var (queries, changed, feed) = (instance.Get<PaymentQueries>(), instance.Get<ChangedPayments>(), instance.Get<LiveFeed>());
        var newest = (await queries.ListAsync(Actor.System, new PaymentFilter(), null, PaymentQueries.MostRows, CancellationToken.None)).Rows;
        PaymentFilter[] filters =
        [
            new(), new() { Statuses = ["decline"] }, new() { Methods = ["card"] }, new() { Currencies = ["EUR"], MinAmount = 1000 },
            new() { Refunds = [RefundStanding.Partly] }, new() { Statuses = ["success"], Projects = [newest[0].ProjectId] },
        ];
        var (shared, alone) = (new List<double>(), new List<double>());
        for (var round = 0; round < Changes; round++)
        {
            var row = newest[round];
            feed.Publish([new LiveChange(row.Id, row.ProjectId, row.PaymentId, IsNew: false)]);
            shared.Add(await TimeAsync(list => changed.ReadAsync(Actor.System, filters[list % filters.Length], [row.Id], CancellationToken.None)));
            // As it would be if each list asked for itself: what it shows, and what its filter means.
            alone.Add(await TimeAsync(async list =>
            {
                await queries.RowsAsync(Actor.System, new PaymentFilter(), [row.Id], CancellationToken.None);
                await queries.RowsAsync(Actor.System, filters[list % filters.Length], [row.Id], CancellationToken.None);
            }));
        }

        shared.Sort();
        alone.Sort();
        Instance.Print($"  {Lists} open lists, one change: read once for all p50 {shared[Changes / 2]:F1} ms, each for itself p50 {alone[Changes / 2]:F1} ms");

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var open = new List<IReadOnlyList<PaymentRow>>();
        for (var list = 0; list < Lists; list++)
            open.Add((await queries.ListAsync(Actor.System, new PaymentFilter(), null, 50, CancellationToken.None)).Rows);
        Instance.Print($"  rows of an open list: {(GC.GetTotalMemory(forceFullCollection: true) - before) / Lists / 1024.0:F0} KiB");
        GC.KeepAlive(open);
    }

    private static async Task<double> TimeAsync(Func<int, Task> read)
    {
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Lists).Select(read));
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}
