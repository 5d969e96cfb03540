using Dashboard.Core.Data.Seeding;

namespace Dashboard.Benchmarks;

/// <summary>How fast payments are made up, and how fast they get into a database with its indexes.</summary>
internal static class SeedBenchmark
{
    public static async Task<int> RunAsync(long payments)
    {
        var operations = 0L;
        var making = await Instance.MeasureAsync(() =>
        {
            foreach (var one in new SeedPlan(1, [386, 1254, 2077], TimeProvider.System.GetUtcNow()).Payments(payments, 1, 1))
                operations += one.Operations.Count;
            return Task.CompletedTask;
        });
        await using var instance = await Instance.CreateAsync();
        var seeding = await Instance.MeasureAsync(() => instance.SeedAsync(payments));
        Instance.Print($"seed: {payments} payments, {operations} operations");
        Instance.Print($"  made up only   {operations / making.Wall.TotalSeconds:F0} operations/s, {making.Processor.TotalSeconds:F1} s of processor");
        Instance.Print($"  into SQLite    {operations / seeding.Wall.TotalSeconds:F0} operations/s, {(operations + payments) / seeding.Wall.TotalSeconds:F0} rows/s, {seeding.Processor.TotalSeconds:F1} s of processor, peak {seeding.PeakMebibytes} MiB");
        return 0;
    }
}
