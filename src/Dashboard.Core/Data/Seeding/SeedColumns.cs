using Dashboard.Core.Operations;
using Dashboard.Core.Payments;

namespace Dashboard.Core.Data.Seeding;

/// <summary>How a column's value is handed to the database.</summary>
internal readonly record struct SeedValue(string? Text, long Number, byte[]? Bytes, SeedValueKind Kind)
{
    public static implicit operator SeedValue(string? text) => new(text, 0, null, text is null ? SeedValueKind.Null : SeedValueKind.Text);

    public static implicit operator SeedValue(long number) => new(null, number, null, SeedValueKind.Number);

    public static implicit operator SeedValue(long? number) => new(null, number ?? 0, null, number is null ? SeedValueKind.Null : SeedValueKind.Number);

    public static implicit operator SeedValue(int number) => new(null, number, null, SeedValueKind.Int);

    public static implicit operator SeedValue(bool flag) => new(null, flag ? 1 : 0, null, SeedValueKind.Flag);

    public static implicit operator SeedValue(byte[] bytes) => new(null, 0, bytes, SeedValueKind.Bytes);

    public static implicit operator SeedValue(DateTimeOffset instant) => instant.ToUnixTimeMilliseconds();

    public static implicit operator SeedValue(DateTimeOffset? instant) => instant?.ToUnixTimeMilliseconds();
}

internal enum SeedValueKind
{
    Null,
    Text,
    Number,
    Int,
    Flag,
    Bytes,
}

internal sealed record SeedColumn<T>(string Name, Func<T, SeedValue> Read);

/// <summary>The columns that are written, compared with the model by a test: a new one cannot be forgotten here.</summary>
internal static class SeedColumns
{
    public const string PaymentTable = "payments";
    public const string OperationTable = "operations";
    public const string FacetTable = "facets";

    public static readonly SeedColumn<Payment>[] Payments =
    [
        new("id", one => one.Id), new("project_id", one => one.ProjectId), new("payment_id", one => one.PaymentId),
        new("status", one => one.Status), new("type", one => one.Type), new("method", one => one.Method), new("currency", one => one.Currency),
        new("amount", one => one.Amount), new("description", one => one.Description), new("customer_id", one => one.CustomerId),
        new("customer_email", one => one.CustomerEmail), new("customer_phone", one => one.CustomerPhone), new("customer_ip", one => one.CustomerIp),
        new("account_number", one => one.AccountNumber), new("code", one => one.Code), new("created_at", one => one.CreatedAt),
        new("updated_at", one => one.UpdatedAt), new("received_at", one => one.ReceivedAt), new("captured", one => one.Captured),
        new("refunded", one => one.Refunded), new("reserved", one => one.Reserved), new("refund_count", one => one.RefundCount),
        new("has_conflict", one => one.HasConflict), new("state_key", one => one.StateKey), new("refund_work", one => (int)one.RefundWork),
        new("account_end", one => one.AccountEnd), new("facet_id", one => one.FacetId),
    ];

    public static readonly SeedColumn<Operation>[] Operations =
    [
        new("id", one => one.Id), new("payment_row_id", one => one.PaymentRowId), new("project_id", one => one.ProjectId),
        new("operation_id", one => one.OperationId), new("method", one => one.Method), new("type", one => one.Type),
        new("status", one => one.Status), new("effect", one => Effect(one)), new("created_at", one => one.CreatedAt),
        new("updated_at", one => one.UpdatedAt), new("received_at", one => one.ReceivedAt), new("amount", one => one.Amount),
        new("currency", one => one.Currency), new("converted_amount", one => one.ConvertedAmount),
        new("converted_currency", one => one.ConvertedCurrency), new("request_id", one => one.RequestId),
        new("merchant_refund_id", one => one.MerchantRefundId), new("code", one => one.Code), new("message", one => one.Message),
        new("provider_id", one => one.ProviderId), new("provider_payment_id", one => one.ProviderPaymentId),
        new("provider_date", one => one.ProviderDate), new("auth_code", one => one.AuthCode), new("endpoint_id", one => one.EndpointId),
        new("eci", one => one.Eci), new("has_conflict", one => one.HasConflict), new("state_key", one => one.StateKey),
        new("facet_id", one => one.FacetId),
    ];

    public static readonly SeedColumn<Facet>[] Facets =
    [
        new("id", one => one.Id), new("key", one => one.Key), new("of_operations", one => one.OfOperations), new("project_id", one => one.ProjectId),
        new("status", one => one.Status), new("type", one => one.Type), new("method", one => one.Method), new("currency", one => one.Currency),
        new("code", one => one.Code), new("refunded", one => (int)one.Refunded),
    ];

    public static string List<T>(SeedColumn<T>[] columns) => string.Join(", ", columns.Select(column => column.Name));

    // Enum.ToString is slow, and this runs for every operation.
    private static string Effect(Operation operation) => operation.Effect switch
    {
        Gate.MoneyEffect.None => nameof(Gate.MoneyEffect.None),
        Gate.MoneyEffect.In => nameof(Gate.MoneyEffect.In),
        Gate.MoneyEffect.Out => nameof(Gate.MoneyEffect.Out),
        Gate.MoneyEffect.UndoesOut => nameof(Gate.MoneyEffect.UndoesOut),
        var other => throw new InvalidOperationException($"Unknown effect {other}."),
    };
}
