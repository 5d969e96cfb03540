using System.Diagnostics;
using System.Globalization;
using Dashboard.Core.Access;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Data;
using Dashboard.Core.Journal;
using Dashboard.Core.Operations;
using Dashboard.Core.Payments;
using Microsoft.EntityFrameworkCore;
using SortKey = Dashboard.Core.Payments.SortKey;

namespace Dashboard.Benchmarks;

/// <summary>
/// Every question that the registers ask, through the queries the pages use, on a seeded SQLite file; against the limits that were named: 50 ms
/// where rows exist, 500 ms where everything must be read to learn that none do, 150 ms for a part of an id (all p95), and at most twice the time
/// of the smaller database. Everything is asked twice: for the first time, when rows may have to come from the disk, and again, when they are in
/// memory. The limits hold for the first time; what size does is told by the second, because a small database is in memory either way.
/// </summary>
internal static class RegisterBenchmark
{
    private const int Rows = 0;
    private const int WithRows = 50;
    private const int WithoutRows = 500;
    private const int PartOfId = 150;

    /// <param name="sizes">Payments of each database, the smallest first.</param>
    /// <param name="folder">Where the databases are made, and removed from; a temporary folder when null; a file that was seeded before is kept.</param>
    public static async Task<int> RunAsync(IReadOnlyList<long> sizes, string? folder)
    {
        Dictionary<string, double>? first = null;
        var missed = 0;
        foreach (var size in sizes)
        {
            await using var instance = await Instance.CreateAsync(folder);
            var seeding = await Instance.MeasureAsync(() => File.Exists(folder) ? Task.CompletedTask : instance.SeedAsync(size));
            var indexing = await Instance.MeasureAsync(() => instance.Get<SearchIndexer>().CatchUpAsync(200_000, CancellationToken.None));
            Instance.Print($"registers: {size} payments, seeded in {seeding.Wall.TotalSeconds:F0} s, search index in {indexing.Wall.TotalSeconds:F0} s, {instance.Bytes >> 20} MiB");
            var warming = await Instance.MeasureAsync(() => instance.WarmAsync());
            Instance.Print($"  indexes read ahead in {warming.Wall.TotalSeconds:F1} s");
            var measured = new Dictionary<string, double>(StringComparer.Ordinal);
            foreach (var shape in await ShapesAsync(instance))
            {
                var (once, again) = await MeasureAsync(shape);
                measured[shape.Name] = again.P95;
                var ratio = first is not null && first.TryGetValue(shape.Name, out var before) ? again.P95 / before : (double?)null;
                // Twice of next to nothing is next to nothing.
                var ok = (shape.Limit == 0 || once.P95 <= shape.Limit) && (ratio is null || shape.Limit is 0 or WithoutRows or PartOfId || ratio <= 2 || again.P95 < 5);
                missed += ok ? 0 : 1;
                var grown = ratio is { } times ? string.Create(CultureInfo.InvariantCulture, $"{times:F1}x") : "";
                var limit = shape.Limit == 0 ? "-" : shape.Limit.ToString(CultureInfo.InvariantCulture);
                Instance.Print($"  {shape.Name,-44} p50 {once.P50,8:F2}  p95 {once.P95,8:F2}  again {again.P50,8:F2} {again.P95,8:F2} ms  limit {limit,4}  rows {once.Rows,6:F1}  n {once.Runs,3}  {grown,6} {(ok ? "" : "MISSED")}");
            }

            await ListBenchmark.RunAsync(instance);
            missed += await BrowserBenchmark.RunAsync(instance.ConnectionString);
            first ??= measured;
        }

        return missed == 0 ? 0 : 1;
    }

    private sealed record Shape(string Name, int Limit, Func<Random, Task<int>> Ask);

    private sealed record Times(double P50, double P95, double Rows, int Runs);

    private static async Task<(Times Once, Times Again)> MeasureAsync(Shape shape)
    {
        await shape.Ask(new Random(6));
        // Long enough for a percentile, short enough to wait for.
        var once = await AskAsync(shape, runs: null);
        return (once, await AskAsync(shape, once.Runs));
    }

    /// <param name="shape">Asked with the same choices by chance each time.</param>
    /// <param name="runs">As many; null for up to 100 within some seconds.</param>
    private static async Task<Times> AskAsync(Shape shape, int? runs)
    {
        var random = new Random(7);
        var times = new List<double>();
        var rows = 0L;
        var started = Stopwatch.GetTimestamp();
        while (runs is { } wanted ? times.Count < wanted : times.Count < 8 || (times.Count < 100 && Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(8)))
        {
            var begun = Stopwatch.GetTimestamp();
            rows += await shape.Ask(random);
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        times.Sort();
        return new(times[times.Count / 2], times[Math.Min(times.Count - 1, (int)Math.Ceiling(times.Count * 0.95) - 1)], (double)rows / times.Count, times.Count);
    }

    private static async Task<List<Shape>> ShapesAsync(Instance instance)
    {
        var queries = instance.Get<PaymentQueries>();
        var operations = instance.Get<OperationQueries>();
        var totals = instance.Get<PaymentTotalsQuery>();
        var log = instance.Get<CallbackLog>();
        await using var context = await instance.Get<Database>().OpenAsync(CancellationToken.None);
        var last = await context.Payments.MaxAsync(payment => payment.Id);
        var end = await context.Payments.MaxAsync(payment => payment.CreatedAt);
        var begin = await context.Payments.MinAsync(payment => payment.CreatedAt);
        var sampleIds = Enumerable.Range(1, 400).Select(index => last * index / 400).ToList();
        var samples = await context.Payments.Where(payment => sampleIds.Contains(payment.Id)).ToListAsync();
        var sampleOperations = await context.Operations.Where(operation => sampleIds.Contains(operation.PaymentRowId)).ToListAsync();

        Shape List(string name, int limit, Func<Random, PaymentFilter> filter, PaymentOrder order = default, Func<Random, SortKey?>? after = null) =>
            new(name, limit, async random => (await queries.ListAsync(Actor.System, filter(random), order, after?.Invoke(random), 50, CancellationToken.None)).Rows.Count);
        Shape Operations(string name, int limit, Func<Random, OperationFilter> filter, PaymentOrder order = default) =>
            new(name, limit, async random => (await operations.ListAsync(Actor.System, filter(random), order, null, 50, CancellationToken.None)).Rows.Count);
        Shape Log(string name, int limit, Func<Random, CallbackFilter> filter) =>
            new(name, limit, async random => (await log.ListAsync(Actor.System, filter(random), null, 50, CancellationToken.None)).Rows.Count);
        Shape Totals(string name, Func<Random, PaymentFilter> filter) =>
            new(name, Rows, async random => (int)Math.Min(int.MaxValue, (await totals.HandleAsync(Actor.System, filter(random), CancellationToken.None)).Payments));
        Payment One(Random random) => samples[random.Next(samples.Count)];
        string Part(Random random, string text, int length)
        {
            var start = random.Next(Math.Max(1, text.Length - length));
            return text.Substring(start, Math.Min(length, text.Length - start));
        }

        SortKey Anywhere(Random random) => new(begin.ToUnixTimeMilliseconds() + (long)((end - begin).TotalMilliseconds * random.NextDouble()), last / 2);
        PaymentFilter All(Random random) => new();
        var amounts = samples.Select(one => one.Amount ?? 0).OrderDescending().ToList();
        // A bit more or less each time.
        long Beyond(Random random, double share) => (long)(amounts[(int)(amounts.Count * share)] * (0.9 + (0.2 * random.NextDouble())));
        PaymentFilter Ago(Random random, int days) => end.AddDays(-random.Next(300, 400)) is var until ? new() { From = until.AddDays(-days), Until = until } : new();
        var month = new PaymentFilter { From = end.AddDays(-30) };
        return
        [
            List("newest page", WithRows, All),
            List("any depth", WithRows, All, after: random => Anywhere(random)),
            List("one status", WithRows, random => new() { Statuses = [One(random).Status] }),
            List("one method", WithRows, random => new() { Methods = [One(random).Method!] }),
            List("one currency", WithRows, random => new() { Currencies = [One(random).Currency!] }),
            List("one code", WithRows, random => new() { Codes = [One(random).Code!] }),
            List("one project, 30 days", WithRows, random => month with { Projects = [One(random).ProjectId] }),
            List("status + method + currency", WithRows, random => One(random) is var one ? new() { Statuses = [one.Status], Methods = [one.Method!], Currencies = [one.Currency!] } : new()),
            List("status + method + currency, any depth", WithRows, random => One(random) is var one ? new() { Statuses = [one.Status], Methods = [one.Method!], Currencies = [one.Currency!] } : new(), after: random => Anywhere(random)),
            List("partly refunded", WithRows, _ => new() { Refunds = [RefundStanding.Partly] }),
            List("refund unknown (none)", WithoutRows, _ => new() { Refunds = [RefundStanding.Unknown] }),
            List("account end", WithRows, random => new() { AccountEnd = One(random).AccountEnd ?? "0007" }),
            List("amount range, common", WithRows, _ => new() { Currencies = ["EUR"], MinAmount = 2000, MaxAmount = 9000 }),
            List("amount range, rare", WithRows, _ => new() { MinAmount = 10_000_000 }),
            List("amount range, one in some hundreds", WithRows, random => new() { MinAmount = Beyond(random, 0.003) }),
            List("amount range, one in some tens", WithRows, random => new() { MinAmount = Beyond(random, 0.03) }),
            List("amount range, one in some hundreds, by status change", WithRows, random => new() { MinAmount = Beyond(random, 0.003) }, new(PaymentSort.Changed)),
            List("amount range, none", WithoutRows, _ => new() { MinAmount = 1_000_000_000_000 }),
            List("empty combination, all time", WithoutRows, _ => new() { Methods = ["poli"], Currencies = ["RUB"], Statuses = ["success"] }),
            List("empty: status of no payment in 90 days", WithoutRows, _ => new() { Statuses = ["awaiting redirect result"], From = end.AddDays(-90), Until = end.AddDays(-1) }),
            List("sort by amount", WithRows, All, new(PaymentSort.Amount)),
            List("sort by amount, ascending, one status", WithRows, random => new() { Statuses = [One(random).Status] }, new(PaymentSort.Amount, true)),
            List("sort by amount, 30 days", WithRows, _ => month, new(PaymentSort.Amount)),
            List("sort by amount, 1 day", WithRows, random => Day(One(random)), new(PaymentSort.Amount)),
            List("sort by status change", WithRows, All, new(PaymentSort.Changed)),
            List("sort by status change, method, 30 days", WithRows, random => month with { Methods = [One(random).Method!] }, new(PaymentSort.Changed)),
            List("sort by status change, 30 days a year ago", WithRows, random => Ago(random, 30), new(PaymentSort.Changed)),
            List("sort by status change, asc., 30 days a year ago", WithRows, random => Ago(random, 30), new(PaymentSort.Changed, true)),
            List("sort by status change, 1 day of any", WithRows, random => Day(One(random)), new(PaymentSort.Changed)),
            List("sort by status change, method, 7 days a year ago", WithRows, random => Ago(random, 7) with { Methods = [One(random).Method!] }, new(PaymentSort.Changed)),
            List("sort by amount, status, 7 days a year ago", WithRows, random => Ago(random, 7) with { Statuses = [One(random).Status] }, new(PaymentSort.Amount)),
            List("payment id, whole", WithRows, random => new() { Search = One(random).PaymentId }),
            List("payment id, beginning of 7", PartOfId, random => new() { Search = One(random).PaymentId[..7] }),
            List("payment id, part of 6", PartOfId, random => new() { Search = Part(random, One(random).PaymentId, 6) }),
            List("payment id, part of 4", PartOfId, random => new() { Search = Part(random, One(random).PaymentId, 4) }),
            List("request id, part of 8", PartOfId, random => new() { Search = Part(random, sampleOperations[random.Next(sampleOperations.Count)].RequestId!, 8) }),
            List("request id, whole", WithRows, random => new() { Search = sampleOperations[random.Next(sampleOperations.Count)].RequestId }),
            List("provider's payment id, whole", WithRows, random => new() { Search = sampleOperations.First(one => one.ProviderPaymentId is not null && one.Id >= last * random.NextDouble() / 2).ProviderPaymentId }),
            List("part of no id", PartOfId, random => new() { Search = "zq" + random.Next(10_000, 99_999).ToString(CultureInfo.InvariantCulture) }),
            List("part of every id", PartOfId, _ => new() { Search = "custom" }),
            List("customer id", WithRows, random => new() { Search = One(random).CustomerId }),
            List("operation id", WithRows, random => new() { Search = sampleOperations[random.Next(sampleOperations.Count)].OperationId.ToString(CultureInfo.InvariantCulture) }),
            List("amount 19.90 in any currency", WithRows, _ => new() { Search = "19.90" }),
            List("amount with currency and day", WithRows, random => Day(One(random)) with { Search = "29.90 EUR" }),
            Operations("operations: newest page", WithRows, _ => new()),
            Operations("operations: refunds", WithRows, _ => new() { Types = ["refund"] }),
            Operations("operations: type + status + code", WithRows, _ => new() { Types = ["refund"], Statuses = ["decline"], Codes = ["903"] }),
            Operations("operations: empty combination", WithoutRows, _ => new() { Types = ["refund"], Methods = ["poli"] }),
            Operations("operations: of a customer", WithRows, random => new() { Search = One(random).CustomerId }),
            Operations("operations: overdue", WithRows, _ => new() { OverdueAt = end }),
            Operations("operations: refunds of 30 days by amount", WithRows, _ => new() { Types = ["refund"], From = end.AddDays(-30) }, new(PaymentSort.Amount)),
            Operations("operations: all by amount", WithRows, _ => new(), new(PaymentSort.Amount)),
            Operations("operations: amount range, none", WithoutRows, _ => new() { Currencies = ["EUR"], MinAmount = 1_000_000_000_000 }),
            Log("callbacks: newest page", WithRows, _ => new()),
            Log("callbacks: a day of one project", WithRows, random => One(random) is var one
                ? new() { Projects = [one.ProjectId], From = one.CreatedAt.AddHours(-12), Until = one.CreatedAt.AddHours(12) } : new()),
            Log("callbacks: parked", WithRows, _ => new() { Verdict = CallbackVerdict.Parked }),
            Log("callbacks: of a payment", WithRows, random => new() { Search = One(random).PaymentId }),
            Totals("totals: 30 days", _ => month),
            Totals("totals: one status, all time", _ => new() { Statuses = ["decline"] }),
            Totals("totals: everything", All),
        ];
    }

    private static PaymentFilter Day(Payment payment)
    {
        var start = new DateTimeOffset(payment.CreatedAt.UtcDateTime.Date, TimeSpan.Zero);
        return new PaymentFilter { From = start, Until = start.AddDays(1) };
    }
}
