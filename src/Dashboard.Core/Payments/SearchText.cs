using System.Globalization;

namespace Dashboard.Core.Payments;

/// <summary>An amount typed in major units: which minor units it means depends on the currency.</summary>
/// <param name="Digits">Digits of the whole number and the fraction together, not below zero.</param>
/// <param name="Fraction">How many of them stand after the separator, 0 to 4.</param>
/// <param name="Currency">The currency that was named, or null: any.</param>
public sealed record TypedAmount(long Digits, int Fraction, string? Currency)
{
    /// <summary>Minor units in a currency with that many digits after the separator; null when the amount has more, or does not fit.</summary>
    public long? MinorUnits(int exponent)
    {
        if (Fraction > exponent)
            return null;
        Int128 units = Digits;
        for (var missing = exponent - Fraction; missing > 0; missing--)
            units *= 10;
        return units <= long.MaxValue ? (long)units : null;
    }
}

/// <summary>
/// What a person may have meant by the text in the search field. One text can be read in several ways; whatever fits one of them is found.
/// A whole number alone is never read as an amount: order numbers look like that. An amount has a fraction, a currency, an account end or a day beside
/// it, or <see cref="AmountSign"/> before it.
/// </summary>
public sealed partial record SearchText
{
    /// <summary>Below this many characters ids are looked for by their beginning only.</summary>
    public const int LeastPart = 3;

    /// <summary>Before an amount: nothing else is meant.</summary>
    public const char AmountSign = '=';

    /// <summary>Ids of one pasted list.</summary>
    public const int MostIds = 1000;

    /// <summary>The text as a part of a payment, request or provider's payment id, or the beginning of a customer id. Null when it can only be an amount or a day.</summary>
    public string? Id { get; private init; }

    /// <summary>The platform's operation id.</summary>
    public long? OperationId { get; private init; }

    /// <summary>Last digits of the payer's account, four or more; beside a day within that day.</summary>
    public string? AccountEnd { get; private init; }

    /// <summary>A whole e-mail address of a customer, in any case.</summary>
    public string? Email { get; private init; }

    public TypedAmount? Amount { get; private init; }

    /// <summary>The last four digits of the account, named beside <see cref="Amount"/>: both must fit.</summary>
    public string? EndOfAmount { get; private init; }

    /// <summary>The days that were named beside an amount or alone.</summary>
    public Period? Day { get; private init; }

    /// <summary>What was pasted as a list: two ids or more, at most <see cref="MostIds"/>, without repeats.</summary>
    public IReadOnlyList<string> Ids { get; private init; } = [];

    /// <summary>How many ids of the list were left out because they were too many.</summary>
    public int LeftOut { get; private init; }

    /// <summary>Ids are unique for all time, so the chosen period does not hide what they name.</summary>
    public bool IgnoresPeriod => Id is not null || Ids.Count > 0;

    /// <summary>A whole number that could also be an amount, as a search that says so. Null when it is none, or is read as one already.</summary>
    public string? AsAmount => Id is { } text && Amount is null && SearchAmount.Read([text], whole: true) is not null ? $"{AmountSign}{text}" : null;

    /// <summary>Nothing is looked for, save perhaps by days.</summary>
    public bool IsEmpty => Id is null && Ids.Count == 0 && OperationId is null && AccountEnd is null && Amount is null;

    /// <summary>Payments of one account only.</summary>
    internal static SearchText OfAccount(string end) => new() { AccountEnd = end };

    /// <param name="text">What was typed or pasted.</param>
    /// <param name="today">Today for the person who types: a day without a year is the last such day that is not in the future.</param>
    public static SearchText Parse(string? text, DateOnly today)
    {
        text = text?.Replace("\0", "", StringComparison.Ordinal).Trim() ?? "";
        if (text.Length == 0)
            return new SearchText();
        var words = text.Split((char[])[' ', '\u00A0', '\u202F'], StringSplitOptions.RemoveEmptyEntries);
        var day = SearchDay.Take(words, today, out var rest);
        if (text[0] == AmountSign && SearchAmount.Read([.. rest.Select(word => word.TrimStart(AmountSign)).Where(word => word.Length > 0)], whole: true) is { } named)
            return new SearchText { Amount = named, Day = day };
        var amount = SearchAmount.Read(rest, whole: day is not null);
        if (day is not null && rest.Count == 1 && EndOf(rest[0]) is { } ending)
            return new SearchText { AccountEnd = ending, Amount = amount, Day = day };
        var end = amount is null ? TakeEnd(rest, out rest) : null;
        if (end is not null && SearchAmount.Read(rest, whole: true) is { } paid)
            return new SearchText { Amount = paid, EndOfAmount = end, Day = day };
        var list = amount is null ? Split(text) : [text];
        if (list.Count > 1)
            return new SearchText { Ids = [.. list.Take(MostIds)], LeftOut = Math.Max(0, list.Count - MostIds) };
        if (day is not null && (amount is not null || rest.Count == 0))
            return new SearchText { Amount = amount, Day = day };
        return new SearchText
        {
            // "100 EUR" and "1 234,50" cannot be ids; "16.60" can.
            Id = amount is not null && words.Length > 1 ? null : text,
            OperationId = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null,
            AccountEnd = EndOf(text),
            Email = words.Length == 1 && text.Length >= LeastPart && text.IndexOf('@', StringComparison.Ordinal) > 0 ? text : null,
            Amount = amount,
        };
    }

    /// <summary>"4242 16.60 EUR", "16.60 *4242": what is printed on a receipt.</summary>
    private static string? TakeEnd(IReadOnlyList<string> words, out IReadOnlyList<string> rest)
    {
        rest = words;
        if (words.Count < 2)
            return null;
        foreach (var index in (int[])[0, words.Count - 1])
        {
            var digits = Unmasked(words[index]);
            if (digits.Length != Payment.AccountEndLength || !digits.All(char.IsAsciiDigit))
                continue;
            rest = [.. words.Where((_, at) => at != index)];
            return digits;
        }

        return null;
    }

    /// <summary>"4242", "****4242": digits that an account may end with.</summary>
    private static string? EndOf(string text) =>
        Unmasked(text) is { Length: >= Payment.AccountEndLength and <= 19 } digits && digits.All(char.IsAsciiDigit) ? digits : null;

    private static string Unmasked(string text) => text.TrimStart('*', '\u2022', '\u00B7', '.');

    /// <summary>A list has lines, tabs, semicolons, or commas that do not separate a fraction.</summary>
    private static List<string> Split(string text)
    {
        char[] between = ['\n', '\r', '\t', ';', ','];
        if (text.AsSpan().IndexOfAny(between) < 0)
            return [text];
        return [.. text.Split(between, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(one => one.Trim('"', '\'')).Where(one => one.Length is > 0 and <= FilterText.MostLength).Distinct(StringComparer.Ordinal)];
    }
}
