namespace Dashboard.Core.Data.Seeding;

/// <summary>A reason for a decline with its share among the declines of a method.</summary>
internal sealed record SeedDecline(int Share, string Code);

/// <summary>How a shop sells by one method in one currency.</summary>
/// <param name="Share">Out of all the project's payments.</param>
/// <param name="Approved">Approved of a thousand sales.</param>
/// <param name="Refunded">Refunded of a thousand approved ones; 0 where the method has no refunds.</param>
/// <param name="Step">Price of the cheapest thing, minor units.</param>
internal sealed record SeedChannel(
    int Share, string Method, string Currency, int Approved, int Refunded, long Step, long ProviderId, string Endpoint, SeedDecline[] Declines);

/// <summary>A shop: what it is called and how it sells.</summary>
/// <param name="IdPrefix">What the ids of its payments begin with, UTF-8.</param>
internal sealed record SeedShop(long ProjectId, string Name, int Share, byte[] IdPrefix, SeedChannel[] Channels);

/// <summary>What the made-up merchant looks like. Methods, statuses and codes are the platform's; shares and prices are ours.</summary>
internal static class SeedProfile
{
    private static readonly SeedDecline[] Bank =
    [
        new(38, "20105"), new(34, "20000"), new(9, "20101"), new(6, "20301"), new(5, "314"), new(4, "402"), new(3, "20106"), new(1, "100"),
    ];

    private static readonly SeedDecline[] Card =
    [
        new(33, "10105"), new(18, "10000"), new(9, "10101"), new(8, "10106"), new(7, "10103"), new(6, "10301"), new(5, "108"), new(4, "104"),
        new(4, "402"), new(3, "10203"), new(2, "10404"), new(1, "1499"),
    ];

    /// <summary>Codes of refused refunds.</summary>
    public static readonly string[] RefundDeclines = ["3283", "903", "10504", "20000"];

    public static readonly SeedShop[] Shops =
    [
        new(386, "Northwind Store", 55, [.. "EP"u8],
        [
            new(30, "alfa-click", "RUB", 760, 38, 49_900, 1310, "alfabank", Bank),
            new(38, "card", "EUR", 868, 46, 1_495, 1405, "cardeu", Card),
            new(17, "card", "USD", 842, 41, 1_599, 1405, "cardus", Card),
            new(9, "alfa-click", "KZT", 731, 29, 450_000, 1310, "alfabank", Bank),
            new(6, "card", "JPY", 889, 22, 1_980, 1411, "cardjp", Card),
        ]),
        new(1254, "Kiwi Games", 30, [.. "KG-"u8],
        [
            new(44, "poli", "AUD", 702, 0, 999, 1522, "poli", Bank),
            new(21, "poli", "NZD", 688, 0, 1_099, 1522, "poli", Bank),
            new(35, "card", "AUD", 851, 64, 1_299, 1405, "cardau", Card),
        ]),
        new(2077, "Gulf Travel", 15, [.. "GT"u8],
        [
            new(58, "card", "KWD", 824, 88, 14_500, 1418, "cardme", Card),
            new(30, "card", "AED", 835, 79, 17_900, 1418, "cardme", Card),
            new(12, "card", "BHD", 829, 71, 18_250, 1418, "cardme", Card),
        ]),
    ];

    /// <summary>Share of a day's sales in each hour, UTC: the shops' evening is full, their night is not empty.</summary>
    public static ReadOnlySpan<int> Hours => [22, 16, 12, 10, 11, 16, 25, 36, 48, 57, 62, 64, 66, 64, 63, 66, 72, 80, 88, 91, 82, 66, 47, 32];

    /// <summary>Share of a week's sales in each day, from Sunday.</summary>
    public static ReadOnlySpan<int> Weekdays => [88, 94, 97, 99, 106, 121, 103];
}
