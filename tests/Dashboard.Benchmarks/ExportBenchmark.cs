using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Exports;
using Dashboard.Core.Operations;

namespace Dashboard.Benchmarks;

/// <summary>Files of all operations against only reading the same rows, in alternation.</summary>
internal static class ExportBenchmark
{
    private const int Rounds = 3;

    public static async Task<int> RunAsync(long payments)
    {
        await using var instance = await Instance.CreateAsync();
        var seeded = await instance.SeedAsync(payments);
        Instance.Print($"exports: {seeded.Operations} operations, {ExportColumns.Operations.Length} columns; processor seconds, ratio to reading alone");
        for (var round = 1; round <= Rounds; round++)
        {
            var read = await Instance.MeasureAsync(() => ReadAsync(instance));
            var csv = await Instance.MeasureAsync(() => WriteAsync(instance, ExportFormat.Csv));
            var xlsx = await Instance.MeasureAsync(() => WriteAsync(instance, ExportFormat.Xlsx));
            Instance.Print($"  round {round}: read {read.Processor.TotalSeconds:F1}  csv {csv.Processor.TotalSeconds:F1} ({csv.Processor / read.Processor:F2}x)  xlsx {xlsx.Processor.TotalSeconds:F1} ({xlsx.Processor / read.Processor:F2}x)  wall {read.Wall.TotalSeconds:F1} / {csv.Wall.TotalSeconds:F1} / {xlsx.Wall.TotalSeconds:F1}  peak {xlsx.PeakMebibytes} MiB");
        }

        return 0;
    }

    private static async Task ReadAsync(Instance instance)
    {
        var database = instance.Get<Database>();
        await using var context = await database.OpenAsync(CancellationToken.None);
        await using var rows = await Exporter.ReadAsync(database, context, Request(ExportFormat.Csv), AccessScope.Everything, CancellationToken.None);
        var bytes = 0L;
        while (await rows.ReadAsync(CancellationToken.None))
        {
            for (var column = 0; column < ExportColumns.Operations.Length; column++)
                bytes += rows.IsNull(column) ? 0 : ExportColumns.Operations[column].Kind is CellKind.Amount or CellKind.Id or CellKind.Instant ? rows.Number(column) & 1 : rows.Text(column).Length;
        }

        if (bytes == 0)
            throw new InvalidOperationException("Nothing was read.");
    }

    private static async Task WriteAsync(Instance instance, ExportFormat format)
    {
        await using var file = new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        var report = await instance.Get<Exporter>().WriteAsync(Actor.CommandLine, AccessScope.Everything, Request(format), file, CancellationToken.None);
        if (report.Rows == 0)
            throw new InvalidOperationException("Nothing was written.");
    }

    private static ExportRequest Request(ExportFormat format) => ExportRequest.Of(new OperationFilter(), format, TimeZoneInfo.Utc);
}
