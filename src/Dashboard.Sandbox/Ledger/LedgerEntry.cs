namespace Dashboard.Sandbox.Ledger;

/// <summary>A request as it arrived at the platform, and what became of it.</summary>
internal sealed record LedgerEntry
{
    public long Number { get; init; }

    public required DateTimeOffset Time { get; init; }

    public required string Endpoint { get; init; }

    public required string Path { get; init; }

    public long? ProjectId { get; init; }

    public string? PaymentId { get; init; }

    /// <summary>Minor units; of a full refund without an amount, the amount it meant.</summary>
    public long? Amount { get; init; }

    public string? Currency { get; init; }

    public string? MerchantRefundId { get; init; }

    public string? RequestId { get; init; }

    /// <summary>Whether the platform took it on, whatever the asker got to hear.</summary>
    public bool Accepted { get; init; }

    /// <summary>The platform's code of a refusal.</summary>
    public string? Code { get; init; }

    public string? Fault { get; init; }
}
