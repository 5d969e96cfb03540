using System.Text.Json;

namespace Dashboard.Gate;

/// <summary>
/// What a message says beyond the facts that move money: the card, the bank's own page, and whatever the provider added (pages en_PP_Callbacks,
/// en_Gate_Callbacks). For reading only; nothing is decided by it. Texts are cleaned, absent and empty ones are null.
/// </summary>
public sealed record CallbackDetails
{
    /// <summary>Fields of <see cref="Extra"/> that are read.</summary>
    public const int MostExtra = 24;

    /// <summary>Brand of the card, or kind of the account, as it came: <c>visa</c>.</summary>
    public string? AccountType { get; init; }

    public string? CardHolder { get; init; }

    /// <summary>Two digits, <c>/</c> and four digits: <c>05/2027</c>.</summary>
    public string? CardExpiry { get; init; }

    /// <summary>Where the platform places the payment, <c>payment.region</c>.</summary>
    public string? Region { get; init; }

    /// <summary>What the risk control said, <c>decision.message</c> or <c>decision_message</c>.</summary>
    public string? Decision { get; init; }

    /// <summary>The customer was sent to the bank's own page (<c>acs</c>).</summary>
    public bool SentToBank { get; init; }

    /// <summary>Single values of <c>provider_extra_fields</c> with their paths inside it, in the order they came.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Extra { get; init; } = [];

    /// <summary>Reads a message that <see cref="StrictJson"/> accepted. Never throws for content.</summary>
    public static CallbackDetails Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return new();
        var (account, payment) = (Part(root, "account"), Part(root, "payment"));
        return new CallbackDetails
        {
            AccountType = Text(account, "type"),
            CardHolder = Text(account, "card_holder"),
            CardExpiry = Text(account, "expiry_month") is { Length: <= 2 } month && Text(account, "expiry_year") is { Length: 4 } year ? $"{month.PadLeft(2, '0')}/{year}" : null,
            Region = Text(payment, "region"),
            Decision = Text(Part(root, "decision"), "message") ?? Text(root, "decision_message"),
            SentToBank = Part(root, "acs").ValueKind == JsonValueKind.Object,
            Extra = [.. ReadExtra(Part(root, "provider_extra_fields"), "").Take(MostExtra)],
        };
    }

    private static IEnumerable<KeyValuePair<string, string>> ReadExtra(JsonElement node, string path)
    {
        if (node.ValueKind != JsonValueKind.Object)
            yield break;
        foreach (var field in node.EnumerateObject().Where(field => CleanText.IsClean(field.Name)))
        {
            var name = path.Length == 0 ? field.Name : $"{path}.{field.Name}";
            if (field.Value.ValueKind == JsonValueKind.Object)
            {
                foreach (var inner in ReadExtra(field.Value, name))
                    yield return inner;
            }
            else if (Text(node, field.Name) is { } value)
            {
                yield return new(name, value);
            }
        }
    }

    private static JsonElement Part(JsonElement root, string name) =>
        root.TryGetProperty(name, out var part) && part.ValueKind == JsonValueKind.Object ? part : default;

    private static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object ? Given(FactReader.Text(parent, name, CleanText.IdLength)) : null;

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
