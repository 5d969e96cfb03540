using System.Globalization;
using Dashboard.Core.Payments;

namespace Dashboard.Core.Tests.Payments;

public sealed class PeriodTests
{
    [Theory]
    [InlineData("Europe/Riga", PeriodWord.Today, "2026-03-02T09:00:00Z", "2026-03-01T22:00:00Z", "2026-03-02T22:00:00Z")]
    [InlineData("Europe/Riga", PeriodWord.Today, "2026-03-02T23:00:00Z", "2026-03-02T22:00:00Z", "2026-03-03T22:00:00Z")]
    [InlineData("Europe/Riga", PeriodWord.Yesterday, "2026-03-02T09:00:00Z", "2026-02-28T22:00:00Z", "2026-03-01T22:00:00Z")]
    [InlineData("America/New_York", PeriodWord.Today, "2026-03-02T03:00:00Z", "2026-03-01T05:00:00Z", "2026-03-02T05:00:00Z")]
    [InlineData("UTC", PeriodWord.Last7, "2026-03-02T09:00:00Z", "2026-02-24T00:00:00Z", "2026-03-03T00:00:00Z")]
    // The clock goes forward on 29 March 2026 in Riga: that day has 23 hours.
    [InlineData("Europe/Riga", PeriodWord.Today, "2026-03-29T09:00:00Z", "2026-03-28T22:00:00Z", "2026-03-29T21:00:00Z")]
    // And back on 25 October: that day has 25.
    [InlineData("Europe/Riga", PeriodWord.Today, "2026-10-25T09:00:00Z", "2026-10-24T21:00:00Z", "2026-10-25T22:00:00Z")]
    // Thirty days over the change: the beginning is still a midnight of Riga.
    [InlineData("Europe/Riga", PeriodWord.Last30, "2026-04-10T09:00:00Z", "2026-03-11T22:00:00Z", "2026-04-10T21:00:00Z")]
    // In Beirut the clock jumps over midnight itself: the day begins at one o'clock.
    [InlineData("Asia/Beirut", PeriodWord.Today, "2026-03-29T09:00:00Z", "2026-03-28T22:00:00Z", "2026-03-29T21:00:00Z")]
    public void Resolve_WordInZone_IsWholeDaysOfThatZone(string zone, PeriodWord word, string now, string from, string until)
    {
        var resolved = new Period(word).Resolve(TimeZoneInfo.FindSystemTimeZoneById(zone), At(now));
        Assert.Equal((At(from), At(until)), resolved);
    }

    [Fact]
    public void StartOf_MidnightThatComesTwice_IsTheEarlierOne()
    {
        // Havana sets the clock from one o'clock back to midnight.
        var havana = TimeZoneInfo.FindSystemTimeZoneById("America/Havana");
        Assert.Equal(At("2026-11-01T04:00:00Z"), Period.StartOf(new DateOnly(2026, 11, 1), havana));
    }

    [Fact]
    public void Resolve_ConsecutiveDays_LeaveNoGapAndNoOverlap()
    {
        foreach (var zone in (string[])["Europe/Riga", "America/Havana", "Asia/Beirut", "Pacific/Apia", "Australia/Lord_Howe"])
        {
            var found = TimeZoneInfo.FindSystemTimeZoneById(zone);
            for (var day = new DateOnly(2026, 1, 1); day.Year == 2026; day = day.AddDays(1))
            {
                var (_, until) = Period.Days(day, day).Resolve(found, DateTimeOffset.UnixEpoch);
                var (from, _) = Period.Days(day.AddDays(1), null).Resolve(found, DateTimeOffset.UnixEpoch);
                Assert.Equal(until, from);
            }
        }
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
