using System.Globalization;

namespace Dashboard.Core.Payments;

/// <summary>
/// The names under which addresses and the command line carry a filter (<c>?status=decline&amp;period=last7</c>, <c>--status decline --period
/// last7</c>), and the reading they share. Lists repeat the name. Whatever cannot be used is left out and told; nothing throws.
/// </summary>
public sealed class FilterText
{
    public const string Status = "status";
    public const string Type = "type";
    public const string Method = "method";
    public const string Currency = "currency";
    public const string Code = "code";
    public const string Project = "project";
    public const string PeriodName = "period";
    public const string First = "from";
    public const string Last = "to";
    public const string Search = "q";
    public const string Refund = "refund";
    public const string MinAmount = "min";
    public const string MaxAmount = "max";
    public const string AccountEnd = "account";
    public const string View = "view";
    public const string Rows = "rows";

    /// <summary>Values of one list.</summary>
    public const int MostValues = 50;

    /// <summary>Characters of one value.</summary>
    public const int MostLength = 255;

    private const string Day = "yyyy-MM-dd";
    private const string Instant = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'";

    private readonly ILookup<string, string> _values;
    private readonly List<FilterFault> _faults = [];

    public FilterText(IEnumerable<KeyValuePair<string, string>> values) =>
        _values = values.Where(pair => !string.IsNullOrWhiteSpace(pair.Value))
            .ToLookup(pair => pair.Key, pair => pair.Value.Trim(), StringComparer.Ordinal);

    public IReadOnlyList<FilterFault> Faults => _faults;

    /// <summary>Values without repeats, in the order they came.</summary>
    public IReadOnlyList<string> List(string key)
    {
        var usable = new List<string>();
        foreach (var value in _values[key].Distinct(StringComparer.Ordinal))
        {
            if (value.Length > MostLength)
                Fault(key, value, FilterFaultKind.TooLong);
            else if (usable.Count == MostValues)
                Fault(key, value, FilterFaultKind.TooMany);
            else
                usable.Add(value);
        }

        return usable;
    }

    public IReadOnlyList<string> Currencies()
    {
        var codes = List(Currency);
        foreach (var code in codes.Where(code => !IsCurrency(code)))
            Fault(Currency, code, FilterFaultKind.NotACurrency);
        return [.. codes.Where(IsCurrency)];
    }

    public IReadOnlyList<long> Numbers(string key)
    {
        var numbers = new List<long>();
        foreach (var value in List(key))
        {
            if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                Fault(key, value, FilterFaultKind.NotANumber);
            else if (!numbers.Contains(number))
                numbers.Add(number);
        }

        return numbers;
    }

    /// <summary>One whole number, not below zero.</summary>
    public long? Number(string key)
    {
        if (One(key) is not { } value)
            return null;
        if (long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number;
        Fault(key, value, FilterFaultKind.NotANumber);
        return null;
    }

    /// <summary>Exactly so many digits.</summary>
    public string? Digits(string key, int count)
    {
        if (One(key) is not { } value)
            return null;
        if (value.Length == count && value.All(char.IsAsciiDigit))
            return value;
        Fault(key, value, FilterFaultKind.NotDigits);
        return null;
    }

    public IReadOnlyList<RefundStanding> Refunds()
    {
        var standings = new List<RefundStanding>();
        foreach (var value in List(Refund))
        {
            var found = Enum.GetValues<RefundStanding>().Where(standing => NameOf(standing) == value).ToList();
            if (found.Count == 0)
                Fault(Refund, value, FilterFaultKind.UnknownRefundStanding);
            standings.AddRange(found);
        }

        return standings;
    }

    internal static string NameOf(RefundStanding standing) => standing.ToString().ToLowerInvariant();

    /// <summary>One of some words.</summary>
    public string? OneOf(string key, IReadOnlyCollection<string> words)
    {
        if (One(key) is not { } value || words.Contains(value, StringComparer.Ordinal))
            return One(key);
        Fault(key, value, FilterFaultKind.UnknownWord);
        return null;
    }

    public string? One(string key)
    {
        var value = _values[key].FirstOrDefault();
        if (value is not { Length: > MostLength })
            return value;
        Fault(key, value, FilterFaultKind.TooLong);
        return null;
    }

    /// <summary>The period in words or days, or bare instants.</summary>
    public (Period? Period, DateTimeOffset? From, DateTimeOffset? Until) Span(TimeZoneInfo zone, DateTimeOffset now)
    {
        var first = End(First, out var from);
        var last = End(Last, out var until);
        Period? period = null;
        if (One(PeriodName) is { } name)
        {
            if (WordOf(name) is not { } word)
                Fault(PeriodName, name, FilterFaultKind.UnknownPeriod);
            else if (first is not null || last is not null || from is not null || until is not null)
                Fault(PeriodName, name, FilterFaultKind.TwoPeriods);
            else
                period = new Period(word);
        }
        else if (last < first || until <= from)
        {
            Fault(Last, One(Last)!, FilterFaultKind.EndsBeforeStart);
            return default;
        }
        else if (first is not null || last is not null)
        {
            period = Period.Days(first, last);
        }

        if (period is null)
            return (null, from, until);
        var (start, end) = period.Resolve(zone, now);
        // A day at one end and an instant at the other: each counts as it is written.
        if (from is null && until is null)
            return (period, start, end);
        (from, until) = (start ?? from, end ?? until);
        if (until > from)
            return (null, from, until);
        Fault(Last, One(Last)!, FilterFaultKind.EndsBeforeStart);
        return default;
    }

    /// <summary>The same, save that days named in the search are the period that is meant.</summary>
    public (Period? Period, DateTimeOffset? From, DateTimeOffset? Until) Span(string? search, TimeZoneInfo zone, DateTimeOffset now)
    {
        var chosen = Span(zone, now);
        if (SearchText.Parse(search, DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime)).Day is not { } day)
            return chosen;
        var (from, until) = day.Resolve(zone, now);
        return (day, from, until);
    }

    /// <summary>The same names again; the inverse of the reading.</summary>
    internal static IEnumerable<KeyValuePair<string, string>> Write(Period? period, DateTimeOffset? from, DateTimeOffset? until)
    {
        if (period is { Word: not PeriodWord.Days })
            yield return new(PeriodName, NameOf(period.Word));
        else if (period is not null)
        {
            if (period.First is { } first)
                yield return new(First, first.ToString(Day, CultureInfo.InvariantCulture));
            if (period.Last is { } last)
                yield return new(Last, last.ToString(Day, CultureInfo.InvariantCulture));
        }
        else
        {
            if (from is { } start)
                yield return new(First, start.UtcDateTime.ToString(Instant, CultureInfo.InvariantCulture));
            if (until is { } end)
                yield return new(Last, end.UtcDateTime.ToString(Instant, CultureInfo.InvariantCulture));
        }
    }

    internal static IEnumerable<KeyValuePair<string, string>> Write(string key, IEnumerable<string> values) =>
        values.Select(value => KeyValuePair.Create(key, value));

    internal static IEnumerable<KeyValuePair<string, string>> Write(string key, IEnumerable<long> values) =>
        Write(key, values.Select(value => value.ToString(CultureInfo.InvariantCulture)));

    private static PeriodWord? WordOf(string name) => name switch
    {
        "today" => PeriodWord.Today,
        "yesterday" => PeriodWord.Yesterday,
        "last7" => PeriodWord.Last7,
        "last30" => PeriodWord.Last30,
        "last90" => PeriodWord.Last90,
        _ => null,
    };

    private static string NameOf(PeriodWord word) => word.ToString().ToLowerInvariant();

    private static bool IsCurrency(string code) => code.Length == 3 && code.All(char.IsAsciiLetterUpper);

    private DateOnly? End(string key, out DateTimeOffset? instant)
    {
        instant = null;
        if (One(key) is not { } text)
            return null;
        if (DateOnly.TryParseExact(text, Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return day;
        if (text.Contains('T', StringComparison.Ordinal)
            && DateTimeOffset.TryParseExact(
                text, [Instant, "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm'Z'"], CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var parsed))
        {
            instant = parsed;
            return null;
        }

        Fault(key, text, FilterFaultKind.NotADate);
        return null;
    }

    private void Fault(string key, string value, FilterFaultKind kind) => _faults.Add(new(key, value[..Math.Min(64, value.Length)], kind));
}
