using Dashboard.Core.Callbacks;
using Dashboard.Core.Payments;

namespace Dashboard.Core.Journal;

/// <summary>Which messages of the journal are meant. Empty lists do not restrict.</summary>
public sealed record CallbackFilter : IListFilter
{
    /// <summary>How an address says <see cref="Refused"/>.</summary>
    public const string RefusedName = "refused";

    private const string VerdictName = "verdict";

    public CallbackVerdict? Verdict { get; init; }

    /// <summary>What was turned away instead, which no journal holds; see <see cref="CallbackRejections"/>.</summary>
    public bool Refused { get; init; }

    public IReadOnlyList<long> Projects { get; init; } = [];

    /// <inheritdoc cref="PaymentFilter.Period"/>
    public Period? Period { get; init; }

    /// <summary>First instant included; compared with the time of receipt.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>First instant no longer included.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>What <see cref="SearchText"/> reads as ids: the messages about the payments that it names.</summary>
    public string? Search { get; init; }

    internal SearchText Searched => SearchText.Parse(Search, PaymentFilter.AnyDay);

    /// <inheritdoc cref="PaymentFilter.IgnoresPeriod"/>
    public bool IgnoresPeriod => (From ?? Until) is not null && Searched.IgnoresPeriod;

    /// <summary>Lists that differ by reference but not by content make the same filter.</summary>
    public bool Equals(CallbackFilter? other) =>
        other is not null && From == other.From && Until == other.Until && ToQuery().SequenceEqual(other.ToQuery());

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var pair in ToQuery())
            hash.Add(pair);
        return hash.ToHashCode();
    }

    public IReadOnlyList<KeyValuePair<string, string>> ToQuery() =>
    [
        .. FilterText.Write(VerdictName, Refused ? [RefusedName] : Verdict is { } verdict ? [NameOf(verdict)] : []),
        .. FilterText.Write(FilterText.Search, string.IsNullOrWhiteSpace(Search) ? [] : [Search.Trim()]),
        .. FilterText.Write(FilterText.Project, Projects),
        .. FilterText.Write(Period, From, Until),
    ];

    /// <summary>Reads names and values that may come from anybody. What cannot be used is left out and told.</summary>
    /// <param name="values">A name may come several times.</param>
    /// <param name="zone">Zone of the person who asks: decides where days begin.</param>
    /// <param name="now">Decides which day is today.</param>
    public static FilterReading<CallbackFilter> FromQuery(IEnumerable<KeyValuePair<string, string>> values, TimeZoneInfo zone, DateTimeOffset now)
    {
        var text = new FilterText(values);
        var search = text.One(FilterText.Search);
        var (period, from, until) = text.Span(search, zone, now);
        var name = text.OneOf(VerdictName, [RefusedName, .. Enum.GetValues<CallbackVerdict>().Select(NameOf)]);
        return new(
            new CallbackFilter
            {
                Verdict = Enum.GetValues<CallbackVerdict>().Where(verdict => NameOf(verdict) == name).Select(verdict => (CallbackVerdict?)verdict).FirstOrDefault(),
                Refused = name == RefusedName,
                Search = search,
                Projects = text.Numbers(FilterText.Project),
                Period = period,
                From = from,
                Until = until,
            },
            text.Faults);
    }

    private static string NameOf(CallbackVerdict verdict) => verdict.ToString().ToLowerInvariant();
}
