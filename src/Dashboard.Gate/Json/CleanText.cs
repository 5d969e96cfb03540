using System.Text;

namespace Dashboard.Gate;

/// <summary>
/// Makes a text from outside storable everywhere (PostgreSQL text refuses U+0000, length() of SQLite stops there): control characters other than
/// tab and line feed go, halves of surrogate pairs become U+FFFD, the length is bounded. The raw bytes stay with whoever received them.
/// </summary>
public static class CleanText
{
    /// <summary>Longest identifier of the platform or of a merchant that is taken, in UTF-16 units. Longer ones are refused, never cut.</summary>
    public const int IdLength = 255;

    /// <summary>Bound for names, methods, statuses and types.</summary>
    public const int NameLength = 128;

    /// <summary>Bound for free text such as descriptions and messages.</summary>
    public const int TextLength = 1024;

    /// <summary>Bound for addresses.</summary>
    public const int UrlLength = 4096;

    /// <summary>The text without what cannot be stored, at most <paramref name="maxLength"/> UTF-16 units; null stays null.</summary>
    public static string? Clean(string? text, int maxLength)
    {
        if (text is null || (text.Length <= maxLength && IsClean(text)))
            return text;

        var clean = new StringBuilder(Math.Min(text.Length, maxLength));
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsForbidden(rune.Value))
                continue;
            if (clean.Length + rune.Utf16SequenceLength > maxLength)
                break;
            clean.Append(rune.ToString());
        }

        return clean.ToString();
    }

    /// <summary>Whether a text can be stored as it is: no forbidden control character, no half of a surrogate pair.</summary>
    public static bool IsClean(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (IsForbidden(c))
                return false;
            if (!char.IsSurrogate(c))
                continue;
            if (i + 1 >= text.Length || !char.IsSurrogatePair(c, text[i + 1]))
                return false;
            i++;
        }

        return true;
    }

    private static bool IsForbidden(int c) => c < ' ' && c is not ('\t' or '\n');
}
