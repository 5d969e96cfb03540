namespace Dashboard.Gate;

/// <summary>Asks for the present state of a payment (page en_Gate_payment_status_request). Synchronous, changes nothing, may be repeated.</summary>
public sealed record PaymentStatusRequest
{
    /// <summary>Path on Gate.</summary>
    public const string Path = "/v2/payment/status";

    /// <summary>Path on Gate for a question by the id of one request (inferred; page en_Gate_payment_status_request tells of it without the path).</summary>
    public const string ByRequestPath = "/v2/payment/status/request";

    public required long ProjectId { get; init; }

    /// <summary>The merchant's id of the payment.</summary>
    public required string PaymentId { get; init; }

    /// <summary>The platform's id of one request: then the answer tells of that request only. Not before 10 s after it. Null asks for the whole payment.</summary>
    public string? RequestId { get; init; }

    /// <summary>What keeps the request from being sent, each with its field; empty when it can be.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        RequestFields.CheckProject(faults, "general.project_id", ProjectId);
        RequestFields.CheckId(faults, "general.payment_id", PaymentId);
        RequestFields.CheckId(faults, "general.request_id", RequestId, required: false);
        return faults;
    }

    /// <summary>The signed JSON with what is needed to send it and to check the answer.</summary>
    /// <exception cref="ArgumentException">There are <see cref="Faults"/>.</exception>
    public PreparedRequest Prepare(string secret) => new(RequestId is null ? Path : ByRequestPath, ProjectId, PaymentId,
        RequestFields.Sign(Faults(), secret, (json, signature) => RequestFields.WriteGeneral(json, ProjectId, PaymentId, signature, requestId: RequestId)));
}
