namespace Dashboard.Core.Data.Seeding;

/// <summary>Spreads payments over time, oldest first: by hour of the day, day of the week and a business that grows.</summary>
internal static class SeedCalendar
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <param name="start">Beginning of the first hour.</param>
    /// <param name="end">Nothing is later.</param>
    /// <param name="payments">How many instants, all in all.</param>
    /// <param name="random">Where in its hour each one lies.</param>
    public static IEnumerable<DateTimeOffset> Instants(DateTimeOffset start, DateTimeOffset end, long payments, SeedRandom random)
    {
        var hours = Math.Max(1, (long)((end - start) / Hour));
        Int128 total = 0;
        for (var hour = 0L; hour < hours; hour++)
            total += Weight(start, hour, hours);
        Int128 passed = 0;
        var given = 0L;
        var within = new List<long>();
        for (var hour = 0L; hour < hours; hour++)
        {
            passed += Weight(start, hour, hours);
            var due = (long)(passed * payments / total);
            within.Clear();
            for (; given < due; given++)
                within.Add(random.Below((long)Hour.TotalMilliseconds));
            within.Sort();
            var begin = start + (hour * Hour);
            foreach (var milliseconds in within)
                yield return begin.AddMilliseconds(milliseconds);
        }
    }

    private static long Weight(DateTimeOffset start, long hour, long hours)
    {
        var at = start + (hour * Hour);
        // From 100 at the beginning to 180 at the end.
        return SeedProfile.Hours[at.Hour] * (long)SeedProfile.Weekdays[(int)at.DayOfWeek] * (100 + (80 * hour / hours));
    }
}
