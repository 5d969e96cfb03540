using System.Text.Json;

namespace Dashboard.Gate;

/// <summary>
/// A refund of a payment, full or partial (page en_Gate_Refund). Amount and currency are always sent, also for a full refund: a request without
/// them would mean "whatever is left" and change its meaning when another refund comes first.
/// </summary>
public sealed record RefundRequest
{
    public required long ProjectId { get; init; }

    /// <summary>The merchant's id of the original payment.</summary>
    public required string PaymentId { get; init; }

    /// <summary>Minor units, above zero.</summary>
    public required long Amount { get; init; }

    /// <summary>The payment's currency, ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>The reason: required by the platform, 1 to 255 characters, no semicolon, no control characters.</summary>
    public required string Description { get; init; }

    /// <summary>The merchant's id of this refund, echoed in callbacks; the platform refuses a second use (code 3230) where it honours it.</summary>
    public string? MerchantRefundId { get; init; }

    /// <summary>The customer's address, not the operator's.</summary>
    public string? CustomerIp { get; init; }

    /// <summary>Path on Gate, from <see cref="PaymentMethod.RefundPath"/>; the path without a method works for any.</summary>
    public string Path { get; init; } = PaymentMethods.AnyRefundPath;

    /// <summary>What keeps the request from being sent, each with its field; empty when it can be.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        RequestFields.CheckProject(faults, "general.project_id", ProjectId);
        RequestFields.CheckId(faults, "general.payment_id", PaymentId);
        RequestFields.CheckMoney(faults, "payment.", Amount, Currency);
        RequestFields.CheckText(faults, "payment.description", Description, required: true);
        RequestFields.CheckText(faults, "payment.merchant_refund_id", MerchantRefundId);
        RequestFields.CheckIp(faults, "customer.ip_address", CustomerIp);
        return faults;
    }

    /// <summary>The signed JSON.</summary>
    /// <exception cref="ArgumentException">There are <see cref="Faults"/>.</exception>
    public byte[] ToSignedBytes(string secret) => RequestFields.Sign(Faults(), secret, Write);

    /// <summary>The signed JSON with what is needed to send it and to check the answer.</summary>
    /// <exception cref="ArgumentException">There are <see cref="Faults"/>.</exception>
    public PreparedRequest Prepare(string secret) => new(Path, ProjectId, PaymentId, ToSignedBytes(secret));

    private void Write(Utf8JsonWriter json, string? signature)
    {
        RequestFields.WriteGeneral(json, ProjectId, PaymentId, signature);
        if (CustomerIp is not null)
        {
            json.WriteStartObject("customer");
            json.WriteString("ip_address", CustomerIp);
            json.WriteEndObject();
        }

        json.WriteStartObject("payment");
        json.WriteNumber("amount", Amount);
        json.WriteString("currency", Currency);
        json.WriteString("description", Description);
        RequestFields.WriteText(json, "merchant_refund_id", MerchantRefundId);
        json.WriteEndObject();
    }
}
