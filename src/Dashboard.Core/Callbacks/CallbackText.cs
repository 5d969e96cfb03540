using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dashboard.Gate;

namespace Dashboard.Core.Callbacks;

/// <summary>The body of a message for reading: indented, and masked unless it may be seen whole.</summary>
internal static class CallbackText
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        // Shown as text, never as markup: Cyrillic and quotes stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Format(ReadOnlySpan<byte> body, bool whole)
    {
        using var document = StrictJson.TryParse(body.ToArray(), out _);
        if (document is null)
        {
            // Stored messages were read strictly once; whatever this is, it is shown as text.
            var text = Encoding.UTF8.GetString(body);
            return whole ? text : AccountMask.CardNumbers(text);
        }

        var root = JsonObject.Create(document.RootElement)!;
        if (!whole)
            Mask(root, parent: null);
        var written = root.ToJsonString(Indented);
        return whole ? written : AccountMask.CardNumbers(written);
    }

    /// <summary>A single value by the path of its field, masked.</summary>
    public static string Mask(string path, string value)
    {
        var names = path.Split('.');
        return AccountMask.CardNumbers(Hide(names.Length > 1 ? names[^2] : null, names[^1], value) ?? value);
    }

    /// <summary>The same masking for a single field.</summary>
    public static FieldDifference Mask(FieldDifference field)
    {
        var names = field.Path.Split('.').Select(name => name.Split('[')[0]).ToArray();
        var masked = field with
        {
            Before = Mask(names, field.Before),
            After = Mask(names, field.After),
        };
        return masked with { Masked = masked.Before != field.Before || masked.After != field.After };
    }

    private static string? Mask(string[] names, string? json)
    {
        if (json is null)
            return null;
        var hidden = Hide(names.Length > 1 ? names[^2] : null, names[^1], json.Trim('"'));
        return AccountMask.CardNumbers(hidden ?? json);
    }

    private static void Mask(JsonNode node, string? parent)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list.OfType<JsonNode>())
                Mask(item, parent);
        }
        else if (node is JsonObject members)
        {
            foreach (var (name, value) in members.ToList())
            {
                if (value is JsonObject or JsonArray)
                    Mask(value, name);
                else if (value is not null && Hide(parent, name, value.ToString()) is { } hidden)
                    members[name] = hidden;
            }
        }
    }

    private static string? Hide(string? parent, string name, string value) => name switch
    {
        "number" when parent is "account" or "card" => AccountMask.Tail(value),
        "pan" or "account_number" or "card_number" or "iban" or "phone" => AccountMask.Tail(value),
        "email" => AccountMask.Email(value),
        "cvv" or "token" or "card_holder" => value.Length == 0 ? "" : "••",
        _ => null,
    };
}
