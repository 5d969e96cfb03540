using System.Globalization;
using System.Text.Json.Nodes;
using Dashboard.Sandbox.State;

namespace Dashboard.Sandbox.Gate;

/// <summary>The platform's picture of a payment, as in the callbacks of the seeds.</summary>
internal static class PaymentJson
{
    /// <summary>A callback about one operation (domain: en_PP_Callbacks).</summary>
    public static JsonObject Callback(SandboxPayment payment, SandboxOperation operation, Uri? redirect)
    {
        var message = new JsonObject { ["project_id"] = payment.ProjectId, ["payment"] = Payment(payment, operation.MerchantRefundId) };
        AddPayer(message, payment);
        message["operation"] = Operation(payment, operation);
        if (redirect is not null)
        {
            message["redirect_data"] = new JsonObject
            {
                // Alfa-Click posts a member along, Poli an empty array: both as the seeds print them.
                ["body"] = payment.Method == PlatformMethod.AlfaClick ? new JsonObject { ["redirectType"] = "redirect" } : new JsonArray(),
                ["method"] = "GET",
                ["url"] = redirect.AbsoluteUri,
            };
        }

        return message;
    }

    /// <summary>The answer to a status request (en_Gate_payment_status_request).</summary>
    public static JsonObject Status(SandboxPayment payment, IEnumerable<SandboxOperation> operations)
    {
        var list = new JsonArray();
        foreach (var operation in operations)
        {
            var item = Operation(payment, operation);
            if (operation.MerchantRefundId is { } refundId)
                item["merchant_refund_id"] = refundId;
            list.Add(item);
        }

        var message = new JsonObject
        {
            ["project_id"] = payment.ProjectId,
            // A payment may have several refunds, so their ids stand with their operations here, not with the payment.
            ["payment"] = Payment(payment, merchantRefundId: null),
        };
        AddPayer(message, payment);
        message["operations"] = list;
        return message;
    }

    public static string Date(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'+0000'", CultureInfo.InvariantCulture);

    private static JsonObject Payment(SandboxPayment payment, string? merchantRefundId)
    {
        var node = new JsonObject
        {
            ["id"] = payment.Id,
            ["type"] = "purchase",
            ["status"] = payment.Status,
            ["date"] = Date(payment.Date),
            ["method"] = payment.Method.Code,
            ["sum"] = Sum(payment.Amount, payment.Currency),
            ["description"] = payment.Description,
        };
        if (merchantRefundId is not null)
            node["merchant_refund_id"] = merchantRefundId;
        return node;
    }

    private static void AddPayer(JsonObject message, SandboxPayment payment)
    {
        // The account is known once the provider told it; a declined Poli payment never gets that far (seed:poli).
        if (payment.AccountNumber is { } account && !payment.IsWaiting)
            message["account"] = new JsonObject { ["number"] = account };
        if (payment is { CustomerId: { } customer } && payment.Method == PlatformMethod.Poli)
            message["customer"] = new JsonObject { ["id"] = customer };
    }

    private static JsonObject Operation(SandboxPayment payment, SandboxOperation operation)
    {
        var node = new JsonObject
        {
            ["id"] = operation.Id,
            ["type"] = operation.Type,
            ["status"] = operation.Status,
            ["date"] = Date(operation.Date),
            ["created_date"] = Date(operation.Created),
            ["request_id"] = operation.RequestId,
            ["sum_initial"] = Sum(operation.Amount, operation.Currency),
            ["sum_converted"] = Sum(operation.Amount, operation.Currency),
        };
        if (operation.ProviderDate is { } providerDate)
        {
            var provider = new JsonObject
            {
                ["id"] = payment.Method.ProviderId,
                ["payment_id"] = operation.ProviderPaymentId,
                ["date"] = Date(providerDate),
                ["auth_code"] = "",
            };
            if (operation.Type == OperationTypes.Sale && (operation.Status == OperationStatuses.Success || payment.Method == PlatformMethod.AlfaClick))
                provider["endpoint_id"] = payment.Method.EndpointId;
            node["provider"] = provider;
        }

        node["code"] = operation.Code.Code;
        node["message"] = operation.Code.Message;
        return node;
    }

    private static JsonObject Sum(long amount, string currency) => new() { ["amount"] = amount, ["currency"] = currency };
}
