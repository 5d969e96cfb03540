using Dashboard.TestKit;
using Dashboard.Web.Shell;

namespace Dashboard.Web.Tests.Shell;

public sealed class TimesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, "just now", "только что")]
    [InlineData(-9, "just now", "только что")]
    [InlineData(9, "now", "сейчас")]
    [InlineData(-42, "42 s ago", "42 с назад")]
    [InlineData(-59 * 60, "59 min ago", "59 мин назад")]
    [InlineData(-23 * 3600, "23 h ago", "23 ч назад")]
    [InlineData(-24 * 3600, "1 Mar, 11:00", "1 мар., 11:00")]
    [InlineData(-400 * 86400, "26 Jan 2025", "26 янв. 2025")]
    [InlineData(300, "in 5 min", "через 5 мин")]
    public void Relative_Distance_IsWrittenInTheViewersLanguage(int seconds, string english, string russian)
    {
        Assert.Equal(english, Make("en", "Europe/Riga").Relative(Now.AddSeconds(seconds)));
        Assert.Equal(russian, Make("ru", "Europe/Riga").Relative(Now.AddSeconds(seconds)));
    }

    [Theory]
    [InlineData("2026-03-29T00:59:59Z", "29 Mar 2026, 02:59:59 (UTC+2)")]
    [InlineData("2026-03-29T01:00:00Z", "29 Mar 2026, 04:00:00 (UTC+3)")]
    [InlineData("2026-10-25T00:30:00Z", "25 Oct 2026, 03:30:00 (UTC+3)")]
    [InlineData("2026-10-25T01:30:00Z", "25 Oct 2026, 03:30:00 (UTC+2)")]
    public void Absolute_AroundClockChange_SaysWhichOffset(string instant, string expected) =>
        Assert.Equal(expected, Make("en", "Europe/Riga").Absolute(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("Europe/Riga", "Europe/Riga (UTC+2)")]
    [InlineData("Asia/Kolkata", "Asia/Kolkata (UTC+5:30)")]
    [InlineData("America/New_York", "America/New_York (UTC\u22125)")]
    [InlineData("UTC", "UTC")]
    public void ZoneName_Zone_CarriesItsOffset(string zone, string expected) => Assert.Equal(expected, Make("en", zone).ZoneName);

    [Theory]
    [InlineData("Europe/Riga", true)]
    [InlineData("UTC", true)]
    [InlineData("Mars/Olympus", false)]
    [InlineData("../etc/passwd", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void IsZone_BrowsersWord_IsChecked(string? name, bool known) => Assert.Equal(known, Viewer.IsZone(name));

    private static Times Make(string language, string zone)
    {
        var times = new Times(new ManualTimeProvider(Now));
        times.Use(Viewer.Unknown with { Language = language, Zone = zone });
        return times;
    }
}
