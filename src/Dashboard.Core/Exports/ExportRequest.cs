using System.Globalization;
using Dashboard.Core.Operations;
using Dashboard.Core.Payments;

namespace Dashboard.Core.Exports;

public enum ExportFormat
{
    Csv,
    Xlsx,
}

/// <summary>What is to be written: the rows a list shows with the same filter, all of them.</summary>
/// <param name="Format">Kind of file.</param>
/// <param name="Payments">Payments meant; null when operations are.</param>
/// <param name="Operations">Operations meant; null when payments are.</param>
/// <param name="Zone">Zone in which times are written; its name stands in their headings.</param>
public sealed record ExportRequest(ExportFormat Format, PaymentFilter? Payments, OperationFilter? Operations, TimeZoneInfo Zone)
{
    public static ExportRequest Of(PaymentFilter filter, ExportFormat format, TimeZoneInfo zone) => new(format, filter, null, zone);

    public static ExportRequest Of(OperationFilter filter, ExportFormat format, TimeZoneInfo zone) => new(format, null, filter, zone);

    /// <summary><c>payments</c> or <c>operations</c>.</summary>
    public string Subject => Payments is null ? "operations" : "payments";

    /// <summary>The filter as names and values; of what was selected or pasted as a long list only how much it is.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Filter =>
    [
        .. Payments is { Rows.Count: > 0 and var picked } ? [KeyValuePair.Create(FilterText.Rows, Counted(picked, "selected"))] : Array.Empty<KeyValuePair<string, string>>(),
        .. (Payments?.ToQuery() ?? Operations?.ToQuery() ?? []).Where(pair => pair.Key != FilterText.Rows)
            .Select(pair => pair.Key == FilterText.Search && pair.Value.Length > FilterText.MostLength
                ? KeyValuePair.Create(pair.Key, Counted(SearchText.Parse(pair.Value, DateOnly.MaxValue).Ids.Count, "pasted ids"))
                : pair),
    ];

    private static string Counted(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}");

    public string ContentType => Format == ExportFormat.Csv
        ? "text/csv; charset=utf-8"
        : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
}

/// <summary>Sums of one currency, minor units, by the heading they were added up from.</summary>
public sealed record CurrencyTotal(string Currency, long Rows, IReadOnlyDictionary<string, Int128> Sums);

/// <summary>What was written.</summary>
public sealed record ExportReport(long Rows, IReadOnlyList<CurrencyTotal> Totals);
