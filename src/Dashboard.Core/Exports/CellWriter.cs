using System.Buffers.Text;
using System.Text;
using Dashboard.Gate;

namespace Dashboard.Core.Exports;

/// <summary>What the cells of a row say, in UTF-8, the same for every format. One for each file; not for several threads.</summary>
internal sealed class CellWriter(TimeZoneInfo zone)
{
    private const long Quarter = 15 * 60 * 1000;

    private readonly Dictionary<int, int> _exponents = [];
    private byte[] _scratch = new byte[512];
    private long _quarter = long.MinValue;
    private long _offset;

    /// <summary>Digits of the currency in a column; null when there is none or ISO 4217 does not know it.</summary>
    public int Exponent(IExportRows rows, int currencyColumn)
    {
        if (rows.IsNull(currencyColumn))
            return 0;
        var code = rows.Text(currencyColumn);
        if (code.Length != 3)
            return 0;
        var key = (code[0] << 16) | (code[1] << 8) | code[2];
        if (!_exponents.TryGetValue(key, out var exponent))
            _exponents.Add(key, exponent = Currency.Find(Encoding.ASCII.GetString(code))?.Exponent ?? 0);
        return exponent;
    }

    /// <summary>An amount with a point and as many decimals as its currency has; <paramref name="digits"/> counts its figures.</summary>
    public ReadOnlySpan<byte> Amount(long minor, int exponent, out int digits)
    {
        Span<byte> plain = stackalloc byte[20];
        Utf8Formatter.TryFormat(minor < 0 ? (ulong)-(minor + 1) + 1 : (ulong)minor, plain, out digits);
        var target = _scratch.AsSpan();
        var length = 0;
        if (minor < 0)
            target[length++] = (byte)'-';
        for (var place = Math.Max(digits, exponent + 1); place > 0; place--)
        {
            if (place == exponent)
                target[length++] = (byte)'.';
            target[length++] = place > digits ? (byte)'0' : plain[digits - place];
        }

        return target[..length];
    }

    public ReadOnlySpan<byte> Id(long number)
    {
        Utf8Formatter.TryFormat(number, _scratch, out var length);
        return _scratch.AsSpan(0, length);
    }

    /// <summary>Milliseconds since 1970 on the clocks of the zone.</summary>
    public long Local(long milliseconds)
    {
        // Offsets change at whole quarters only.
        var quarter = Math.DivRem(milliseconds, Quarter, out var rest) - (rest < 0 ? 1 : 0);
        if (quarter != _quarter)
        {
            _quarter = quarter;
            _offset = (long)zone.GetUtcOffset(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)).TotalMilliseconds;
        }

        return milliseconds + _offset;
    }

    /// <summary><c>2026-03-02 09:00:00</c> on the clocks of the zone.</summary>
    public ReadOnlySpan<byte> Instant(long milliseconds)
    {
        DateTimeOffset.FromUnixTimeMilliseconds(Local(milliseconds)).TryFormat(
            _scratch, out var length, "yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
        return _scratch.AsSpan(0, length);
    }

    /// <summary>A text as it may leave: accounts cut to their end, card numbers in people's words hidden.</summary>
    public ReadOnlySpan<byte> Text(IExportRows rows, int column, CellKind kind)
    {
        var text = rows.Text(column);
        if (kind == CellKind.Account)
            return Encode(AccountMask.Tail(Encoding.UTF8.GetString(text)) ?? "");
        return kind == CellKind.FreeText && CountDigits(text) >= 13 ? Encode(AccountMask.CardNumbers(Encoding.UTF8.GetString(text))) : text;
    }

    private static int CountDigits(ReadOnlySpan<byte> text)
    {
        var count = 0;
        foreach (var one in text)
        {
            if (one is >= (byte)'0' and <= (byte)'9')
                count++;
        }

        return count;
    }

    private ReadOnlySpan<byte> Encode(string text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (_scratch.Length < most)
            _scratch = new byte[most];
        return _scratch.AsSpan(0, Encoding.UTF8.GetBytes(text, _scratch));
    }
}
