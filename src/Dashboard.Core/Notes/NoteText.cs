using System.Text;

namespace Dashboard.Core.Notes;

/// <summary>Why a note is not taken.</summary>
public enum NoteFault
{
    /// <summary>The right is missing, or the payment does not exist for this person.</summary>
    NotAllowed,

    /// <summary>Nothing is written.</summary>
    Empty,

    /// <summary>More than <see cref="PaymentNote.MostText"/> characters.</summary>
    TooLong,

    /// <summary>Characters that are no text: control characters other than line ends and tabs, halves of surrogate pairs.</summary>
    NotText,

    /// <summary>A whole card number, which may not be kept outside the vault of the platform.</summary>
    CardNumber,
}

/// <summary>What a note may consist of.</summary>
internal static class NoteText
{
    /// <summary>The text as it is kept: line ends as one character, nothing around it.</summary>
    public static string Clean(string? typed) => (typed ?? "").ReplaceLineEndings("\n").Trim();

    public static NoteFault? FaultOf(string clean)
    {
        if (clean.Length == 0)
            return NoteFault.Empty;
        if (clean.Length > PaymentNote.MostText)
            return NoteFault.TooLong;
        if (clean.Any(character => char.IsControl(character) && character is not ('\n' or '\t')) || !IsWhole(clean))
            return NoteFault.NotText;
        return AccountMask.CardNumbers(clean) == clean ? null : NoteFault.CardNumber;
    }

    private static bool IsWhole(string text)
    {
        for (var index = 0; index < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, index, out var rune))
                return false;
            index += rune.Utf16SequenceLength;
        }

        return true;
    }
}
