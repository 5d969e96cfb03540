using System.Globalization;
using Dashboard.Gate;

namespace Dashboard.Core.Payments;

/// <summary>Reads an amount in major units as people type it, in the customs of English and Russian: "16.60", "1 234,50", "1,234.50 EUR", "€100".</summary>
internal static class SearchAmount
{
    private static readonly Dictionary<char, string> Signs = new() { ['€'] = "EUR", ['$'] = "USD", ['£'] = "GBP", ['₽'] = "RUB", ['₸'] = "KZT", ['¥'] = "JPY" };

    /// <summary>Null when the words are not an amount with a fraction or a currency.</summary>
    /// <param name="words">All of them belong to the amount.</param>
    /// <param name="whole">What stands beside the words tells that an amount is meant: a whole number will do.</param>
    public static TypedAmount? Read(IReadOnlyList<string> words, bool whole = false)
    {
        if (words.Count == 0)
            return null;
        var left = words.ToList();
        var currency = TakeCurrency(left, 0) ?? TakeCurrency(left, left.Count - 1);
        if (left.Count == 0)
            return null;
        // Spaces may only stand between groups of three digits.
        for (var index = 1; index < left.Count; index++)
        {
            if (left[index].Length < 3 || !left[index].AsSpan(0, 3).ToString().All(char.IsAsciiDigit) || !left[index - 1].All(char.IsAsciiDigit))
                return null;
        }

        if (left.Count > 1 && left[0].Length > 3)
            return null;
        return Number(string.Concat(left)) is { } number && (whole || currency is not null || number.Fraction > 0) ? number with { Currency = currency } : null;
    }

    /// <summary>Takes a code or a sign away from one end.</summary>
    private static string? TakeCurrency(List<string> words, int index)
    {
        if (words.Count == 0)
            return null;
        var word = words[index];
        if (Currency.Find(word.ToUpperInvariant()) is { } named)
        {
            words.RemoveAt(index);
            return named.Code;
        }

        foreach (var (sign, code) in Signs)
        {
            if (word[0] != sign && word[^1] != sign)
                continue;
            words[index] = word.Trim(sign);
            if (words[index].Length == 0)
                words.RemoveAt(index);
            return code;
        }

        return null;
    }

    private static TypedAmount? Number(string text)
    {
        var separator = text.LastIndexOfAny(['.', ',']);
        var whole = separator < 0 ? text : text[..separator];
        var fraction = separator < 0 ? "" : text[(separator + 1)..];
        // "1,234" is a thousand in one country and one and a bit in another; three digits after a comma are taken for a group.
        if (separator >= 0 && text[separator] == ',' && fraction.Length == 3)
            (whole, fraction) = (whole + fraction, "");
        whole = whole.Replace(",", "", StringComparison.Ordinal);
        if (whole.Length == 0 || fraction.Length > 4 || (separator >= 0 && separator == text.Length - 1)
            || !(whole + fraction).All(char.IsAsciiDigit)
            || !long.TryParse(whole + fraction, NumberStyles.None, CultureInfo.InvariantCulture, out var digits))
        {
            return null;
        }

        return new TypedAmount(digits, fraction.Length, null);
    }
}
