namespace Dashboard.Web.Payments;

/// <summary>What a list's filter means in figures, as the strip above the rows shows it.</summary>
/// <param name="Counted">How many rows, in words.</param>
/// <param name="Rows">What a row is called, for the head of the table.</param>
/// <param name="Sums">Names of the sums, in the order of each currency's.</param>
/// <param name="Also">Another count worth a place beside the first, in words.</param>
public sealed record ListTotals(string Counted, string Rows, IReadOnlyList<string> Sums, IReadOnlyList<CurrencySums> Currencies, string? Also = null);

/// <param name="Currency">Null: rows that name none.</param>
/// <param name="First">Which of the sums stands in the strip itself.</param>
/// <param name="Sums">Minor units, with their sign.</param>
public sealed record CurrencySums(string? Currency, long Rows, int First, IReadOnlyList<long> Sums);
