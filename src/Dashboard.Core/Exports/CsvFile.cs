using CsvHelper;

namespace Dashboard.Core.Exports;

/// <summary>
/// Comma-separated values by RFC 4180 in UTF-8. A text that a spreadsheet would take for a formula gets an apostrophe before it; numbers and times
/// stay bare for machines.
/// </summary>
internal sealed class CsvFile(Stream destination, ExportColumn[] columns, CellWriter cells) : IExportFile
{
    private readonly CsvWriter _csv = CsvWriter.Create(destination, new CsvWriterOptions { BufferSize = 64 * 1024 }, true);
    private byte[] _guarded = new byte[512];

    public async ValueTask BeginAsync(IReadOnlyList<string> headings, CancellationToken cancellationToken)
    {
        foreach (var heading in headings)
            _csv.WriteField(heading);
        await _csv.EndRecordAsync(cancellationToken);
    }

    public async ValueTask WriteAsync(IExportRows rows, CancellationToken cancellationToken)
    {
        for (var index = 0; index < columns.Length; index++)
            Write(rows, index);
        await _csv.EndRecordAsync(cancellationToken);
    }

    public Task EndAsync(IReadOnlyList<(string Name, string Value)> about, CancellationToken cancellationToken) =>
        _csv.FlushAsync(cancellationToken).AsTask();

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _csv.DisposeAsync();
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The reader is gone; what was left in the buffer has nowhere to go.
        }
    }

    /// <summary>The text with an apostrophe before it when a spreadsheet could run it.</summary>
    internal ReadOnlySpan<byte> Guard(ReadOnlySpan<byte> text)
    {
        if (!LooksLikeFormula(text))
            return text;
        if (_guarded.Length <= text.Length)
            _guarded = new byte[text.Length * 2];
        _guarded[0] = (byte)'\'';
        text.CopyTo(_guarded.AsSpan(1));
        return _guarded.AsSpan(0, text.Length + 1);
    }

    private static bool LooksLikeFormula(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            return false;
        if (text[0] is (byte)'=' or (byte)'+' or (byte)'-' or (byte)'@' or (byte)'\t' or (byte)'\r' or (byte)'\n' or 0)
            return true;
        return text[0] == 0xEF && (text.StartsWith("\uFF1D"u8) || text.StartsWith("\uFF0B"u8) || text.StartsWith("\uFF0D"u8)
            || text.StartsWith("\uFF20"u8));
    }

    private void Write(IExportRows rows, int index)
    {
        var column = columns[index];
        if (rows.IsNull(index))
        {
            _csv.WriteField(ReadOnlySpan<byte>.Empty);
            return;
        }

        switch (column.Kind)
        {
            case CellKind.Amount:
                _csv.WriteField(cells.Amount(rows.Number(index), cells.Exponent(rows, column.CurrencyColumn), out _));
                break;
            case CellKind.Id:
                _csv.WriteField(cells.Id(rows.Number(index)));
                break;
            case CellKind.Instant:
                _csv.WriteField(cells.Instant(rows.Number(index)));
                break;
            default:
                _csv.WriteField(Guard(cells.Text(rows, index, column.Kind)));
                break;
        }
    }
}
