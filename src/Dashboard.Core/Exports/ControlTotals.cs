using System.Text;

namespace Dashboard.Core.Exports;

/// <summary>Counts what is written, so that whoever gets the file can prove it whole. Never a sum across currencies.</summary>
internal sealed class ControlTotals(ExportColumn[] columns)
{
    private readonly int[] _amounts = [.. Enumerable.Range(0, columns.Length).Where(index => columns[index].Kind == CellKind.Amount)];
    private readonly Dictionary<(int Column, int Currency), Sum> _sums = [];

    public long Rows { get; private set; }

    public void Add(IExportRows rows)
    {
        Rows++;
        foreach (var column in _amounts)
        {
            if (rows.IsNull(column))
                continue;
            var code = rows.IsNull(columns[column].CurrencyColumn) ? [] : rows.Text(columns[column].CurrencyColumn);
            var key = code.Length == 3 ? (code[0] << 16) | (code[1] << 8) | code[2] : 0;
            if (!_sums.TryGetValue((column, key), out var sum))
                _sums.Add((column, key), sum = new Sum(key == 0 ? "" : Encoding.ASCII.GetString(code)));
            sum.Rows++;
            sum.Minor += rows.Number(column);
        }
    }

    public ExportReport Report() => new(Rows,
    [
        .. _sums.GroupBy(entry => entry.Value.Currency, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new CurrencyTotal(group.Key, group.Max(entry => entry.Value.Rows),
                group.ToDictionary(entry => columns[entry.Key.Column].Name, entry => entry.Value.Minor, StringComparer.Ordinal))),
    ]);

    private sealed class Sum(string currency)
    {
        public string Currency { get; } = currency;

        public long Rows { get; set; }

        public Int128 Minor { get; set; }
    }
}
