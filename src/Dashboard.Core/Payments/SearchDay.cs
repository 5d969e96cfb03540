using System.Globalization;

namespace Dashboard.Core.Payments;

/// <summary>Reads the days at the end of a search: "today", "вчера", "last week", "12 Nov", "12.11.2026", "2026-11-12".</summary>
internal static class SearchDay
{
    private static readonly string[] Formats = ["yyyy-M-d", "d.M.yyyy", "d/M/yyyy"];

    private static readonly (string Words, Func<DateOnly, Period> Period)[] Phrases =
    [
        ("last week", LastWeek), ("прошлая неделя", LastWeek), ("прошлой неделе", LastWeek), ("на прошлой неделе", LastWeek),
        ("this week", ThisWeek), ("эта неделя", ThisWeek), ("на этой неделе", ThisWeek),
        ("today", _ => new Period(PeriodWord.Today)), ("сегодня", _ => new Period(PeriodWord.Today)),
        ("yesterday", _ => new Period(PeriodWord.Yesterday)), ("вчера", _ => new Period(PeriodWord.Yesterday)),
        ("day before yesterday", today => Period.Days(today.AddDays(-2), today.AddDays(-2))),
        ("позавчера", today => Period.Days(today.AddDays(-2), today.AddDays(-2))),
    ];

    private static readonly string[][] Months =
    [
        ["january", "январь", "января"], ["february", "февраль", "февраля"], ["march", "март", "марта"], ["april", "апрель", "апреля"],
        ["may", "май", "мая"], ["june", "июнь", "июня"], ["july", "июль", "июля"], ["august", "август", "августа"],
        ["september", "сентябрь", "сентября"], ["october", "октябрь", "октября"], ["november", "ноябрь", "ноября"], ["december", "декабрь", "декабря"],
    ];

    /// <summary>Takes the days away from the end of the words; null when there are none.</summary>
    /// <param name="words">The search in words.</param>
    /// <param name="today">Today for the person who types.</param>
    /// <param name="rest">The words before the days.</param>
    public static Period? Take(IReadOnlyList<string> words, DateOnly today, out IReadOnlyList<string> rest)
    {
        for (var length = Math.Min(4, words.Count); length > 0; length--)
        {
            var start = words.Count - length;
            var phrase = string.Join(' ', words.Skip(start)).ToLowerInvariant();
            if (Read(phrase, today) is not { } period)
                continue;
            rest = [.. words.Take(start)];
            return period;
        }

        rest = words;
        return null;
    }

    private static Period? Read(string phrase, DateOnly today)
    {
        foreach (var (words, period) in Phrases)
        {
            if (words == phrase)
                return period(today);
        }

        if (DateOnly.TryParseExact(phrase, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return Period.Days(day, day);
        return Named(phrase.Split(' '), today);
    }

    /// <summary>"12 nov", "nov 12", "12 ноября 2026".</summary>
    private static Period? Named(string[] words, DateOnly today)
    {
        if (words.Length is < 2 or > 3)
            return null;
        var (dayWord, monthWord) = char.IsAsciiDigit(words[0][0]) ? (words[0], words[1]) : (words[1], words[0]);
        if (!int.TryParse(dayWord.TrimEnd(','), NumberStyles.None, CultureInfo.InvariantCulture, out var day) || Month(monthWord) is not { } month)
            return null;
        var year = today.Year;
        if (words.Length == 3 && (words[2].Length != 4 || !int.TryParse(words[2], NumberStyles.None, CultureInfo.InvariantCulture, out year) || year < 1970))
            return null;
        if (day < 1 || day > DateTime.DaysInMonth(year, month))
            return null;
        var date = new DateOnly(year, month, day);
        if (words.Length == 2 && date > today)
            date = day <= DateTime.DaysInMonth(year - 1, month) ? new DateOnly(year - 1, month, day) : date;
        return Period.Days(date, date);
    }

    private static int? Month(string word)
    {
        word = word.TrimEnd('.', ',');
        if (word.Length < 3)
            return null;
        for (var month = 0; month < Months.Length; month++)
        {
            if (Months[month].Any(name => name == word || (word.Length is 3 or 4 && name.StartsWith(word, StringComparison.Ordinal))))
                return month + 1;
        }

        return null;
    }

    private static Period LastWeek(DateOnly today)
    {
        var monday = Monday(today).AddDays(-7);
        return Period.Days(monday, monday.AddDays(6));
    }

    private static Period ThisWeek(DateOnly today) => Period.Days(Monday(today), today);

    private static DateOnly Monday(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
}
