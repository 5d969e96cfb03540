using System.Buffers;
using System.Text;

namespace Dashboard.Core.Common;

/// <summary>Hides account numbers and personal data in what leaves this project for a screen, a file or a log.</summary>
public static class AccountMask
{
    private const string Hidden = "••";

    /// <summary>The end of an account: at most four characters, and never half of it. Null when there is none.</summary>
    public static string? Tail(string? account)
    {
        if (string.IsNullOrEmpty(account))
            return null;
        var shown = Math.Clamp((account.Length / 2) - 1, 0, 4);
        var start = account.Length - shown;
        if (shown > 0 && char.IsLowSurrogate(account[start]))
            start++;
        return Hidden + account[start..];
    }

    /// <summary>First letter of the mailbox and of the domain with the domain's last label: <c>a••@e••.com</c>.</summary>
    public static string? Email(string? address)
    {
        if (string.IsNullOrEmpty(address))
            return null;
        var at = address.LastIndexOf('@');
        if (at < 1 || at == address.Length - 1)
            return Hidden;
        var domain = address[(at + 1)..];
        var label = domain.LastIndexOf('.');
        return string.Concat(First(address), Hidden, "@", First(domain), Hidden) + (label < 0 ? "" : domain[label..]);
    }

    /// <summary>Replaces every run of 13 to 19 digits that passes the check digit of card numbers, also when spaces or hyphens group it.</summary>
    public static string CardNumbers(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        StringBuilder? masked = null;
        var copied = 0;
        for (var start = 0; start < text.Length; start++)
        {
            if (!char.IsAsciiDigit(text[start]) || (start > 0 && char.IsAsciiDigit(text[start - 1])))
                continue;
            var end = EndOfRun(text, start, out var digits);
            if (digits.Length is >= 13 and <= 19 && PassesCheckDigit(digits))
            {
                masked ??= new StringBuilder(text.Length);
                masked.Append(text, copied, start - copied).Append(Hidden).Append(digits.AsSpan(digits.Length - 4));
                copied = end;
            }

            start = end - 1;
        }

        return masked is null ? text : masked.Append(text, copied, text.Length - copied).ToString();
    }

    private static string First(string text) => Rune.DecodeFromUtf16(text, out var rune, out _) == OperationStatus.Done ? rune.ToString() : "";

    private static int EndOfRun(string text, int start, out string digits)
    {
        var found = new StringBuilder();
        var end = start;
        for (var i = start; i < text.Length; i++)
        {
            if (char.IsAsciiDigit(text[i]))
            {
                found.Append(text[i]);
                end = i + 1;
            }
            else if (text[i] is not (' ' or '-') || i + 1 >= text.Length || !char.IsAsciiDigit(text[i + 1]))
            {
                break;
            }
        }

        digits = found.ToString();
        return end;
    }

    private static bool PassesCheckDigit(string digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            if (i % 2 == 1)
                digit = digit > 4 ? (digit * 2) - 9 : digit * 2;
            sum += digit;
        }

        return sum % 10 == 0;
    }
}
