using Dashboard.Benchmarks;

return args switch
{
    ["seed", .. var rest] => await SeedBenchmark.RunAsync(Count(rest, 1_000_000)),
    ["exports", .. var rest] => await ExportBenchmark.RunAsync(Count(rest, 1_000_000)),
    ["registers", .. var rest] => await RegisterBenchmark.RunAsync([.. Sizes(rest)], rest.FirstOrDefault(Path.IsPathRooted)),
    ["clicks", var file] => await BrowserBenchmark.RunAsync($"Data Source={file}"),
    ["ingest", .. var rest] => await IngestBenchmark.RunAsync((int)Count(rest, 150_000)),
    _ => Usage(),
};

static long Count(string[] rest, long otherwise) =>
    rest is [var text, ..] ? long.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : otherwise;

static IEnumerable<long> Sizes(string[] rest)
{
    var sizes = rest.Where(text => !Path.IsPathRooted(text)).Select(text => long.Parse(text, System.Globalization.CultureInfo.InvariantCulture)).ToList();
    return sizes.Count == 0 ? [1_000_000] : sizes;
}

static int Usage()
{
    Console.WriteLine("Usage: seed [payments] | exports [payments] | ingest [callbacks] | registers [payments ...] [folder] | clicks <database file>. Build with -c Release; figures are ratios against a limit of the same run.");
    return 2;
}
