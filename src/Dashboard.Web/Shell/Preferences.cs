using Dashboard.Core.Access;
using Microsoft.AspNetCore.Localization;

namespace Dashboard.Web.Shell;

/// <summary>Writes the cookies that <see cref="Viewer"/> reads.</summary>
public static class Preferences
{
    public const string LanguageCookie = "language";

    /// <summary>Brings the saved wishes of a user who has just signed in to this browser.</summary>
    public static void Write(HttpContext http, User user)
    {
        ArgumentNullException.ThrowIfNull(user);
        if (Languages.IsCode(user.Language))
            WriteLanguage(http, user.Language);
        if (Viewer.IsTheme(user.Theme))
            WriteTheme(http, user.Theme);
        if (Viewer.IsZone(user.TimeZoneId))
            WriteZone(http, user.TimeZoneId);
    }

    public static void WriteLanguage(HttpContext http, string? language) =>
        Set(http, LanguageCookie, CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(Languages.CultureOf(language))), scriptMaySee: false);

    public static void WriteTheme(HttpContext http, string? theme)
    {
        if (theme is "light" or "dark")
            Set(http, Viewer.ThemeCookie, theme, scriptMaySee: false);
        else
            http.Response.Cookies.Delete(Viewer.ThemeCookie);
    }

    /// <summary>An empty zone goes back to what the browser says.</summary>
    public static void WriteZone(HttpContext http, string zone)
    {
        if (zone.Length > 0)
            Set(http, Viewer.ZoneCookie, zone, scriptMaySee: true);
        else
            http.Response.Cookies.Delete(Viewer.ZoneCookie);
    }

    public static void WriteDensity(HttpContext http, bool compact) => Set(http, Viewer.DensityCookie, compact ? "compact" : "comfortable", scriptMaySee: true);

    public static void WriteShortcuts(HttpContext http, bool on) => Set(http, Viewer.KeysCookie, on ? "on" : "off", scriptMaySee: true);

    private static void Set(HttpContext http, string name, string value, bool scriptMaySee) =>
        http.Response.Cookies.Append(name, value, new CookieOptions
        {
            Path = "/",
            MaxAge = TimeSpan.FromDays(365),
            SameSite = SameSiteMode.Lax,
            HttpOnly = !scriptMaySee,
            Secure = http.Request.IsHttps,
            IsEssential = true,
        });
}
