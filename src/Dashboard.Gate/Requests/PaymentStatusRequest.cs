namespace Dashboard.Gate;

/// <summary>Asks for the present state of a payment (page en_Gate_payment_status_request). Synchronous, changes nothing, may be repeated.</summary>
public sealed record PaymentStatusRequest
{
    /// <summary>Path on Gate.</summary>
    public const string Path = "/v2/payment/status";

    public required long ProjectId { get; init; }

    /// <summary>The merchant's id of the payment.</summary>
    public required string PaymentId { get; init; }

    /// <summary>What keeps the request from being sent, each with its field; empty when it can be.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        RequestFields.CheckProject(faults, "general.project_id", ProjectId);
        RequestFields.CheckId(faults, "general.payment_id", PaymentId);
        return faults;
    }

    /// <summary>The signed JSON with what is needed to send it and to check the answer.</summary>
    /// <exception cref="ArgumentException">There are <see cref="Faults"/>.</exception>
    public PreparedRequest Prepare(string secret) => new(Path, ProjectId, PaymentId,
        RequestFields.Sign(Faults(), secret, (json, signature) => RequestFields.WriteGeneral(json, ProjectId, PaymentId, signature)));
}
