using System.Globalization;

namespace Dashboard.Web.Shell;

/// <summary>Writes instants for one viewer: in that viewer's zone and language, both always named here and never taken from the machine.</summary>
public sealed class Times(TimeProvider clock)
{
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;

    public CultureInfo Culture { get; private set; } = Languages.EnglishCulture;

    public Viewer Viewer { get; private set; } = Viewer.Unknown;

    /// <summary>Zone with its offset now, for a page's head: "Europe/Riga (UTC+2)".</summary>
    public string ZoneName => Viewer.Zone == "UTC" ? "UTC" : $"{Viewer.Zone} ({Offset(clock.GetUtcNow())})";

    public TimeZoneInfo Zone => _zone;

    public void Use(Viewer viewer)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        Viewer = viewer;
        Culture = Languages.CultureOf(viewer.Language);
        _zone = TimeZoneInfo.TryFindSystemTimeZoneById(viewer.Zone, out var zone) ? zone : TimeZoneInfo.Utc;
    }

    /// <summary>Day, month, year, hours, minutes and seconds with the offset: "12 Nov 2026, 14:03:07 (UTC+2)".</summary>
    public string Absolute(DateTimeOffset instant) =>
        $"{Local(instant).ToString("d MMM yyyy, HH:mm:ss", Culture)} ({Offset(instant)})";

    /// <summary>Short form for tables and lines: time of day for today, day and time for this year, else the date with the year.</summary>
    public string Brief(DateTimeOffset instant)
    {
        var local = Local(instant);
        var today = Local(clock.GetUtcNow());
        var format = local.Date == today.Date ? "HH:mm" : local.Year == today.Year ? "d MMM, HH:mm" : "d MMM yyyy";
        return local.ToString(format, Culture);
    }

    public string Date(DateTimeOffset instant) => Local(instant).ToString("d MMM yyyy", Culture);

    /// <summary>Distance from now while it is under a day ("3 min ago", "in 5 min"), else <see cref="Brief"/>.</summary>
    public string Relative(DateTimeOffset instant)
    {
        var gap = clock.GetUtcNow() - instant;
        var ago = gap >= TimeSpan.Zero;
        var size = gap.Duration();
        if (size >= TimeSpan.FromHours(24))
            return Brief(instant);

        if (size < TimeSpan.FromSeconds(10))
            return ago ? Word("just now", "только что") : Word("now", "сейчас");

        var (count, unit) = size.TotalSeconds < 60 ? ((int)size.TotalSeconds, Word("s", "с"))
            : size.TotalMinutes < 60 ? ((int)size.TotalMinutes, Word("min", "мин"))
            : ((int)size.TotalHours, Word("h", "ч"));
        var figure = count.ToString(Culture);
        return ago ? Word($"{figure} {unit} ago", $"{figure} {unit} назад") : Word($"in {figure} {unit}", $"через {figure} {unit}");
    }

    /// <summary>The instant in the viewer's zone.</summary>
    public DateTimeOffset Local(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, _zone);

    private string Offset(DateTimeOffset instant)
    {
        var offset = _zone.GetUtcOffset(instant);
        if (offset == TimeSpan.Zero)
            return "UTC";

        var sign = offset < TimeSpan.Zero ? '\u2212' : '+';
        var size = offset.Duration();
        return size.Minutes == 0
            ? string.Create(CultureInfo.InvariantCulture, $"UTC{sign}{size.Hours}")
            : string.Create(CultureInfo.InvariantCulture, $"UTC{sign}{size.Hours}:{size.Minutes:00}");
    }

    private string Word(string english, string russian) => Viewer.Language == Languages.Russian ? russian : english;
}
