namespace Dashboard.Sandbox.State;

/// <summary>A payment method of the emulated platform and its rules.</summary>
internal sealed record PlatformMethod
{
    public required string Code { get; init; }

    public required string Name { get; init; }

    /// <summary>Currencies a payment may have, the usual one first.</summary>
    public required IReadOnlyList<string> Currencies { get; init; }

    /// <summary>Smallest and largest payment, minor units.</summary>
    public long Minimum { get; init; } = 100;

    public long Maximum { get; init; } = long.MaxValue;

    public required bool Refundable { get; init; }

    /// <summary>Fields of the customer object that a sale has to carry.</summary>
    public required IReadOnlyList<string> RequiredCustomerFields { get; init; }

    public required int ProviderId { get; init; }

    public required string EndpointId { get; init; }

    /// <summary>What the amounts 40000 and 40400 answer with.</summary>
    public required PlatformCode DeclineByAmount { get; init; }

    /// <summary>A test project takes RUB only (seed:alfa, Testing).</summary>
    public static PlatformMethod AlfaClick { get; } = new()
    {
        Code = "alfa-click",
        Name = "Alfa-Click",
        Currencies = ["RUB"],
        Refundable = true,
        RequiredCustomerFields = ["id", "ip_address", "account_id"],
        ProviderId = 1310,
        EndpointId = "alfabank",
        DeclineByAmount = PlatformCode.InsufficientFunds,
    };

    /// <summary>AUD and NZD by the seed's rule; EUR because the seed's own request samples use it and must be accepted.</summary>
    public static PlatformMethod Poli { get; } = new()
    {
        Code = "poli",
        Name = "Poli",
        Currencies = ["AUD", "NZD", "EUR"],
        Maximum = 1_000_000,
        Refundable = false,
        RequiredCustomerFields = ["id", "ip_address", "last_name", "first_name", "email"],
        ProviderId = 1199,
        EndpointId = "iBankAU01",
        DeclineByAmount = PlatformCode.GeneralDecline,
    };

    /// <summary>Nobody pays with it here, there is no page for it; card payments made elsewhere are known and can be refunded.</summary>
    public static PlatformMethod Card { get; } = new()
    {
        Code = "card",
        Name = "Card",
        Currencies = [],
        Refundable = true,
        RequiredCustomerFields = [],
        ProviderId = 6,
        EndpointId = "card",
        DeclineByAmount = PlatformCode.InsufficientFunds,
    };

    /// <summary>What can be paid with here.</summary>
    public static IReadOnlyList<PlatformMethod> All { get; } = [AlfaClick, Poli];

    public static PlatformMethod? Find(string? code) => All.FirstOrDefault(m => m.Code == code);

    /// <summary>The method of a payment that was made elsewhere, too.</summary>
    public static PlatformMethod? Recall(string? code) => code == Card.Code ? Card : Find(code);

    /// <summary>The test rule of seed:alfa: these two amounts are declined, any other succeeds.</summary>
    public static bool DeclinesAmount(long amount) => amount is 40000 or 40400;
}
