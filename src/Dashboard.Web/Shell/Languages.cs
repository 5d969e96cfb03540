using System.Globalization;

namespace Dashboard.Web.Shell;

/// <summary>The languages of the screens and the culture that formats figures and dates in each.</summary>
public static class Languages
{
    public const string English = "en";
    public const string Russian = "ru";

    /// <summary>British English: day before month, 24 hours.</summary>
    public static CultureInfo EnglishCulture { get; } = CultureInfo.GetCultureInfo("en-GB");

    public static CultureInfo RussianCulture { get; } = CultureInfo.GetCultureInfo("ru-RU");

    public static IReadOnlyList<string> Codes { get; } = [English, Russian];

    public static bool IsCode(string? code) => code is English or Russian;

    public static CultureInfo CultureOf(string? code) => code == Russian ? RussianCulture : EnglishCulture;

    public static string CodeOf(CultureInfo culture) => culture.TwoLetterISOLanguageName == Russian ? Russian : English;

    /// <summary>A language's name in that language, as a switch shows it.</summary>
    public static string NameOf(string code) => code == Russian ? "Русский" : "English";
}
