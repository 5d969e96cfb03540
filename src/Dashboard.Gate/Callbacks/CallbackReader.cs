using System.Text.Json;

namespace Dashboard.Gate;

/// <summary>Builds the parts of a <see cref="CallbackMessage"/>; the status answer reads its parts through the same code.</summary>
internal sealed class CallbackReader
{
    private const int MaxListed = 64;
    private readonly FactReader _facts = new();

    public IReadOnlyList<string> Faults => _facts.Faults;

    public void Fault(string path, string what) => _facts.Fault(path, what);

    public CallbackMessage Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return new CallbackMessage { Faults = ["the message is not an object"] };
        var message = ReadSurroundings(root) with { Operation = ReadOperation(root) };
        return message with { Faults = Faults };
    }

    /// <summary>Everything but the operation and the faults.</summary>
    public CallbackMessage ReadSurroundings(JsonElement root)
    {
        _facts.Object(root, "account", "account", out var account);
        _facts.Object(root, "customer", "customer", out var customer);
        return new CallbackMessage
        {
            ProjectId = ReadProjectId(root),
            Payment = ReadPayment(root),
            AccountNumber = Text(account, "number"),
            AccountType = Text(account, "type"),
            CardHolder = Text(account, "card_holder", CleanText.IdLength),
            CustomerId = Text(customer, "id", CleanText.IdLength),
            CustomerEmail = Text(customer, "email", CleanText.IdLength),
            CustomerPhone = Text(customer, "phone"),
            CustomerIp = Text(customer, "ip_address"),
            Redirect = ReadRedirect(root),
            Errors = ReadErrors(root),
        };
    }

    public long? ReadProjectId(JsonElement root)
    {
        if (root.TryGetProperty("project_id"u8, out _))
            return _facts.Number(root, "project_id", "project_id");
        return _facts.Object(root, "general", "general", out var general) ? _facts.Number(general, "project_id", "general.project_id") : null;
    }

    private CallbackPayment? ReadPayment(JsonElement root)
    {
        if (!_facts.Object(root, "payment", "payment", out var payment, essential: true))
            return null;
        var id = _facts.Identifier(payment, "id", "payment.id", required: true);
        var dateText = Text(payment, "date", 64);
        var read = new CallbackPayment(id ?? "")
        {
            Type = Text(payment, "type"),
            Status = Text(payment, "status"),
            Method = Text(payment, "method"),
            Description = Text(payment, "description", CleanText.TextLength),
            MerchantRefundId = _facts.Identifier(payment, "merchant_refund_id", "payment.merchant_refund_id"),
            DateText = dateText,
            Date = GateDate.Parse(dateText),
            Sum = _facts.Money(payment, "sum", "payment.sum"),
        };
        return id is null ? null : read;
    }

    private CallbackOperation? ReadOperation(JsonElement root) =>
        _facts.Object(root, "operation", "operation", out var operation, essential: true) ? ReadOperation(operation, "operation") : null;

    public CallbackOperation ReadOperation(JsonElement operation, string path)
    {
        _facts.Object(operation, "provider", "provider", out var provider);
        var dateText = Text(operation, "date", 64);
        var createdText = Text(operation, "created_date", 64);
        return new CallbackOperation
        {
            Id = _facts.Number(operation, "id", path + ".id"),
            Type = Text(operation, "type"),
            Status = Text(operation, "status"),
            RequestId = _facts.Identifier(operation, "request_id", path + ".request_id"),
            Code = Text(operation, "code", 32),
            Message = Text(operation, "message", CleanText.TextLength),
            Eci = Text(operation, "eci", 32),
            DateText = dateText,
            Date = GateDate.Parse(dateText),
            CreatedDateText = createdText,
            CreatedDate = GateDate.Parse(createdText),
            SumInitial = _facts.Money(operation, "sum_initial", path + ".sum_initial"),
            SumConverted = _facts.Money(operation, "sum_converted", path + ".sum_converted"),
            ProviderId = provider.ValueKind == JsonValueKind.Object ? FactReader.Number(provider, "id") : null,
            ProviderPaymentId = Text(provider, "payment_id", CleanText.IdLength),
            ProviderDateText = Text(provider, "date", 64),
            AuthCode = Text(provider, "auth_code"),
            EndpointId = Text(provider, "endpoint_id"),
            MerchantRefundId = _facts.Identifier(operation, "merchant_refund_id", path + ".merchant_refund_id"),
        };
    }

    private RedirectData? ReadRedirect(JsonElement root)
    {
        if (!_facts.Object(root, "redirect_data", "redirect_data", out var redirect) || Text(redirect, "url", CleanText.UrlLength) is not { Length: > 0 } url)
            return null;
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        if (_facts.Object(redirect, "body", "redirect_data.body", out var body))
        {
            foreach (var field in body.EnumerateObject().Take(MaxListed))
            {
                // Members of these two names are not covered by the signature, so anybody could have put them in.
                if (field.Name is not ("signature" or "frame_mode") && CleanText.IsClean(field.Name) && Text(body, field.Name, CleanText.UrlLength) is { } value)
                    fields[field.Name] = value;
            }
        }

        return new RedirectData(Text(redirect, "method") is { Length: > 0 } method ? method : "GET", url, fields);
    }

    public static IReadOnlyList<GateError> ReadErrors(JsonElement root)
    {
        if (!root.TryGetProperty("errors"u8, out var list) || list.ValueKind != JsonValueKind.Array)
            return [];
        return [.. list.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.Object).Take(MaxListed).Select(e => new GateError(
            Text(e, "code", 32), Text(e, "field"), Text(e, "message", CleanText.TextLength), Text(e, "description", CleanText.TextLength)))];
    }

    private static string? Text(JsonElement parent, string name, int maxLength = CleanText.NameLength) =>
        parent.ValueKind == JsonValueKind.Object ? FactReader.Text(parent, name, maxLength) : null;
}
