namespace Dashboard.Sandbox;

/// <summary>A merchant's project on the emulated platform.</summary>
public sealed record SandboxProject
{
    /// <summary>The project's number, positive.</summary>
    public required long Id { get; init; }

    /// <summary>The key that signs requests, answers and callbacks of the project.</summary>
    public required string Secret { get; init; }

    public string Name { get; init; } = "";

    /// <summary>Where callbacks go; null sends none unless a request carries its own address.</summary>
    public Uri? CallbackUrl { get; init; }

    /// <summary>What Alfa-Click payments of this project do when nothing else was chosen for the payment.</summary>
    public PaymentScenario Scenario { get; init; } = PaymentScenario.Redirect;
}

/// <summary>The two ways of an Alfa-Click payment (seed:alfa).</summary>
public enum PaymentScenario
{
    /// <summary>The payer is sent to the method's page.</summary>
    Redirect,

    /// <summary>The payer reads an instruction and pays the bank's bill alone.</summary>
    Instruction,
}

/// <summary>A finished payment that the emulator did not see being made, for refunds of it.</summary>
public sealed record RecalledPayment
{
    public required long ProjectId { get; init; }

    public required string PaymentId { get; init; }

    public required string Method { get; init; }

    /// <summary>Minor units of <see cref="Currency"/>.</summary>
    public required long Amount { get; init; }

    public required string Currency { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>Sum of successful refunds so far, minor units of <see cref="Currency"/>.</summary>
    public long Refunded { get; init; }

    /// <summary>The refunds that make up <see cref="Refunded"/>, when they are known; a single new operation is made of the sum otherwise.</summary>
    public IReadOnlyList<RecalledRefund> Refunds { get; init; } = [];

    public bool Succeeded { get; init; } = true;

    public string? AccountNumber { get; init; }

    public string? CustomerId { get; init; }

    /// <summary>The platform's id of the sale operation, when it is known; a new one is made otherwise.</summary>
    public long? SaleOperationId { get; init; }
}

/// <summary>A successful refund of a <see cref="RecalledPayment"/>, told again as the same operation.</summary>
/// <param name="Amount">Minor units of the payment's currency.</param>
public sealed record RecalledRefund(long OperationId, long Amount, DateTimeOffset Created, string? RequestId = null, string? MerchantRefundId = null);

/// <summary>How the emulator runs. Every default is that of a person's own machine.</summary>
public sealed record SandboxOptions
{
    public const string DefaultUrl = "http://localhost:5081";

    /// <summary>Addresses to listen on, separated by semicolons. A port of 0 takes a free one and needs 127.0.0.1 instead of localhost.</summary>
    public string Urls { get; init; } = DefaultUrl;

    public required IReadOnlyList<SandboxProject> Projects { get; init; }

    /// <summary>Where the pages' way back leads.</summary>
    public Uri? DashboardUrl { get; init; }

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>From the acceptance of a refund to its result.</summary>
    public TimeSpan RefundDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>From opening the method's page to the decline of an unfinished payment (seed:alfa, 30 minutes).</summary>
    public TimeSpan OpenedLifetime { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>From the sale to the decline of a payment whose page nobody opened.</summary>
    public TimeSpan UnopenedLifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long a bill of the instruction scenario can be paid (seed:alfa, 7 days).</summary>
    public TimeSpan BillLifetime { get; init; } = TimeSpan.FromDays(7);

    /// <summary>A full refund on the UTC day of the sale becomes a <c>reversal</c> (en_Gate_Refund). The seeds show refunds only.</summary>
    public bool ReverseSameDayFullRefunds { get; init; }

    /// <summary>Accept every correctly signed refund, whatever its amount: the ledger then shows what a merchant really asked for.</summary>
    public bool AcceptEverything { get; init; }

    /// <summary>Credentials of the Data API; null closes it.</summary>
    public string? DataApiToken { get; init; }

    public string? DataApiSecret { get; init; }

    /// <summary>Listening beyond the loopback: anyone who reaches the port can then make callbacks. Off unless someone means it.</summary>
    public bool AllowRemote { get; init; }

    /// <summary>Requests and deliveries that are remembered, each.</summary>
    public int Memory { get; init; } = 50_000;

    /// <summary>Asked for a payment the emulator does not remember, for instance one made before its last start.</summary>
    public Func<long, string, CancellationToken, ValueTask<RecalledPayment?>>? RecallPayment { get; init; }

    /// <summary>Where the emulator logs; nowhere when null.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>Every fault of these options, each naming its setting; empty when they can be used.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        foreach (var url in Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttp)
                faults.Add($"Sandbox:Url: \"{url}\" is not an http address such as {DefaultUrl}.");
            else if (!address.IsLoopback && !AllowRemote)
                faults.Add($"Sandbox:Url: \"{url}\" is reachable from other machines; use localhost, or set Sandbox:AllowRemote to true.");
        }

        if (Projects.Count == 0)
            faults.Add("Sandbox:Projects: at least one project is needed.");
        foreach (var project in Projects)
        {
            if (project.Id <= 0)
                faults.Add($"Sandbox:Projects: the id {project.Id} is not a positive number.");
            if (string.IsNullOrEmpty(project.Secret))
                faults.Add($"Sandbox:Projects: project {project.Id} has no Secret.");
            if (project.CallbackUrl is { } callback && !IsWeb(callback))
                faults.Add($"Sandbox:Projects: the callback address of project {project.Id} is not an absolute http(s) address.");
        }

        if (Projects.DistinctBy(p => p.Id).Count() != Projects.Count)
            faults.Add("Sandbox:Projects: two projects have the same id.");
        if (DataApiToken is null != DataApiSecret is null)
            faults.Add("Sandbox:DataApi: token and secret are given together or not at all.");
        if (RefundDelay < TimeSpan.Zero)
            faults.Add("Sandbox:RefundDelay: must not be negative.");
        if (Memory < 100)
            faults.Add("Sandbox:Memory: must be 100 or more.");
        return faults;
    }

    private static bool IsWeb(Uri address) =>
        address.IsAbsoluteUri && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps);
}
