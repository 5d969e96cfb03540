using System.Globalization;
using System.Text;

namespace Dashboard.Gate;

public sealed partial record Currency
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>
    /// Reads an amount a person typed. The decimal separator is the culture's; a point is also taken where the culture does not group with it.
    /// Groups must be of three digits. Nothing is rounded and no floating point is involved.
    /// </summary>
    /// <param name="text">The text, perhaps with white space around it and a sign (hyphen or U+2212) before it.</param>
    /// <param name="currency">ISO 4217 code; its exponent decides how many decimals there may be.</param>
    /// <param name="culture">The culture the person types in.</param>
    /// <param name="minorUnits">The amount in minor units, -2^63 to 2^63-1.</param>
    /// <param name="fault">What is wrong, <see cref="AmountFault.None"/> on success.</param>
    public static bool TryParseAmount(string? text, string currency, CultureInfo culture, out long minorUnits, out AmountFault fault)
    {
        ArgumentNullException.ThrowIfNull(culture);
        minorUnits = 0;
        fault = Find(currency) is { } known ? Parse(text.AsSpan().Trim(), known.Exponent, culture.NumberFormat, out minorUnits) : AmountFault.UnknownCurrency;
        return fault == AmountFault.None;
    }

    /// <summary>
    /// The amount for reading: culture's separators, groups of three, as many decimals as the currency has, no code. An unknown currency gives
    /// the plain number of minor units.
    /// </summary>
    /// <param name="minor">Minor units.</param>
    /// <param name="currency">ISO 4217 code.</param>
    /// <param name="culture">The reader's culture.</param>
    /// <param name="minus">The sign of negative amounts; <see cref="MinusSign"/> looks better on screen.</param>
    public static string Format(long minor, string currency, CultureInfo culture, char minus = '-')
    {
        ArgumentNullException.ThrowIfNull(culture);
        return Write(minor, Find(currency)?.Exponent ?? 0, culture.NumberFormat.NumberDecimalSeparator, culture.NumberFormat.NumberGroupSeparator, minus);
    }

    /// <summary>The amount for files and interfaces: point, no groups ("16.60"). An unknown currency gives the plain number of minor units.</summary>
    public static string FormatInvariant(long minor, string currency) => Write(minor, Find(currency)?.Exponent ?? 0, ".", "", '-');

    private static string Write(long minor, int exponent, string point, string group, char minus)
    {
        var digits = (minor < 0 ? (ulong)-(minor + 1) + 1 : (ulong)minor).ToString(Invariant).PadLeft(exponent + 1, '0');
        var whole = digits.Length - exponent;
        var text = new StringBuilder(digits.Length + 12);
        if (minor < 0)
            text.Append(minus);
        for (var i = 0; i < whole; i++)
        {
            if (i > 0 && (whole - i) % 3 == 0)
                text.Append(group);
            text.Append(digits[i]);
        }

        return exponent == 0 ? text.ToString() : text.Append(point).Append(digits, whole, exponent).ToString();
    }

    private static AmountFault Parse(ReadOnlySpan<char> text, int exponent, NumberFormatInfo format, out long minor)
    {
        minor = 0;
        if (text.IsEmpty)
            return AmountFault.Empty;
        var negative = text[0] is '-' or MinusSign;
        if (negative || text[0] == '+')
            text = text[1..];

        var point = FindPoint(text, format, out var pointLength);
        var whole = point < 0 ? text : text[..point];
        var fraction = point < 0 ? default : text[(point + pointLength)..];
        if (whole.IsEmpty || (point >= 0 && fraction.IsEmpty))
            return AmountFault.NotANumber;
        if (fraction.ContainsAnyExceptInRange('0', '9'))
            return AmountFault.NotANumber;

        Span<char> digits = stackalloc char[40];
        var fault = Ungroup(whole, exponent, point >= 0, format, digits, out var count);
        if (fault != AmountFault.None)
            return fault;
        if (fraction.Length > exponent)
            return AmountFault.TooManyDecimals;

        var value = Int128.Zero;
        foreach (var c in digits[..count])
            value = (value * 10) + (c - '0');
        for (var i = 0; i < exponent; i++)
            value = (value * 10) + (i < fraction.Length ? fraction[i] - '0' : 0);
        if (negative)
            value = -value;
        if (value < long.MinValue || value > long.MaxValue)
            return AmountFault.OutOfRange;
        minor = (long)value;
        return AmountFault.None;
    }

    private static int FindPoint(ReadOnlySpan<char> text, NumberFormatInfo format, out int length)
    {
        length = format.NumberDecimalSeparator.Length;
        var at = text.IndexOf(format.NumberDecimalSeparator, StringComparison.Ordinal);
        if (at >= 0 || format.NumberGroupSeparator == ".")
            return at;
        length = 1;
        return text.IndexOf('.');
    }

    private static AmountFault Ungroup(ReadOnlySpan<char> whole, int exponent, bool hasPoint, NumberFormatInfo format, Span<char> digits, out int count)
    {
        count = 0;
        var sinceSeparator = 0;
        var separators = 0;
        var separator = '\0';
        foreach (var c in whole)
        {
            if (char.IsAsciiDigit(c))
            {
                // Leading zeros do not count, so that this many digits are beyond 64 bits for certain.
                if (count == 0 && c == '0' && separators == 0)
                {
                    sinceSeparator++;
                    continue;
                }

                if (count == 30)
                    return AmountFault.OutOfRange;
                digits[count++] = c;
                sinceSeparator++;
                continue;
            }

            if (!IsGroupSeparator(c, format))
                return c is '.' or ',' ? AmountFault.AmbiguousSeparator : AmountFault.NotANumber;
            if ((separators == 0 ? sinceSeparator is < 1 or > 3 : sinceSeparator != 3) || (separators > 0 && c != separator))
                return AmountFault.AmbiguousSeparator;
            separator = c;
            separators++;
            sinceSeparator = 0;
        }

        if (separators > 0 && sinceSeparator != 3)
            return AmountFault.AmbiguousSeparator;
        // "1,234" of a currency with three decimals: a thousand, or one and a bit? Two people would answer differently.
        return separators == 1 && !hasPoint && exponent == 3 && (separator is '.' or ',')
            ? AmountFault.AmbiguousSeparator
            : AmountFault.None;
    }

    private static bool IsGroupSeparator(char c, NumberFormatInfo format) =>
        format.NumberGroupSeparator.Contains(c, StringComparison.Ordinal) || c is ' ' or '\u00a0' or '\u202f' or '\u2009';
}
