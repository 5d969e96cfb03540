using System.Text.Json;

namespace Dashboard.Gate;

/// <summary>A one-step purchase by an online banking method (api-developers, page of the sale request; seeds).</summary>
public sealed record SaleRequest
{
    public required long ProjectId { get; init; }

    /// <summary>The merchant's id, unique in the project; a second use is refused (code 3041).</summary>
    public required string PaymentId { get; init; }

    /// <summary>Minor units, above zero.</summary>
    public required long Amount { get; init; }

    /// <summary>ISO 4217 code.</summary>
    public required string Currency { get; init; }

    /// <summary>Method code, such as <c>alfa-click</c> or <c>poli</c>.</summary>
    public required string Method { get; init; }

    public required string CustomerId { get; init; }

    public required string CustomerIp { get; init; }

    /// <summary>Alfa-Click: the customer's login.</summary>
    public string? CustomerAccountId { get; init; }

    /// <summary>Alfa-Click: for payments in KZT.</summary>
    public string? CustomerPhone { get; init; }

    /// <summary>Poli.</summary>
    public string? CustomerEmail { get; init; }

    /// <summary>Poli.</summary>
    public string? CustomerFirstName { get; init; }

    /// <summary>Poli.</summary>
    public string? CustomerLastName { get; init; }

    public string? Description { get; init; }

    /// <summary>Where callbacks about this payment go instead of the project's address.</summary>
    public Uri? CallbackUrl { get; init; }

    /// <summary>Path on Gate.</summary>
    public string Path => "/v2/payment/online-banking/" + Method + "/sale";

    /// <summary>What keeps the request from being sent, each with its field; empty when it can be.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        RequestFields.CheckProject(faults, "general.project_id", ProjectId);
        RequestFields.CheckId(faults, "general.payment_id", PaymentId);
        RequestFields.CheckMoney(faults, "payment.", Amount, Currency);
        if (string.IsNullOrEmpty(Method) || !Method.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            faults.Add("method: small Latin letters, digits and hyphens only");
        RequestFields.CheckText(faults, "customer.id", CustomerId, required: true);
        RequestFields.CheckText(faults, "customer.ip_address", CustomerIp, required: true);
        RequestFields.CheckIp(faults, "customer.ip_address", CustomerIp);
        RequestFields.CheckText(faults, "customer.account_id", CustomerAccountId, required: Method == "alfa-click");
        RequestFields.CheckText(faults, "customer.phone", CustomerPhone, required: Method == "alfa-click" && Currency == "KZT");
        RequestFields.CheckText(faults, "customer.email", CustomerEmail, required: Method == "poli");
        RequestFields.CheckText(faults, "customer.first_name", CustomerFirstName, required: Method == "poli");
        RequestFields.CheckText(faults, "customer.last_name", CustomerLastName, required: Method == "poli");
        RequestFields.CheckText(faults, "payment.description", Description);
        RequestFields.CheckText(faults, "general.merchant_callback_url", CallbackUrl?.AbsoluteUri, maxLength: CleanText.UrlLength);
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
        RequestFields.WriteGeneral(json, ProjectId, PaymentId, signature, CallbackUrl?.AbsoluteUri);
        json.WriteStartObject("customer");
        json.WriteString("id", CustomerId);
        json.WriteString("ip_address", CustomerIp);
        RequestFields.WriteText(json, "account_id", CustomerAccountId);
        RequestFields.WriteText(json, "phone", CustomerPhone);
        RequestFields.WriteText(json, "email", CustomerEmail);
        RequestFields.WriteText(json, "first_name", CustomerFirstName);
        RequestFields.WriteText(json, "last_name", CustomerLastName);
        json.WriteEndObject();
        json.WriteStartObject("payment");
        json.WriteNumber("amount", Amount);
        json.WriteString("currency", Currency);
        RequestFields.WriteText(json, "description", Description);
        json.WriteEndObject();
    }
}
