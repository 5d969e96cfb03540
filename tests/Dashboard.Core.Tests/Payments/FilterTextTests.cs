using Dashboard.Core.Operations;
using Dashboard.Core.Payments;
using Dashboard.TestKit;

namespace Dashboard.Core.Tests.Payments;

public sealed class FilterTextTests
{
    private static readonly TimeZoneInfo Riga = TimeZoneInfo.FindSystemTimeZoneById("Europe/Riga");
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void PaymentFilter_WrittenAndRead_IsTheSame() => Property.Check(seed: 20_260_302, cases: 500, Payment, filter =>
    {
        var reading = PaymentFilter.FromQuery(filter.ToQuery(), Riga, Now);
        Assert.Empty(reading.Faults);
        Assert.Equal(filter, reading.Filter);
        Assert.Equal((filter.Period, filter.From, filter.Until), (reading.Filter.Period, reading.Filter.From, reading.Filter.Until));
    });

    [Fact]
    public void OperationFilter_WrittenAndRead_IsTheSame() => Property.Check(seed: 20_260_303, cases: 500, Operation, filter =>
    {
        var reading = OperationFilter.FromQuery(filter.ToQuery(), Riga, Now);
        Assert.Empty(reading.Faults);
        Assert.Equal(filter, reading.Filter);
    });

    /// <summary>Whatever an address holds, it gives a filter that can be written and read again without a fault.</summary>
    [Fact]
    public void FromQuery_AnyText_GivesAUsableFilter() => Property.Check(seed: 1, cases: 2000, Anything, values =>
    {
        var reading = PaymentFilter.FromQuery(values, Riga, Now);
        var again = PaymentFilter.FromQuery(reading.Filter.ToQuery(), Riga, Now);
        Assert.Empty(again.Faults);
        Assert.Equal(reading.Filter, again.Filter);
        Assert.All(reading.Faults, fault => Assert.NotEqual("", fault.ToString()));
    });

    [Theory]
    [InlineData("period", "tomorrow", FilterFaultKind.UnknownPeriod)]
    [InlineData("from", "2026-02-30", FilterFaultKind.NotADate)]
    [InlineData("to", "yesterday", FilterFaultKind.NotADate)]
    [InlineData("from", "2026-03-01T25:00:00Z", FilterFaultKind.NotADate)]
    [InlineData("currency", "euro", FilterFaultKind.NotACurrency)]
    [InlineData("project", "386; drop table", FilterFaultKind.NotANumber)]
    [InlineData("project", "99999999999999999999", FilterFaultKind.NotANumber)]
    public void FromQuery_BadValue_IsToldAndLeftOut(string key, string value, FilterFaultKind kind)
    {
        var reading = PaymentFilter.FromQuery([new(key, value), new("status", "success")], Riga, Now);
        var fault = Assert.Single(reading.Faults);
        Assert.Equal((key, value, kind), (fault.Key, fault.Value, fault.Kind));
        Assert.StartsWith(key + ":", fault.ToString(), StringComparison.Ordinal);
        Assert.Equal(new PaymentFilter { Statuses = ["success"] }, reading.Filter);
    }

    [Fact]
    public void FromQuery_DaysBackwards_AreToldAndLeftOut()
    {
        var reading = PaymentFilter.FromQuery([new("from", "2026-03-02"), new("to", "2026-03-01")], Riga, Now);
        Assert.Equal(FilterFaultKind.EndsBeforeStart, Assert.Single(reading.Faults).Kind);
        Assert.Equal(new PaymentFilter(), reading.Filter);
    }

    [Fact]
    public void FromQuery_WordAndDays_AreTwoPeriods()
    {
        var reading = PaymentFilter.FromQuery([new("period", "today"), new("from", "2026-03-01")], Riga, Now);
        Assert.Equal(FilterFaultKind.TwoPeriods, Assert.Single(reading.Faults).Kind);
    }

    [Fact]
    public void FromQuery_TooManyAndTooLong_AreCutOff()
    {
        var values = Enumerable.Range(0, FilterText.MostValues + 1).Select(n => KeyValuePair.Create("status", "s" + n)).ToList();
        values.Add(new("q", new string('x', FilterText.MostLength + 1)));
        var reading = PaymentFilter.FromQuery(values, Riga, Now);
        Assert.Equal(FilterText.MostValues, reading.Filter.Statuses.Count);
        Assert.Null(reading.Filter.Search);
        Assert.Equal([FilterFaultKind.TooLong, FilterFaultKind.TooMany], reading.Faults.Select(fault => fault.Kind).Order());
    }

    [Fact]
    public void FromQuery_Days_AreDaysOfTheZone()
    {
        var filter = PaymentFilter.FromQuery([new("from", "2026-03-01"), new("to", "2026-03-02")], Riga, Now).Filter;
        Assert.Equal(new DateTimeOffset(2026, 2, 28, 22, 0, 0, TimeSpan.Zero), filter.From);
        Assert.Equal(new DateTimeOffset(2026, 3, 2, 22, 0, 0, TimeSpan.Zero), filter.Until);
    }

    private static PaymentFilter Payment(Seeded random)
    {
        var (period, from, until) = Span(random);
        return new PaymentFilter
        {
            Search = random.Chance(50) ? Word(random) : null,
            Statuses = Words(random),
            Methods = Words(random),
            Currencies = [.. random.List(0, 3, r => r.Text(3, 3, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")).Distinct()],
            Projects = [.. random.List(0, 3, r => r.Number(0, long.MaxValue)).Distinct()],
            Period = period,
            From = from,
            Until = until,
        };
    }

    private static OperationFilter Operation(Seeded random)
    {
        var (period, from, until) = Span(random);
        return new OperationFilter
        {
            Search = random.Chance(50) ? Word(random) : null,
            Types = Words(random),
            Statuses = Words(random),
            Codes = Words(random),
            Projects = [.. random.List(0, 3, r => r.Number(0, long.MaxValue)).Distinct()],
            Period = period,
            From = from,
            Until = until,
        };
    }

    private static (Period? Period, DateTimeOffset? From, DateTimeOffset? Until) Span(Seeded random)
    {
        switch (random.Whole(0, 3))
        {
            case 0:
                return default;
            case 1:
                var word = new Period(random.Pick<PeriodWord>(PeriodWord.Today, PeriodWord.Yesterday, PeriodWord.Last7, PeriodWord.Last30, PeriodWord.Last90));
                return (word, word.Resolve(Riga, Now).From, word.Resolve(Riga, Now).Until);
            case 2:
                var first = new DateOnly(2000, 1, 1).AddDays(random.Whole(0, 20_000));
                var days = Period.Days(first, random.Chance(50) ? first.AddDays(random.Whole(0, 400)) : null);
                return (days, days.Resolve(Riga, Now).From, days.Resolve(Riga, Now).Until);
            default:
                var from = DateTimeOffset.FromUnixTimeMilliseconds(random.Number(0, 4_000_000_000_000));
                return (null, from, random.Chance(50) ? from.AddMilliseconds(random.Number(1, 1_000_000_000)) : null);
        }
    }

    private static IReadOnlyList<string> Words(Seeded random) => [.. random.List(0, 4, Word).Distinct()];

    private static string Word(Seeded random) => random.Text(1, 12, "abc &=%+/?#,;'\"<>\u0436\u20ac").Trim() is { Length: > 0 } word ? word : "x";

    private static IReadOnlyList<KeyValuePair<string, string>> Anything(Seeded random) => random.List(0, 8, r => KeyValuePair.Create(
        r.Pick<string>("q", "status", "method", "currency", "project", "period", "from", "to", "other"),
        r.Chance(40) ? r.Pick<string>("today", "2026-03-01", "2026-03-01T00:00:00Z", "0001-01-01", "9999-12-31", "EUR", "1", "") : r.Text(0, 300, "aT0-:Z9 \u0000\ud83d\udca3%")));
}
