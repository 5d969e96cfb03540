using System.Globalization;
using System.Text.Json;
using Dashboard.Core.Exports;
using Dashboard.Gate;

namespace Dashboard.Web.DataApi;

/// <summary>An operation as the Data API writes it: always in this order, a member without a value left out.</summary>
internal static class OperationJson
{
    private static readonly (string Name, Action<Utf8JsonWriter, string, OperationItem, TimeZoneInfo> Write)[] Members =
    [
        ("project_id", (json, name, item, _) => json.WriteNumber(name, item.Operation.ProjectId)),
        ("operation_id", (json, name, item, _) => json.WriteNumber(name, item.Operation.OperationId)),
        ("payment_id", (json, name, item, _) => json.WriteString(name, item.PaymentId)),
        ("operation_type", (json, name, item, _) => json.WriteString(name, item.Operation.Type)),
        ("operation_status", (json, name, item, _) => json.WriteString(name, item.Operation.Status)),
        ("payment_method", (json, name, item, _) => Text(json, name, item.Operation.Method)),
        ("customer_id", (json, name, item, _) => Text(json, name, item.CustomerId)),
        ("customer_ip", (json, name, item, _) => Text(json, name, item.CustomerIp)),
        ("account_number", (json, name, item, _) => Text(json, name, AccountMask.Tail(item.AccountNumber))),
        ("description", (json, name, item, _) => Text(json, name, item.Description)),
        ("operation_created_at", (json, name, item, zone) => Time(json, name, item.Operation.CreatedAt, zone)),
        ("operation_completed_at", (json, name, item, zone) =>
            Time(json, name, OperationStatus.Of(item.Operation.Status).IsFinal ? item.Operation.UpdatedAt : null, zone)),
        ("amount_initial", (json, name, item, _) => Number(json, name, item.Operation.Amount)),
        ("currency_initial", (json, name, item, _) => Text(json, name, item.Operation.Currency)),
        ("amount_converted", (json, name, item, _) => Number(json, name, item.Operation.ConvertedAmount)),
        ("currency_converted", (json, name, item, _) => Text(json, name, item.Operation.ConvertedCurrency)),
        ("code", (json, name, item, _) => Text(json, name, item.Operation.Code)),
        ("message", (json, name, item, _) => Text(json, name, item.Operation.Message)),
        ("request_id", (json, name, item, _) => Text(json, name, item.Operation.RequestId)),
        ("merchant_refund_id", (json, name, item, _) => Text(json, name, item.Operation.MerchantRefundId)),
        ("provider_payment_id", (json, name, item, _) => Text(json, name, item.Operation.ProviderPaymentId)),
        ("auth_code", (json, name, item, _) => Text(json, name, item.Operation.AuthCode)),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. Members.Select(member => member.Name)];

    public static void Write(Utf8JsonWriter json, OperationItem item, OperationsRequest request)
    {
        json.WriteStartObject();
        foreach (var (name, write) in Members)
        {
            if (request.Fields?.Contains(name) != false)
                write(json, name, item, request.Zone);
        }

        json.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
            json.WriteString(name, text);
    }

    private static void Number(Utf8JsonWriter json, string name, long? number)
    {
        if (number is { } value)
            json.WriteNumber(name, value);
    }

    private static void Time(Utf8JsonWriter json, string name, DateTimeOffset? instant, TimeZoneInfo zone)
    {
        if (instant is { } at)
            json.WriteString(name, TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
    }
}
