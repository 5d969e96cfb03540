using System.Collections.Immutable;

namespace Dashboard.Sandbox.State;

/// <summary>A payment as the platform knows it. Immutable: whoever holds one holds a consistent picture.</summary>
internal sealed record SandboxPayment
{
    public required long ProjectId { get; init; }

    public required string Id { get; init; }

    public required PlatformMethod Method { get; init; }

    /// <summary>Minor units of <see cref="Currency"/>.</summary>
    public required long Amount { get; init; }

    public required string Currency { get; init; }

    public string Description { get; init; } = "";

    public required string Status { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>Time of the last change.</summary>
    public required DateTimeOffset Date { get; init; }

    public string? CustomerId { get; init; }

    public string? AccountNumber { get; init; }

    public PaymentScenario Scenario { get; init; }

    /// <summary>Names the payment's pages; a payment id may hold anything, and a page's address must not be guessable.</summary>
    public required string Token { get; init; }

    /// <summary>When the payer opened the method's page.</summary>
    public DateTimeOffset? Opened { get; init; }

    public Uri? ReturnUrl { get; init; }

    /// <summary>The merchant's last word on where callbacks of this payment go.</summary>
    public Uri? CallbackUrl { get; init; }

    public ImmutableArray<SandboxOperation> Operations { get; init; } = [];

    public (long ProjectId, string Id) Key => (ProjectId, Id);

    public bool IsWaiting => Status is PaymentStatuses.AwaitingRedirect or PaymentStatuses.AwaitingCustomer;

    public SandboxOperation Sale => Operations[0];

    public long Captured => Sale.Status == OperationStatuses.Success ? Sale.Amount : 0;

    /// <summary>Money given back for good, minor units.</summary>
    public long Refunded => Operations.Sum(o => (o.Status, o.Type) switch
    {
        (OperationStatuses.Success, OperationTypes.Refund or OperationTypes.Reversal) => o.Amount,
        (OperationStatuses.Success, OperationTypes.RefundReverse) => -o.Amount,
        _ => 0,
    });

    /// <summary>The status that the operations of a paid payment lead to.</summary>
    public string StatusAfterRefunds()
    {
        var refunded = Refunded;
        if (refunded <= 0)
            return PaymentStatuses.Success;
        if (refunded < Captured)
            return PaymentStatuses.PartiallyRefunded;
        return Operations.Any(o => o is { Type: OperationTypes.Reversal, Status: OperationStatuses.Success })
            ? PaymentStatuses.Reversed
            : PaymentStatuses.Refunded;
    }

    public SandboxPayment With(SandboxOperation operation)
    {
        var former = Operations.FirstOrDefault(o => o.Id == operation.Id);
        return this with { Operations = former is null ? Operations.Add(operation) : Operations.Replace(former, operation) };
    }
}

/// <summary>One step of a payment.</summary>
internal sealed record SandboxOperation
{
    public required long Id { get; init; }

    public required string Type { get; init; }

    public required string Status { get; init; }

    public required string RequestId { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required DateTimeOffset Date { get; init; }

    /// <summary>Minor units of <see cref="Currency"/>.</summary>
    public required long Amount { get; init; }

    public required string Currency { get; init; }

    public required PlatformCode Code { get; init; }

    public required string ProviderPaymentId { get; init; }

    public DateTimeOffset? ProviderDate { get; init; }

    public string? MerchantRefundId { get; init; }

    public string Description { get; init; } = "";

    /// <summary>The end that a fault prescribes, whatever the rules say.</summary>
    public PlatformCode? Forced { get; init; }

    /// <summary><c>callback.delay</c> of the request (en_Gate_Callbacks, at most 600 s).</summary>
    public TimeSpan CallbackDelay { get; init; }

    /// <summary><c>callback.force_disable</c> of the request.</summary>
    public bool CallbackDisabled { get; init; }
}

internal static class PaymentStatuses
{
    public const string AwaitingRedirect = "awaiting redirect result";
    public const string AwaitingCustomer = "awaiting customer action";
    public const string Success = "success";
    public const string Decline = "decline";
    public const string PartiallyRefunded = "partially refunded";
    public const string Refunded = "refunded";
    public const string Reversed = "reversed";
}

internal static class OperationStatuses
{
    public const string Processing = "processing";
    public const string Success = "success";
    public const string Decline = "decline";
}

internal static class OperationTypes
{
    public const string Sale = "sale";
    public const string Refund = "refund";
    public const string Reversal = "reversal";
    public const string RefundReverse = "refund reverse";
}
