using System.Globalization;

namespace Dashboard.Web.Shell;

/// <summary>How the person in front of the screen wants it: read from the request's cookies, handed to the circuit as a parameter.</summary>
/// <param name="Language">One of <see cref="Languages.Codes"/>.</param>
/// <param name="Zone">IANA name of the time zone in which instants are shown.</param>
/// <param name="Theme">"light", "dark", or null to follow the system.</param>
/// <param name="NavFolded">The navigation shows icons only.</param>
/// <param name="SourceAddress">Address of the connection the page was asked over; null when unknown.</param>
public sealed record Viewer(string Language, string Zone, string? Theme, bool NavFolded, string? SourceAddress)
{
    public const string ZoneCookie = "zone";
    public const string ThemeCookie = "theme";
    public const string NavCookie = "nav";
    public const string DensityCookie = "density";
    public const string KeysCookie = "keys";

    /// <summary>Rows stand closer together. A matter of this screen, so kept in this browser.</summary>
    public bool Compact { get; init; }

    /// <summary>Single keys do things (WCAG 2.1.4: they can be switched off). A matter of this keyboard, so kept in this browser.</summary>
    public bool Shortcuts { get; init; } = true;

    public static Viewer Unknown { get; } = new(Languages.English, "UTC", null, false, null);

    public static Viewer From(HttpContext http)
    {
        var cookies = http.Request.Cookies;
        return new(
            Languages.CodeOf(CultureInfo.CurrentUICulture),
            cookies[ZoneCookie] is { } zone && IsZone(zone) ? zone : "UTC",
            cookies[ThemeCookie] is "light" or "dark" ? cookies[ThemeCookie] : null,
            cookies[NavCookie] == "folded",
            http.Connection.RemoteIpAddress?.ToString())
        {
            Compact = cookies[DensityCookie] == "compact",
            Shortcuts = cookies[KeysCookie] != "off",
        };
    }

    /// <summary>True for a time zone this machine knows by its IANA name.</summary>
    public static bool IsZone(string? name) =>
        name is { Length: > 0 and <= 64 } && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && (zone.HasIanaId || name == "UTC");

    public static bool IsTheme(string? name) => name is "light" or "dark" or "system";
}
