using System.Security.Cryptography;
using System.Text;

namespace Dashboard.Core.Refunds.Batches;

/// <summary>Why a whole file is turned away. Nothing of it is used then.</summary>
public enum BatchFileFaultKind
{
    Empty,
    TooLarge,
    UnknownFormat,

    /// <summary>The old binary format, or a workbook protected by a password; both have the same container.</summary>
    OldOrProtectedWorkbook,
    NotUtf8,
    BrokenQuotes,
    BrokenWorkbook,
    Macros,
    ExpandsTooMuch,
    Formula,
    ErrorCell,
    DateCell,
    NumberLosesDigits,
    HiddenRow,
    SecondSheet,
    MissingColumn,
    UnknownColumn,
    ColumnTwice,
    TooManyCells,
    CellTooLong,

    /// <summary>Half of a character, or one that no text has.</summary>
    BrokenCharacter,
    TooManyRows,
    NoRows,
}

/// <param name="Row">Row of the file, the heading being 1; null when the fault is the file's.</param>
/// <param name="Column">Heading, or the sheet's letter of the column where there is no heading.</param>
/// <param name="Detail">What was found, in a word.</param>
public sealed record BatchFileFault(BatchFileFaultKind Kind, int? Row = null, string? Column = null, string? Detail = null);

/// <summary>Exactly one of both is set.</summary>
public sealed record BatchFileReading(RefundBatchDraft? Draft, BatchFileFault? Fault);

/// <summary>Reads an uploaded file: CSV in UTF-8 or a workbook, told apart by their bytes, never by their names.</summary>
public static class BatchFile
{
    /// <summary>Bytes of a file.</summary>
    public const int MostBytes = 5 * 1024 * 1024;

    /// <summary>Rows below the heading.</summary>
    public const int MostRows = 5000;

    /// <summary>Characters of a cell.</summary>
    public const int MostCell = 500;

    /// <summary>Every heading a file may have, in the order of the template.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["project_id", "payment_id", "amount", "currency", "reason", "note", "ticket"];

    private static readonly string[] Optional = ["note", "ticket"];

    /// <summary>The rows of a file, or the first fault that makes it unusable.</summary>
    public static BatchFileReading Read(string fileName, ReadOnlyMemory<byte> content)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        try
        {
            return new BatchFileReading(new RefundBatchDraft(Shorten(fileName), SHA256.HashData(content.Span), ToRows(Table(content))), null);
        }
        catch (BatchFileFaultException unusable)
        {
            return new BatchFileReading(null, unusable.Fault);
        }
    }

    private static IEnumerable<BatchLine> Table(ReadOnlyMemory<byte> content)
    {
        var bytes = content.Span;
        if (bytes.IsEmpty)
            throw Unusable(BatchFileFaultKind.Empty);
        if (bytes.Length > MostBytes)
            throw Unusable(BatchFileFaultKind.TooLarge);
        if (bytes.StartsWith("PK\u0003\u0004"u8))
            return BatchWorkbook.Read(content);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]))
            throw Unusable(BatchFileFaultKind.OldOrProtectedWorkbook);
        return BatchCsv.Read(bytes);
    }

    private static List<BatchDraftRow> ToRows(IEnumerable<BatchLine> lines)
    {
        var rows = new List<BatchDraftRow>();
        int[]? places = null;
        foreach (var line in lines.Where(line => line.Cells.Any(cell => cell.Length > 0)))
        {
            if (places is null)
            {
                places = Places(line);
                continue;
            }

            if (rows.Count == MostRows)
                throw Unusable(BatchFileFaultKind.TooManyRows);
            Check(line, places);
            string Cell(int column) => places[column] is >= 0 and var place && place < line.Cells.Count ? line.Cells[place].Trim() : "";
            rows.Add(new BatchDraftRow(line.Row, Cell(0), Cell(1), Cell(2), Cell(3).ToUpperInvariant(), Cell(4), Cell(5), Cell(6)));
        }

        return places is null ? throw Unusable(BatchFileFaultKind.Empty) : rows is [] ? throw Unusable(BatchFileFaultKind.NoRows) : rows;
    }

    /// <summary>Where each of <see cref="Columns"/> stands in this file; -1 when it has no such column.</summary>
    private static int[] Places(BatchLine heading)
    {
        var places = Columns.Select(_ => -1).ToArray();
        for (var place = 0; place < heading.Cells.Count; place++)
        {
            var name = heading.Cells[place].Trim();
            if (name.Length == 0)
                continue;
            var column = Columns.ToList().FindIndex(known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (column < 0)
                throw Unusable(BatchFileFaultKind.UnknownColumn, heading.Row, BatchLine.Letter(place), Shorten(name));
            if (places[column] >= 0)
                throw Unusable(BatchFileFaultKind.ColumnTwice, heading.Row, Columns[column]);
            places[column] = place;
        }

        var missing = Columns.Where((name, column) => places[column] < 0 && !Optional.Contains(name, StringComparer.Ordinal)).FirstOrDefault();
        return missing is null ? places : throw Unusable(BatchFileFaultKind.MissingColumn, heading.Row, missing);
    }

    private static void Check(BatchLine line, int[] places)
    {
        for (var place = 0; place < line.Cells.Count; place++)
        {
            var cell = line.Cells[place];
            if (cell.Length == 0)
                continue;
            var column = Array.IndexOf(places, place);
            if (column < 0)
                throw Unusable(BatchFileFaultKind.TooManyCells, line.Row, BatchLine.Letter(place));
            if (cell.Length > MostCell)
                throw Unusable(BatchFileFaultKind.CellTooLong, line.Row, Columns[column]);
            if (cell.Contains('\0', StringComparison.Ordinal) || cell.EnumerateRunes().Contains(Rune.ReplacementChar))
                throw Unusable(BatchFileFaultKind.BrokenCharacter, line.Row, Columns[column]);
            // A text file cannot run it, but whoever wrote it meant a spreadsheet's result, which is not here.
            if (cell.TrimStart().StartsWith('='))
                throw Unusable(BatchFileFaultKind.Formula, line.Row, Columns[column]);
        }
    }

    internal static BatchFileFaultException Unusable(BatchFileFaultKind kind, int? row = null, string? column = null, string? detail = null) =>
        new(new BatchFileFault(kind, row, column, detail));

    /// <summary>The end of a name, where its extension is.</summary>
    private static string Shorten(string name)
    {
        var text = new StringBuilder();
        foreach (var rune in name.EnumerateRunes().Where(rune => !Rune.IsControl(rune)))
            text.Append(rune);
        return text.Length <= 200 ? text.ToString() : "…" + text.ToString(text.Length - 199, 199);
    }
}

/// <param name="Row">Row of the file, the first being 1.</param>
/// <param name="Cells">From the first column on; empty texts for empty cells.</param>
internal sealed record BatchLine(int Row, IReadOnlyList<string> Cells)
{
    /// <summary>A, B ... Z, AA ... of the place 0, 1 ...</summary>
    public static string Letter(int place) => Exports.XlsxParts.ColumnName(place + 1);
}

/// <summary>Leaves the readers at the first fault; never leaves <see cref="BatchFile.Read"/>.</summary>
internal sealed class BatchFileFaultException(BatchFileFault fault) : Exception(fault.Kind.ToString())
{
    public BatchFileFault Fault { get; } = fault;
}
