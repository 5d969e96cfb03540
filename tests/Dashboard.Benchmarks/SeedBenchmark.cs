using Dashboard.Core.Data.Seeding;

namespace Dashboard.Benchmarks;

/// <summary>
/// What seeding costs the processor, part by part on one thread, which other load on the machine does not change; then a whole run as it is.
/// Making and writing run side by side in a run, so its time on a quiet machine is that of the slower of the two and of the indexes.
/// </summary>
internal static class SeedBenchmark
{
    public static async Task<int> RunAsync(long payments)
    {
        await PartsAsync(Math.Min(payments, 50_000), quiet: true);
        await PartsAsync(payments, quiet: false);
        await using var instance = await Instance.CreateAsync();
        SeedReport? report = null;
        var seeding = await Instance.MeasureAsync(async () => report = await instance.SeedAsync(payments));
        Instance.Print($"seed, as it is: {payments} payments, {report!.Operations} operations");
        Instance.Print($"  {report.Operations / seeding.Wall.TotalSeconds:F0} operations/s by the clock, {seeding.Processor.TotalSeconds:F1} s of processor, peak {seeding.PeakMebibytes} MiB");
        return 0;
    }

    private static async Task PartsAsync(long payments, bool quiet)
    {
        await using var instance = await Instance.CreateAsync();
        await using var writer = new SqliteSeedWriter(instance.ConnectionString);
        using var feed = new SeedFeed(
            new SeedPlan(1, [386, 1254, 2077], TimeProvider.System.GetUtcNow()), payments, await writer.BeginAsync(CancellationToken.None),
            await writer.FacetsAsync(CancellationToken.None));
        var batch = new SeedBatch();
        var (making, writing, operations) = (TimeSpan.Zero, TimeSpan.Zero, 0L);
        for (var before = Processor(); feed.Fill(batch);)
        {
            var made = Processor();
            await writer.WriteAsync(batch, CancellationToken.None);
            var written = Processor();
            (making, writing, operations) = (making + (made - before), writing + (written - made), operations + batch.Operations.Count);
            before = written;
        }

        var unindexed = Processor();
        await writer.CommitAsync(CancellationToken.None);
        var indexing = Processor() - unindexed;
        if (quiet)
            return;
        var slower = making > writing ? making : writing;
        Instance.Print($"seed, processor time of the parts: {payments} payments, {operations} operations, microseconds an operation");
        Instance.Print($"  making {Each(making, operations):F2}  writing {Each(writing, operations):F2}  indexes and commit {Each(indexing, operations):F2}");
        Instance.Print($"  rows alone       {operations / slower.TotalSeconds:F0} operations/s");
        Instance.Print($"  rows and indexes {operations / (slower + indexing).TotalSeconds:F0} operations/s");
    }

    private static double Each(TimeSpan time, long operations) => time.TotalMicroseconds / operations;

    private static TimeSpan Processor() => Environment.CpuUsage.TotalTime;
}
