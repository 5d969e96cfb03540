namespace Dashboard.Core.Payments;

/// <summary>A period in the words of the person who asks; what instants it means depends on that person's zone and on today.</summary>
public enum PeriodWord
{
    Today,
    Yesterday,

    /// <summary>Today and the six days before it.</summary>
    Last7,

    /// <summary>Today and the 29 days before it.</summary>
    Last30,

    /// <summary>Today and the 89 days before it.</summary>
    Last90,

    /// <summary>Named days, both included; either end may be open.</summary>
    Days,
}

/// <summary>
/// Whole days of a zone. Days are not 24 hours long when clocks change, so the bounds are found by the calendar: the first instant of the first
/// day up to the first instant of the day after the last.
/// </summary>
/// <param name="Word">How the period was named.</param>
/// <param name="First">First day, for <see cref="PeriodWord.Days"/>; null = from the beginning.</param>
/// <param name="Last">Last day, included, for <see cref="PeriodWord.Days"/>; null = without end.</param>
public sealed record Period(PeriodWord Word, DateOnly? First = null, DateOnly? Last = null)
{
    public static Period Days(DateOnly? first, DateOnly? last) => new(PeriodWord.Days, first, last);

    /// <summary>First instant included and first instant no longer included; null = open.</summary>
    /// <param name="zone">Zone of the days.</param>
    /// <param name="now">Decides which day is today.</param>
    public (DateTimeOffset? From, DateTimeOffset? Until) Resolve(TimeZoneInfo zone, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var (first, last) = DaysOf(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime));
        return (first is { } from ? StartOf(from, zone) : null, last is { } to && to < DateOnly.MaxValue ? StartOf(to.AddDays(1), zone) : null);
    }

    /// <summary>The days the words mean when today is <paramref name="today"/>, both included.</summary>
    public (DateOnly? First, DateOnly? Last) DaysOf(DateOnly today) => Word switch
    {
        PeriodWord.Today => (today, today),
        PeriodWord.Yesterday => (today.AddDays(-1), today.AddDays(-1)),
        PeriodWord.Last7 => (today.AddDays(-6), today),
        PeriodWord.Last30 => (today.AddDays(-29), today),
        PeriodWord.Last90 => (today.AddDays(-89), today),
        PeriodWord.Days => (First, Last),
        _ => throw new InvalidOperationException($"Unknown period {Word}."),
    };

    /// <summary>
    /// First instant of a day. Where the clock jumps over midnight the day begins at the end of the gap; where midnight comes twice, at the
    /// earlier one.
    /// </summary>
    public static DateTimeOffset StartOf(DateOnly day, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        // A day in history may have been left out altogether (Samoa, 30 December 2011): the next one's beginning is meant then.
        for (var minutes = 0; zone.IsInvalidTime(midnight) && minutes < 2 * 24 * 60; minutes += 15)
            midnight = midnight.AddMinutes(15);
        var offset = zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max() : zone.GetUtcOffset(midnight);
        var instant = midnight.Ticks - offset.Ticks;
        return new DateTimeOffset(Math.Clamp(instant, DateTimeOffset.UnixEpoch.Ticks, DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero);
    }
}
