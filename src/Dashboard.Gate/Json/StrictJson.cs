using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace Dashboard.Gate;

/// <summary>
/// Reads a message from its bytes and refuses everything two readers could understand differently: bad UTF-8, a byte order mark, duplicate
/// names, comments, trailing data, more than 64 levels, lone surrogates, a root that is not an object.
/// </summary>
public static class StrictJson
{
    /// <summary>Levels of nesting a message may have.</summary>
    public const int MaxDepth = 64;

    private static readonly JsonDocumentOptions Options = new()
    {
        AllowDuplicateProperties = false,
        AllowTrailingCommas = false,
        CommentHandling = JsonCommentHandling.Disallow,
        MaxDepth = MaxDepth,
    };

    /// <summary>Reads a message. Never throws for content.</summary>
    /// <param name="utf8">The bytes as they came; they must not change while the document is in use.</param>
    /// <param name="fault">What is wrong with the bytes, without quoting them; null when the document is returned.</param>
    /// <returns>The document, to be disposed by the caller, or null.</returns>
    public static JsonDocument? TryParse(ReadOnlyMemory<byte> utf8, out string? fault)
    {
        fault = null;
        JsonDocument? document = null;
        try
        {
            if (!Utf8.IsValid(utf8.Span))
            {
                fault = "the body is not valid UTF-8";
                return null;
            }

            document = JsonDocument.Parse(utf8, Options);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                fault = "the body is not a JSON object";
            else if (MayHoldSurrogates(utf8.Span))
                ReadEveryText(document.RootElement);
        }
        catch (JsonException e)
        {
            fault = string.Create(CultureInfo.InvariantCulture,
                $"the body is not strict JSON (line {e.LineNumber + 1 ?? 1}, byte {e.BytePositionInLine + 1 ?? 1}): broken text, a name given twice or more than {MaxDepth} levels");
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException)
        {
            fault = "a name or a value of the body is not valid Unicode (half of a surrogate pair)";
        }

        if (fault is null)
            return document;
        document?.Dispose();
        return null;
    }

    /// <summary>In valid UTF-8 a surrogate can only come from an escape that begins with <c>\ud</c>.</summary>
    private static bool MayHoldSurrogates(ReadOnlySpan<byte> utf8) => utf8.IndexOf("\\ud"u8) >= 0 || utf8.IndexOf("\\uD"u8) >= 0;

    private static void ReadEveryText(JsonElement node)
    {
        switch (node.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in node.EnumerateObject())
                {
                    _ = member.Name;
                    ReadEveryText(member.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in node.EnumerateArray())
                    ReadEveryText(item);
                break;
            case JsonValueKind.String:
                _ = node.GetString();
                break;
        }
    }
}
