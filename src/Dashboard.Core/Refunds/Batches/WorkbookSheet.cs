using System.Globalization;
using System.Xml;

namespace Dashboard.Core.Refunds.Batches;

/// <summary>The cells of one sheet as the texts that a person sees in them.</summary>
internal static class WorkbookSheet
{
    private const int MostColumns = 64;

    /// <summary>Figures a spreadsheet keeps of a number.</summary>
    private const int Figures = 15;

    public static IEnumerable<BatchLine> Read(XmlReader part, IReadOnlyList<string> shared, IReadOnlySet<int> dates)
    {
        var (row, used) = (0, 0);
        while (part.Read())
        {
            if (part is not { NodeType: XmlNodeType.Element, LocalName: "row" })
                continue;
            var before = row;
            row = Number(part.GetAttribute("r")) ?? row + 1;
            if (row <= before)
                throw BatchFile.Unusable(BatchFileFaultKind.BrokenWorkbook, before);
            var hidden = part.GetAttribute("hidden") is "1" or "true";
            var cells = part.IsEmptyElement ? [] : Cells(part, row, shared, dates);
            if (!cells.Exists(cell => cell.Length > 0))
                continue;
            // Whoever filtered the sheet before saving it saw fewer rows than are in it.
            if (hidden)
                throw BatchFile.Unusable(BatchFileFaultKind.HiddenRow, row);
            if (++used > BatchFile.MostRows + 1)
                throw BatchFile.Unusable(BatchFileFaultKind.TooManyRows);
            yield return new BatchLine(row, cells);
        }
    }

    private static List<string> Cells(XmlReader part, int row, IReadOnlyList<string> shared, IReadOnlySet<int> dates)
    {
        var cells = new List<string>();
        var depth = part.Depth;
        var next = 0;
        while (part.Read() && part.Depth > depth)
        {
            if (part is not { NodeType: XmlNodeType.Element, LocalName: "c" })
                continue;
            var place = part.GetAttribute("r") is { } name ? Place(name) : next;
            if (place < next)
                throw BatchFile.Unusable(BatchFileFaultKind.BrokenWorkbook, row, BatchLine.Letter(place));
            next = place + 1;
            var text = Text(part, row, place, shared, dates);
            if (text.Length == 0)
                continue;
            if (place >= MostColumns)
                throw BatchFile.Unusable(BatchFileFaultKind.TooManyCells, row, BatchLine.Letter(place));
            while (cells.Count <= place)
                cells.Add("");
            cells[place] = text;
        }

        return cells;
    }

    private static string Text(XmlReader cell, int row, int place, IReadOnlyList<string> shared, IReadOnlySet<int> dates)
    {
        var kind = cell.GetAttribute("t") ?? "n";
        var style = Number(cell.GetAttribute("s")) ?? 0;
        if (cell.IsEmptyElement)
            return "";
        var depth = cell.Depth;
        var (text, inValue) = ("", false);
        while (cell.Read() && cell.Depth > depth)
        {
            if (cell is { NodeType: XmlNodeType.Element, LocalName: "f" })
                throw BatchFile.Unusable(BatchFileFaultKind.Formula, row, BatchLine.Letter(place));
            if (cell is { NodeType: XmlNodeType.Element, LocalName: "is" })
                text = WorkbookTexts.Of(cell);
            else if (cell.LocalName == "v")
                inValue = cell is { NodeType: XmlNodeType.Element, IsEmptyElement: false };
            else if (inValue && cell.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace)
                text = text.Length + cell.Value.Length <= BatchFile.MostCell
                    ? text + cell.Value
                    : throw BatchFile.Unusable(BatchFileFaultKind.CellTooLong, row, BatchLine.Letter(place));
        }

        BatchFileFaultException Unusable(BatchFileFaultKind kind, string? detail = null) => BatchFile.Unusable(kind, row, BatchLine.Letter(place), detail);
        return kind switch
        {
            _ when text.Length == 0 => "",
            "s" => Number(text) is { } index && index < shared.Count ? shared[index] : throw Unusable(BatchFileFaultKind.BrokenWorkbook),
            "inlineStr" => text,
            "str" => XmlConvert.DecodeName(text),
            "b" => text == "1" ? "TRUE" : "FALSE",
            "e" => throw Unusable(BatchFileFaultKind.ErrorCell, text.Length <= 16 ? text : null),
            "d" => throw Unusable(BatchFileFaultKind.DateCell),
            "n" when dates.Contains(style) => throw Unusable(BatchFileFaultKind.DateCell),
            "n" => Plain(text) ?? throw Unusable(BatchFileFaultKind.NumberLosesDigits, text.Length <= 40 ? text : null),
            _ => throw Unusable(BatchFileFaultKind.BrokenWorkbook),
        };
    }

    /// <summary>
    /// A number as its cell shows it. The file holds 16.6 as 16.600000000000001, the nearest binary fraction: the sixteenth figure on is noise, so a
    /// number is read with the fifteen that a spreadsheet keeps. Null when it has more before the point, which the spreadsheet has already lost.
    /// </summary>
    internal static string? Plain(string text)
    {
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return null;
        var size = Math.Abs(number);
        var whole = 0;
        for (var rest = decimal.Truncate(size); rest >= 1; rest = decimal.Truncate(rest / 10))
            whole++;
        if (whole > Figures)
            return null;
        var decimals = Figures - whole;
        for (var rest = size; whole == 0 && rest is > 0 and < 0.1m && decimals < 28; rest *= 10)
            decimals++;
        return decimal.Round(number, Math.Min(decimals, 28), MidpointRounding.AwayFromZero).ToString("0.############################", CultureInfo.InvariantCulture);
    }

    private static int Place(string name)
    {
        var place = 0;
        foreach (var c in name)
        {
            if (c is < 'A' or > 'Z')
                break;
            place = (place * 26) + (c - 'A') + 1;
            if (place > 16_384)
                throw BatchFile.Unusable(BatchFileFaultKind.BrokenWorkbook);
        }

        return place == 0 ? throw BatchFile.Unusable(BatchFileFaultKind.BrokenWorkbook) : place - 1;
    }

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
