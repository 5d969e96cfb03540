using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Dashboard.Gate;

/// <summary>Takes single facts out of a message, never throws for their content, and notes those about money or identity that cannot be used.</summary>
internal sealed class FactReader
{
    private List<string>? _faults;

    public IReadOnlyList<string> Faults => _faults is null ? [] : _faults;

    public void Fault(string path, string what) => (_faults ??= []).Add(path + ": " + what);

    /// <summary>The object called <paramref name="name"/>; PHP writes an empty object as <c>[]</c>, which is as good as none.</summary>
    public bool Object(JsonElement parent, string name, string path, out JsonElement value, bool essential = false)
    {
        if (!parent.TryGetProperty(name, out value) || value.ValueKind == JsonValueKind.Null)
            return false;
        if (value.ValueKind == JsonValueKind.Object)
            return true;
        if (essential && !(value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0))
            Fault(path, "an object is expected, not " + Kind(value));
        return false;
    }

    /// <summary>A text, or a number as it was written (JSON types are not signed); cleaned and cut.</summary>
    public static string? Text(JsonElement parent, string name, int maxLength = CleanText.NameLength)
    {
        if (!parent.TryGetProperty(name, out var value))
            return null;
        return value.ValueKind switch
        {
            JsonValueKind.String => CleanText.Clean(value.GetString(), maxLength),
            JsonValueKind.Number => CleanText.Clean(value.GetRawText(), maxLength),
            _ => null,
        };
    }

    /// <summary>An identifier: taken whole or not at all, because a cut or cleaned one could be somebody else's.</summary>
    public string? Identifier(JsonElement parent, string name, string path, bool required = false)
    {
        if (!parent.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            if (required)
                Fault(path, "missing");
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            Fault(path, "a text is expected, not " + Kind(value));
            return null;
        }

        var text = value.GetString()!;
        if (text.Length is > 0 and <= CleanText.IdLength && CleanText.IsClean(text))
            return text;
        if (text.Length > CleanText.IdLength)
            Fault(path, "longer than 255 characters");
        else if (text.Length > 0)
            Fault(path, "contains control characters");
        else if (required)
            Fault(path, "empty");
        return null;
    }

    /// <summary>A number of the platform: an integer or a text of digits, 0 to 2^63-1. Anything else is a fault.</summary>
    public long? Number(JsonElement parent, string name, string path)
    {
        var number = Number(parent, name);
        if (number is not null || !parent.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return number;
        Fault(path, value.ValueKind is JsonValueKind.Number or JsonValueKind.String
            ? Quote(JsonMarshal.GetRawUtf8Value(value)) + " is not a whole number from 0 to 9223372036854775807"
            : "a number is expected, not " + Kind(value));
        return null;
    }

    /// <summary>The same where nothing hangs on it: what is no such number is absent.</summary>
    public static long? Number(JsonElement parent, string name)
    {
        if (!parent.TryGetProperty(name, out var value) || value.ValueKind is not (JsonValueKind.Number or JsonValueKind.String))
            return null;
        var raw = JsonMarshal.GetRawUtf8Value(value);
        return TryWhole(value.ValueKind == JsonValueKind.String ? raw[1..^1] : raw, out var number) ? number : null;
    }

    public Money? Money(JsonElement parent, string name, string path)
    {
        if (!Object(parent, name, path, out var sum, essential: true))
            return null;
        var amount = Amount(sum, path, out var amountGiven);
        var currency = CurrencyCode(sum, path, out var currencyGiven);
        if (!amountGiven && !currencyGiven)
            return null;
        if (!amountGiven)
            Fault(path + ".amount", "missing");
        if (!currencyGiven)
            Fault(path + ".currency", "missing");
        return amount is { } minor && currency is not null ? new Money(minor, currency) : null;
    }

    private long? Amount(JsonElement sum, string path, out bool given)
    {
        given = sum.TryGetProperty("amount"u8, out var value) && value.ValueKind != JsonValueKind.Null;
        if (!given)
            return null;
        if (value.ValueKind != JsonValueKind.Number)
        {
            Fault(path + ".amount", "a number is expected, not " + Kind(value));
            return null;
        }

        var token = JsonMarshal.GetRawUtf8Value(value);
        if (TryWhole(token, out var minor))
            return minor;
        var whole = !token.ContainsAny(".eE"u8);
        Fault(path + ".amount", Quote(token) + (whole ? token[0] == '-' ? " is negative" : " is too large" : " is not a whole number of minor units"));
        return null;
    }

    private string? CurrencyCode(JsonElement sum, string path, out bool given)
    {
        given = sum.TryGetProperty("currency"u8, out var value) && value.ValueKind != JsonValueKind.Null;
        if (!given)
            return null;
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: 3 } code
            && char.IsAsciiLetterUpper(code[0]) && char.IsAsciiLetterUpper(code[1]) && char.IsAsciiLetterUpper(code[2]))
        {
            return Currency.Find(code)?.Code ?? code;
        }

        Fault(path + ".currency", "not three capital letters");
        return null;
    }

    private static bool TryWhole(ReadOnlySpan<byte> digits, out long number)
    {
        number = 0;
        return digits.Length > 0 && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            && Utf8Parser.TryParse(digits, out number, out var used) && used == digits.Length;
    }

    private static string Quote(ReadOnlySpan<byte> token) =>
        CleanText.Clean(Encoding.UTF8.GetString(token.Length > 40 ? token[..40] : token), 40)! + (token.Length > 40 ? "..." : "");

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "null",
    };
}
