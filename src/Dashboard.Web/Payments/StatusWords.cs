using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Payments;

/// <summary>Words for the platform's statuses and types. What has no word is shown as it came.</summary>
public static class StatusWords
{
    private static readonly string[] Frequent =
    [
        "success", "decline", "partially refunded", "refunded", "processing", "awaiting redirect result", "awaiting 3ds result", "awaiting customer",
        "expired",
    ];

    /// <summary>Place of a status in a picker: what people look for first, then everything else.</summary>
    public static int Rank(string status) => Array.IndexOf(Frequent, status) is >= 0 and var at ? at : Frequent.Length;

    public static string OfPayment(IStringLocalizer<Texts> texts, string status) => Find(texts, "status:", status);

    public static string OfOperation(IStringLocalizer<Texts> texts, string status) => Find(texts, "status:", status);

    public static string OfType(IStringLocalizer<Texts> texts, string type) => Find(texts, "type:", type);

    private static string Find(IStringLocalizer<Texts> texts, string kind, string code)
    {
        var word = texts[kind + code];
        return word.ResourceNotFound ? code : word.Value;
    }
}
