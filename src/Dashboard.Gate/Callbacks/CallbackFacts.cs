namespace Dashboard.Gate;

/// <summary>The payment of a callback or a status answer. Its <c>sum</c> is not the refundable rest: what it means after refunds is not defined.</summary>
/// <param name="Id">The merchant's id, 1 to 255 characters, opaque.</param>
public sealed record CallbackPayment(string Id)
{
    public string? Type { get; init; }

    public string? Status { get; init; }

    public string? Method { get; init; }

    public string? Description { get; init; }

    /// <summary>The merchant's refund id, echoed in refund callbacks.</summary>
    public string? MerchantRefundId { get; init; }

    /// <summary>Time of the last change, UTC; null when <see cref="DateText"/> is no such time.</summary>
    public DateTimeOffset? Date { get; init; }

    public string? DateText { get; init; }

    public Money? Sum { get; init; }
}

/// <summary>The operation of a callback or a status answer.</summary>
public sealed record CallbackOperation
{
    /// <summary>The platform's id; missing in some error callbacks.</summary>
    public long? Id { get; init; }

    public string? Type { get; init; }

    public string? Status { get; init; }

    /// <summary>Equals the <c>request_id</c> of the synchronous answer of Gate.</summary>
    public string? RequestId { get; init; }

    /// <summary>Response code as text, "0" for success; see <see cref="ResponseCodes"/>.</summary>
    public string? Code { get; init; }

    public string? Message { get; init; }

    public string? Eci { get; init; }

    /// <summary>End of the operation, UTC; null when <see cref="DateText"/> is no such time.</summary>
    public DateTimeOffset? Date { get; init; }

    public DateTimeOffset? CreatedDate { get; init; }

    public string? DateText { get; init; }

    public string? CreatedDateText { get; init; }

    /// <summary>Amount in the currency of the request: the one to compare, reserve and add up.</summary>
    public Money? SumInitial { get; init; }

    /// <summary>Amount in the currency of the channel.</summary>
    public Money? SumConverted { get; init; }

    public long? ProviderId { get; init; }

    public string? ProviderPaymentId { get; init; }

    /// <summary>The provider's time as it came; it may be a local time or months off, so it is never used for ordering.</summary>
    public string? ProviderDateText { get; init; }

    public string? AuthCode { get; init; }

    public string? EndpointId { get; init; }

    public string? MerchantRefundId { get; init; }
}

/// <summary>An amount of money.</summary>
/// <param name="MinorUnits">Whole minor units, not negative when it comes from a callback.</param>
/// <param name="Currency">Three capital letters (ISO 4217 alphabetic code, perhaps one <see cref="Gate.Currency"/> does not know).</param>
public readonly record struct Money(long MinorUnits, string Currency);

/// <summary>A page the customer must be sent to.</summary>
/// <param name="Method">HTTP method, as it came.</param>
/// <param name="Url">Address, as it came: check its scheme before using it.</param>
/// <param name="Body">Form fields; empty when the platform sent <c>[]</c>.</param>
public sealed record RedirectData(string Method, string Url, IReadOnlyDictionary<string, string> Body);

/// <summary>One entry of an <c>errors</c> list.</summary>
public sealed record GateError(string? Code, string? Field, string? Message, string? Description);
