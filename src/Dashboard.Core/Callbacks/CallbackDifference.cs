using System.Text.Encodings.Web;
using System.Text.Json;

namespace Dashboard.Core.Callbacks;

public enum FieldChange
{
    Added,
    Removed,
    Changed,
}

/// <summary>One field in which two messages differ.</summary>
/// <param name="Path">Where it is: <c>operation.sum_initial.amount</c>, <c>items[0].name</c>; a name with other characters stands in quotes.</param>
/// <param name="Before">JSON text of the value in the older message; null when it was not there.</param>
/// <param name="After">JSON text of the value in the newer one; null when it is gone.</param>
public sealed record FieldDifference(string Path, FieldChange Change, string? Before, string? After)
{
    /// <summary>The values are masked, so they may look alike although they differ.</summary>
    public bool Masked { get; init; }
}

/// <summary>
/// Compares two messages field by field, where a field is everything that has no fields of its own: texts, numbers, true, false, null, and the empty
/// object or list. Numbers are compared as they are written, since beyond 2^53 their text is all that can be trusted.
/// </summary>
public static class CallbackDifference
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>In the order of the newer message; what is gone comes last, in the order of the older one.</returns>
    public static IReadOnlyList<FieldDifference> Between(JsonElement older, JsonElement newer)
    {
        var before = Flatten(older);
        var after = Flatten(newer);
        var known = before.ToDictionary(StringComparer.Ordinal);
        var kept = after.Select(field => field.Key).ToHashSet(StringComparer.Ordinal);
        var differences = new List<FieldDifference>();
        foreach (var (path, value) in after)
        {
            if (!known.TryGetValue(path, out var old))
                differences.Add(new(path, FieldChange.Added, null, value));
            else if (old != value)
                differences.Add(new(path, FieldChange.Changed, old, value));
        }

        differences.AddRange(before.Where(field => !kept.Contains(field.Key)).Select(field => new FieldDifference(field.Key, FieldChange.Removed, field.Value, null)));
        return differences;
    }

    /// <summary>Every field with its path and the JSON text of its value, in the order of the message. Two different messages never give the same.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Flatten(JsonElement root)
    {
        var fields = new List<KeyValuePair<string, string>>();
        Add("", root, fields);
        return fields;
    }

    private static void Add(string path, JsonElement value, List<KeyValuePair<string, string>> fields)
    {
        var any = false;
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in value.EnumerateObject())
            {
                any = true;
                Add(path.Length == 0 ? Name(member.Name) : $"{path}.{Name(member.Name)}", member.Value, fields);
            }
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            var place = 0;
            foreach (var item in value.EnumerateArray())
            {
                any = true;
                Add(FormattableString.Invariant($"{path}[{place++}]"), item, fields);
            }
        }

        if (!any)
            fields.Add(new(path, Leaf(value)));
    }

    private static string Leaf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Text(value.GetString()!),
        JsonValueKind.Object => "{}",
        JsonValueKind.Array => "[]",
        _ => value.GetRawText(),
    };

    private static string Name(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? name : Text(name);

    private static string Text(string text) => JsonSerializer.Serialize(text, Readable);
}
