using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Dashboard.Core.Exports;

/// <summary>
/// A workbook written straight into its archive: rows go out as they come, texts stand in their cells, nothing is kept. Amounts and times are
/// typed, ids are text, no cell is ever a formula. A full sheet is followed by another one.
/// </summary>
internal sealed class XlsxFile : IExportFile
{
    /// <summary>Rows of a sheet that spreadsheets take, the heading included.</summary>
    public const int MostRows = 1_048_576;

    private const int DrainAt = 128 * 1024;

    private readonly Stream _destination;
    private readonly ExportColumn[] _columns;
    private readonly CellWriter _cells;
    private readonly int _mostRows;
    private readonly StagingStream _staging = new();
    private readonly ZipArchive _archive;
    private readonly ArrayBufferWriter<byte> _xml = new(64 * 1024);
    private IReadOnlyList<string> _headings = [];
    private Stream? _sheet;
    private int _sheets;
    private int _rows;

    public XlsxFile(Stream destination, ExportColumn[] columns, CellWriter cells, int mostRows = MostRows)
    {
        (_destination, _columns, _cells, _mostRows) = (destination, columns, cells, mostRows);
        _archive = new ZipArchive(_staging, ZipArchiveMode.Create, leaveOpen: true);
    }

    public ValueTask BeginAsync(IReadOnlyList<string> headings, CancellationToken cancellationToken)
    {
        _headings = headings;
        BeginSheet();
        return ValueTask.CompletedTask;
    }

    public ValueTask WriteAsync(IExportRows rows, CancellationToken cancellationToken)
    {
        if (_rows == _mostRows)
        {
            EndSheet();
            BeginSheet();
        }

        _xml.Write("<row>"u8);
        for (var index = 0; index < _columns.Length; index++)
            Write(rows, index);
        _xml.Write("</row>"u8);
        _rows++;
        return _xml.WrittenCount < DrainAt ? ValueTask.CompletedTask : new ValueTask(DrainAsync(cancellationToken));
    }

    public async Task EndAsync(IReadOnlyList<(string Name, string Value)> about, CancellationToken cancellationToken)
    {
        EndSheet();
        WriteAbout(about);
        foreach (var (name, content) in XlsxParts.Around(_sheets))
        {
            using var part = _archive.CreateEntry(name, CompressionLevel.Fastest).Open();
            part.Write(Encoding.UTF8.GetBytes(content));
        }

        _archive.Dispose();
        await _staging.DrainAsync(_destination, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_sheet is not null)
            await _sheet.DisposeAsync();
        _archive.Dispose();
        await _staging.DisposeAsync();
    }

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        FlushXml();
        if (_staging.Held > 0)
            await _staging.DrainAsync(_destination, cancellationToken);
    }

    private void FlushXml()
    {
        _sheet!.Write(_xml.WrittenSpan);
        _xml.ResetWrittenCount();
    }

    private void BeginSheet()
    {
        _sheets++;
        _sheet = _archive.CreateEntry(XlsxParts.SheetName(_sheets), CompressionLevel.Fastest).Open();
        _xml.Write(Encoding.UTF8.GetBytes(XlsxParts.SheetHead(_columns)));
        WriteTextRow(_headings, XlsxParts.HeadingStyle);
        _rows = 1;
    }

    private void EndSheet()
    {
        _xml.Write("</sheetData>"u8);
        _xml.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"<autoFilter ref=\"A1:{XlsxParts.ColumnName(_columns.Length)}{_rows}\"/></worksheet>")));
        FlushXml();
        _sheet!.Dispose();
        _sheet = null;
    }

    private void WriteAbout(IReadOnlyList<(string Name, string Value)> about)
    {
        _sheet = _archive.CreateEntry(XlsxParts.SheetName(_sheets + 1), CompressionLevel.Fastest).Open();
        _xml.Write(Encoding.UTF8.GetBytes(XlsxParts.AboutHead));
        foreach (var (name, value) in about)
            WriteTextRow([name, value], 0);
        _xml.Write("</sheetData></worksheet>"u8);
        FlushXml();
        _sheet.Dispose();
        _sheet = null;
    }

    private void WriteTextRow(IReadOnlyList<string> texts, int style)
    {
        _xml.Write("<row>"u8);
        foreach (var text in texts)
            WriteText(Encoding.UTF8.GetBytes(text), style);
        _xml.Write("</row>"u8);
    }

    private void Write(IExportRows rows, int index)
    {
        var column = _columns[index];
        if (rows.IsNull(index))
        {
            _xml.Write("<c/>"u8);
            return;
        }

        switch (column.Kind)
        {
            case CellKind.Amount:
                var exponent = _cells.Exponent(rows, column.CurrencyColumn);
                var amount = _cells.Amount(rows.Number(index), exponent, out var digits);
                // A spreadsheet keeps 15 figures of a number; more would be changed silently.
                if (digits > 15)
                    WriteText(amount, 0);
                else
                    WriteNumber(amount, XlsxParts.AmountStyle(exponent));
                break;
            case CellKind.Id:
                WriteText(_cells.Id(rows.Number(index)), 0);
                break;
            case CellKind.Instant:
                WriteInstant(_cells.Local(rows.Number(index)));
                break;
            default:
                WriteText(_cells.Text(rows, index, column.Kind), 0);
                break;
        }
    }

    private void WriteNumber(ReadOnlySpan<byte> number, int style)
    {
        _xml.Write("<c s=\""u8);
        WriteInteger(style);
        _xml.Write("\"><v>"u8);
        _xml.Write(number);
        _xml.Write("</v></c>"u8);
    }

    /// <summary>Days since the end of 1899 with the part of the day, which is how spreadsheets count time.</summary>
    private void WriteInstant(long localMilliseconds)
    {
        const long day = 24 * 60 * 60 * 1000;
        var days = Math.DivRem(localMilliseconds, day, out var rest);
        _xml.Write("<c s=\""u8);
        WriteInteger(XlsxParts.InstantStyle);
        _xml.Write("\"><v>"u8);
        WriteInteger(days + 25_569);
        _xml.Write("."u8);
        var span = _xml.GetSpan(16);
        Utf8Formatter.TryFormat(rest * 10_000_000_000 / day, span, out var written, new StandardFormat('D', 10));
        _xml.Advance(written);
        _xml.Write("</v></c>"u8);
    }

    private void WriteInteger(long number)
    {
        var span = _xml.GetSpan(20);
        Utf8Formatter.TryFormat(number, span, out var written);
        _xml.Advance(written);
    }

    private void WriteText(ReadOnlySpan<byte> text, int style)
    {
        _xml.Write("<c t=\"inlineStr\""u8);
        if (style != 0)
        {
            _xml.Write(" s=\""u8);
            WriteInteger(style);
            _xml.Write("\""u8);
        }

        _xml.Write("><is><t xml:space=\"preserve\">"u8);
        XlsxParts.WriteEscaped(_xml, text);
        _xml.Write("</t></is></c>"u8);
    }
}
