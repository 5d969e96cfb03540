using System.Globalization;
using Dashboard.Core.Access;
using Dashboard.Core.Exports;
using Dashboard.Core.Payments;
using Dashboard.Web.Exports;

namespace Dashboard.Web.Cli;

internal static class ExportVerbs
{
    // The option's name and the name the filter knows it by.
    private static readonly (string Option, string Name)[] Filters =
    [
        ("status", FilterText.Status), ("type", FilterText.Type), ("method", FilterText.Method), ("currency", FilterText.Currency),
        ("code", FilterText.Code), ("project", FilterText.Project), ("period", FilterText.PeriodName), ("from", FilterText.First),
        ("until", FilterText.Last), ("search", FilterText.Search), ("refund", FilterText.Refund), ("min", FilterText.MinAmount),
        ("max", FilterText.MaxAmount), ("account", FilterText.AccountEnd), ("view", FilterText.View),
    ];

    public static Verb Payments { get; } = Make("payments");

    public static Verb Operations { get; } = Make("operations");

    private static Verb Make(string subject) => new("export " + subject, $"write {subject} into a file, the rows a list shows with the same filter",
    [
        new("format", "csv|xlsx", "kind of file"),
        new("output", "file", "where to; a file that is there already is not touched"),
        new("status", "names", "with commas or several times, as the other lists"),
        new("type", "names", subject == "operations" ? "operation types" : "payment types"),
        new("code", "codes", "response codes"),
        .. subject == "operations"
            ? new Option[] { new("view", "overdue", "only what is unfinished for longer than usual") }
            :
            [
                new("refund", "names", "state of refunds, as in the address of the list"),
                new("account", "digits", "last four digits of the account"),
            ],
        new("min", "amount", "least amount, as in the address of the list"),
        new("max", "amount", "greatest amount"),
        new("method", "names", "payment methods"),
        new("currency", "codes", "ISO 4217"),
        new("project", "ids", "project ids"),
        new("period", "word", "today, yesterday, last7, last30 or last90"),
        new("from", "day", "first day, or an instant such as 2026-03-02T09:00:00Z"),
        new("until", "day", "last day, included; or an instant, not included"),
        new("search", "text", "what the search field of the list takes; ids ignore the period"),
        new("zone", "name", "zone of days and times, e.g. Europe/Riga (default UTC)"),
        Verb.Json,
    ], context => ExportAsync(context, subject));

    /// <summary>By its option: some have another name in addresses.</summary>
    private static FilterFault Named(FilterFault fault) => fault with { Key = Filters.FirstOrDefault(filter => filter.Name == fault.Key).Option ?? fault.Key };

    private static async Task<int> ExportAsync(VerbContext context, string subject)
    {
        var arguments = context.Arguments;
        var format = arguments.Required("format").ToUpperInvariant() switch
        {
            "CSV" => ExportFormat.Csv,
            "XLSX" => ExportFormat.Xlsx,
            _ => throw new UsageException("--format: must be csv or xlsx."),
        };
        var zone = TimeZoneInfo.Utc;
        if (arguments.Find("zone") is { } name && !TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone!))
            throw new UsageException($"--zone: '{name}' is not known; use an IANA name such as Europe/Riga.");
        var values = Filters.SelectMany(filter => (filter.Option is "search" or "from" or "until" or "period" or "min" or "max" or "account" or "view"
            ? arguments.Find(filter.Option) is { } one ? [one] : []
            : arguments.All(filter.Option)).Select(value => KeyValuePair.Create(filter.Name, value)));
        var (request, faults) = ExportEndpoints.Read(subject, format, values, zone, context.Get<TimeProvider>().GetUtcNow());
        if (faults.Count > 0)
            throw new UsageException(string.Join(Environment.NewLine, faults.Select(fault => "--" + Named(fault))));

        var output = Path.GetFullPath(arguments.Required("output"));
        var exporter = context.Get<Exporter>();
        var scope = await exporter.OpenAsync(Actor.CommandLine, request, context.CancellationToken)
            ?? throw new InvalidOperationException("The command line may not export.");
        ExportReport report;
        await using (var file = new FileStream(output, FileMode.CreateNew, FileAccess.Write, FileShare.None, 64 * 1024, FileOptions.Asynchronous))
        {
            try
            {
                report = await exporter.WriteAsync(Actor.CommandLine, scope, request, file, context.CancellationToken);
            }
            catch
            {
                // Half a file would be taken for a whole one.
                File.Delete(output);
                throw;
            }
        }

        context.Answer(
            new
            {
                output,
                report.Rows,
                totals = report.Totals.Select(total => new
                {
                    total.Currency,
                    total.Rows,
                    sums = total.Sums.ToDictionary(sum => sum.Key, sum => sum.Value.ToString(CultureInfo.InvariantCulture)),
                }),
            },
            string.Create(CultureInfo.InvariantCulture, $"{report.Rows} {subject} written to {output}."));
        return ExitCode.Done;
    }
}
