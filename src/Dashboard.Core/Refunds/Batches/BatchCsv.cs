using System.Text;

namespace Dashboard.Core.Refunds.Batches;

/// <summary>
/// Comma- or semicolon-separated text by RFC 4180, read strictly: what a lenient reader would repair, it would repair into another amount or another
/// payment.
/// </summary>
internal static class BatchCsv
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static IEnumerable<BatchLine> Read(ReadOnlySpan<byte> bytes)
    {
        var text = Decode(bytes);
        return Lines(text, Separator(text));
    }

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            throw BatchFile.Unusable(BatchFileFaultKind.NotUtf8, detail: "UTF-16");
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            bytes = bytes[3..];
        if (bytes.Contains((byte)0))
            throw BatchFile.Unusable(BatchFileFaultKind.UnknownFormat);
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            var good = System.Text.Unicode.Utf8.IsValid(bytes) ? bytes.Length : FirstInvalid(bytes);
            throw BatchFile.Unusable(BatchFileFaultKind.NotUtf8, bytes[..good].Count((byte)'\n') + 1);
        }
    }

    private static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (at < bytes.Length && Rune.DecodeFromUtf8(bytes[at..], out _, out var length) == System.Buffers.OperationStatus.Done)
            at += length;
        return at;
    }

    /// <summary>Whichever of both the heading has more of; a heading has no quoted separators of its own.</summary>
    private static char Separator(string text)
    {
        var end = text.AsSpan().IndexOfAny('\r', '\n');
        var heading = end < 0 ? text.AsSpan() : text.AsSpan(0, end);
        return heading.Count(';') > heading.Count(',') ? ';' : ',';
    }

    private static IEnumerable<BatchLine> Lines(string text, char separator)
    {
        var at = 0;
        for (var row = 1; at < text.Length; row++)
        {
            var cells = new List<string>();
            bool more;
            do
            {
                // More cells than any file may have would only fill memory.
                if (cells.Count == 64)
                    throw BatchFile.Unusable(BatchFileFaultKind.TooManyCells, row, BatchLine.Letter(cells.Count));
                cells.Add(text.Length > at && text[at] == '"' ? Quoted(text, ref at, row, cells.Count) : Bare(text, ref at, separator, row, cells.Count));
                more = at < text.Length && text[at] == separator;
                if (more)
                    at++;
                else if (at < text.Length && text[at] is not ('\r' or '\n'))
                    throw BatchFile.Unusable(BatchFileFaultKind.BrokenQuotes, row, BatchLine.Letter(cells.Count - 1));
            }
            while (more);

            if (at < text.Length && text[at] == '\r')
                at++;
            if (at < text.Length && text[at] == '\n')
                at++;
            yield return new BatchLine(row, cells);
        }
    }

    private static string Quoted(string text, ref int at, int row, int place)
    {
        var cell = new StringBuilder();
        for (var from = ++at; ; from = at)
        {
            var quote = text.IndexOf('"', from);
            if (quote < 0)
                throw BatchFile.Unusable(BatchFileFaultKind.BrokenQuotes, row, BatchLine.Letter(place));
            cell.Append(text, from, quote - from);
            at = quote + 1;
            if (at == text.Length || text[at] != '"')
                return cell.ToString();
            cell.Append('"');
            at++;
        }
    }

    private static string Bare(string text, ref int at, char separator, int row, int place)
    {
        var length = text.AsSpan(at).IndexOfAny(separator, '\r', '\n');
        var cell = length < 0 ? text[at..] : text.Substring(at, length);
        at += cell.Length;
        return cell.Contains('"', StringComparison.Ordinal) ? throw BatchFile.Unusable(BatchFileFaultKind.BrokenQuotes, row, BatchLine.Letter(place)) : cell;
    }
}
