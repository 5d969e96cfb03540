namespace Dashboard.Core.Payments;

public sealed partial record PaymentFilter
{
    /// <summary>Lists that differ by reference but not by content make the same filter.</summary>
    public bool Equals(PaymentFilter? other) =>
        other is not null && From == other.From && Until == other.Until && ToQuery().SequenceEqual(other.ToQuery());

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var pair in ToQuery())
            hash.Add(pair);
        return hash.ToHashCode();
    }

    /// <summary>The filter as names and values, the same for addresses and the command line; see <see cref="FilterText"/>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ToQuery() =>
    [
        .. FilterText.Write(FilterText.Search, string.IsNullOrWhiteSpace(Search) ? [] : [Search.Trim()]),
        .. FilterText.Write(FilterText.Status, Statuses),
        .. FilterText.Write(FilterText.Type, Types),
        .. FilterText.Write(FilterText.Method, Methods),
        .. FilterText.Write(FilterText.Currency, Currencies),
        .. FilterText.Write(FilterText.Code, Codes),
        .. FilterText.Write(FilterText.Project, Projects),
        .. FilterText.Write(FilterText.Refund, [.. Refunds.Select(FilterText.NameOf)]),
        .. FilterText.Write(FilterText.MinAmount, MinAmount is { } least ? [least] : []),
        .. FilterText.Write(FilterText.MaxAmount, MaxAmount is { } most ? [most] : []),
        .. FilterText.Write(FilterText.AccountEnd, AccountEnd is { } end ? [end] : []),
        .. FilterText.Write(FilterText.Rows, Rows),
        .. FilterText.Write(Period, From, Until),
    ];

    /// <summary>Reads names and values that may come from anybody. What cannot be used is left out and told.</summary>
    /// <param name="values">A name may come several times.</param>
    /// <param name="zone">Zone of the person who asks: decides where days begin.</param>
    /// <param name="now">Decides which day is today.</param>
    public static FilterReading<PaymentFilter> FromQuery(IEnumerable<KeyValuePair<string, string>> values, TimeZoneInfo zone, DateTimeOffset now)
    {
        var text = new FilterText(values);
        var search = text.One(FilterText.Search);
        var (period, from, until) = text.Span(search, zone, now);
        return new(
            new PaymentFilter
            {
                Search = search,
                Statuses = text.List(FilterText.Status),
                Types = text.List(FilterText.Type),
                Methods = text.List(FilterText.Method),
                Currencies = text.Currencies(),
                Codes = text.List(FilterText.Code),
                Projects = text.Numbers(FilterText.Project),
                Refunds = text.Refunds(),
                MinAmount = text.Number(FilterText.MinAmount),
                MaxAmount = text.Number(FilterText.MaxAmount),
                AccountEnd = text.Digits(FilterText.AccountEnd, Payment.AccountEndLength),
                Period = period,
                From = from,
                Until = until,
            },
            text.Faults);
    }
}
