using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Dashboard.Gate;

/// <summary>
/// The text PHP gives a JSON number once it has been decoded: an integer that fits 64 bits keeps its digits, everything else becomes a float
/// printed with 14 significant digits (<c>10000.0</c> is signed as <c>10000</c>). Used for signatures only, never for money.
/// </summary>
internal static class PhpNumber
{
    private const int Digits = 14;

    public static bool IsPlainInteger(ReadOnlySpan<byte> token) =>
        Utf8Parser.TryParse(token, out long _, out var used) && used == token.Length;

    public static string Write(ReadOnlySpan<byte> token)
    {
        if (IsPlainInteger(token))
            return Encoding.ASCII.GetString(token);

        var value = double.Parse(token, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (double.IsInfinity(value))
            return value > 0 ? "INF" : "-INF";
        if (value == 0)
            return double.IsNegative(value) ? "-0" : "0";

        var exact = Math.Abs(value).ToString("E" + (Digits - 1), CultureInfo.InvariantCulture);
        var mark = exact.IndexOf('E', StringComparison.Ordinal);
        var digits = string.Concat(exact.AsSpan(0, 1), exact.AsSpan(2, mark - 2)).TrimEnd('0');
        var exponent = int.Parse(exact.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return (value < 0 ? "-" : "") + Place(digits, exponent);
    }

    private static string Place(string digits, int exponent)
    {
        if (exponent is < -4 or >= Digits)
        {
            var rest = digits.Length > 1 ? digits[1..] : "0";
            var sign = exponent < 0 ? '-' : '+';
            return string.Create(CultureInfo.InvariantCulture, $"{digits[0]}.{rest}E{sign}{Math.Abs(exponent)}");
        }

        if (exponent < 0)
            return "0." + new string('0', -exponent - 1) + digits;
        return digits.Length <= exponent + 1
            ? digits.PadRight(exponent + 1, '0')
            : digits[..(exponent + 1)] + "." + digits[(exponent + 1)..];
    }
}
