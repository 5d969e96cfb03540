using System.Globalization;

namespace Dashboard.Web.Access;

/// <summary>The time zones to choose from, by IANA name with the offset of the moment, from west to east.</summary>
public static class ZoneList
{
    public static IEnumerable<(string Id, string Name)> At(DateTimeOffset now) =>
        TimeZoneInfo.GetSystemTimeZones()
            .Where(zone => zone.HasIanaId && (zone.Id == "UTC" || (zone.Id.Contains('/', StringComparison.Ordinal) && !zone.Id.StartsWith("Etc/", StringComparison.Ordinal))))
            .Select(zone => (zone.Id, Offset: zone.GetUtcOffset(now)))
            .OrderBy(zone => zone.Offset).ThenBy(zone => zone.Id, StringComparer.Ordinal)
            .Select(zone => (zone.Id, Name(zone.Id, zone.Offset)));

    private static string Name(string id, TimeSpan offset)
    {
        var sign = offset < TimeSpan.Zero ? '\u2212' : '+';
        var size = offset.Duration();
        return string.Create(CultureInfo.InvariantCulture, $"(UTC{sign}{size.Hours:00}:{size.Minutes:00}) {id.Replace('_', ' ')}");
    }
}
