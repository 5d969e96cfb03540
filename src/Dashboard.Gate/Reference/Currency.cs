using System.Collections.Frozen;
using System.Globalization;

namespace Dashboard.Gate;

/// <summary>A currency of ISO 4217.</summary>
/// <param name="Code">Alphabetic code, three capital letters.</param>
/// <param name="Exponent">Digits after the decimal separator: 0 (JPY), 2 (EUR), 3 (KWD) or 4 (CLF).</param>
/// <param name="Name">English name.</param>
public sealed partial record Currency(string Code, int Exponent, string Name)
{
    /// <summary>The minus sign of typography (U+2212), for amounts on screen.</summary>
    public const char MinusSign = '\u2212';

    private static readonly FrozenDictionary<string, Currency> Known = Table.Read("currencies.tsv")
        .Select(row => new Currency(row[0], int.Parse(row[1], CultureInfo.InvariantCulture), row[2]))
        .ToFrozenDictionary(c => c.Code, StringComparer.Ordinal);

    /// <summary>All currencies in the order of their codes.</summary>
    public static IReadOnlyList<Currency> All { get; } = [.. Known.Values.OrderBy(c => c.Code, StringComparer.Ordinal)];

    /// <summary>The currency of a code in capital letters; null when ISO 4217 has none, or one without minor units (metals, test codes).</summary>
    public static Currency? Find(string? code) => code is null ? null : Known.GetValueOrDefault(code);
}
