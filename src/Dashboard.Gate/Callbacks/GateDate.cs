using System.Globalization;

namespace Dashboard.Gate;

/// <summary>The platform's times: <c>yyyy-MM-dd'T'HH:mm:ss</c> and an offset, <c>+0000</c> or <c>+00:00</c> (page en_Gate_Formats).</summary>
public static class GateDate
{
    private const int LocalLength = 19;

    /// <summary>The instant in UTC, or null when the text is anything else. Never throws.</summary>
    public static DateTimeOffset? Parse(string? text)
    {
        if (text is null || text.Length is not (24 or 25) || text[LocalLength] is not ('+' or '-'))
            return null;
        ReadOnlySpan<char> t = text;
        var colon = text.Length == 25 ? 1 : 0;
        if (t[4] != '-' || t[7] != '-' || t[10] != 'T' || t[13] != ':' || t[16] != ':' || (colon == 1 && t[22] != ':'))
            return null;
        if (!Digits(t[..4], out var year) || !Digits(t[5..7], out var month) || !Digits(t[8..10], out var day)
            || !Digits(t[11..13], out var hour) || !Digits(t[14..16], out var minute) || !Digits(t[17..19], out var second)
            || !Digits(t[20..22], out var offsetHours) || !Digits(t[(22 + colon)..], out var offsetMinutes))
        {
            return null;
        }

        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 59 || offsetHours > 14 || offsetMinutes > 59)
        {
            return null;
        }

        var local = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).Ticks;
        var offset = ((offsetHours * 60L) + offsetMinutes) * TimeSpan.TicksPerMinute;
        var utc = t[LocalLength] == '+' ? local - offset : local + offset;
        return utc < DateTime.MinValue.Ticks || utc > DateTime.MaxValue.Ticks ? null : new DateTimeOffset(utc, TimeSpan.Zero);
    }

    /// <summary>The instant as the platform writes it, in UTC with <c>+0000</c>.</summary>
    public static string Format(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'+0000'", CultureInfo.InvariantCulture);

    private static bool Digits(ReadOnlySpan<char> text, out int value)
    {
        value = 0;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c))
                return false;
            value = (value * 10) + c - '0';
        }

        return true;
    }
}
