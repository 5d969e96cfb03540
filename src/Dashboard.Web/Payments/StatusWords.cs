using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Payments;

/// <summary>Words for the platform's statuses and types. What has no word is shown as it came.</summary>
public static class StatusWords
{
    public static string OfPayment(IStringLocalizer<Texts> texts, string status) => Find(texts, "status:", status);

    public static string OfOperation(IStringLocalizer<Texts> texts, string status) => Find(texts, "status:", status);

    public static string OfType(IStringLocalizer<Texts> texts, string type) => Find(texts, "type:", type);

    private static string Find(IStringLocalizer<Texts> texts, string kind, string code)
    {
        var word = texts[kind + code];
        return word.ResourceNotFound ? code : word.Value;
    }
}
