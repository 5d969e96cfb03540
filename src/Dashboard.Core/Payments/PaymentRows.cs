using System.Data.Common;
using Dashboard.Core.Data;
using Dashboard.Core.Operations;
using Dashboard.Gate;

namespace Dashboard.Core.Payments;

/// <summary>
/// The hot path's own reading and writing of payments and operations. Tested to agree with the EF model column by column.
/// </summary>
internal static class PaymentRows
{
    private const string PaymentColumns =
        "id, project_id, payment_id, status, type, method, currency, amount, description, customer_id, customer_email, customer_phone, "
        + "customer_ip, account_number, code, created_at, updated_at, received_at, captured, refunded, reserved, refund_count, "
        + "has_conflict, state_key, refund_work, account_end, facet_id";

    private const string OperationColumns =
        "id, payment_row_id, project_id, operation_id, method, type, status, effect, created_at, updated_at, received_at, amount, currency, "
        + "converted_amount, converted_currency, request_id, merchant_refund_id, code, message, provider_id, provider_payment_id, provider_date, "
        + "auth_code, endpoint_id, eci, has_conflict, state_key, facet_id";

    private static readonly Dictionary<string, Statement> FindPayment = ForBoth(lockRows =>
        $"SELECT {PaymentColumns} FROM payments WHERE project_id = @0 AND payment_id = @1{lockRows}");

    private static readonly Statement FindOperations = new($"SELECT {OperationColumns} FROM operations WHERE payment_row_id = @0");

    private static readonly Statement InsertPayment = new(
        $"INSERT INTO payments ({PaymentColumns}) VALUES ({Places(27)})");

    // reserved, refund_count and refund_work belong to refunds and are changed by relative updates only.
    private static readonly Statement UpdatePayment = new(
        """
        UPDATE payments SET status = @1, type = @2, method = @3, currency = @4, amount = @5, description = @6, customer_id = @7,
            customer_email = @8, customer_phone = @9, customer_ip = @10, account_number = @11, code = @12, created_at = @13, updated_at = @14,
            received_at = @15, captured = @16, refunded = @17, has_conflict = @18, state_key = @19,
            account_end = @20, facet_id = @21
        WHERE id = @0
        """);

    private static readonly Statement UpsertOperation = new(
        $"""
        INSERT INTO operations ({OperationColumns}) VALUES ({Places(28)})
        ON CONFLICT (id) DO UPDATE SET method = excluded.method, type = excluded.type, status = excluded.status, effect = excluded.effect,
            created_at = excluded.created_at, updated_at = excluded.updated_at, received_at = excluded.received_at, amount = excluded.amount,
            currency = excluded.currency, converted_amount = excluded.converted_amount, converted_currency = excluded.converted_currency,
            request_id = excluded.request_id, merchant_refund_id = excluded.merchant_refund_id, code = excluded.code,
            message = excluded.message, provider_id = excluded.provider_id, provider_payment_id = excluded.provider_payment_id,
            provider_date = excluded.provider_date, auth_code = excluded.auth_code, endpoint_id = excluded.endpoint_id, eci = excluded.eci,
            has_conflict = excluded.has_conflict, state_key = excluded.state_key, facet_id = excluded.facet_id
        """);

    public static async Task<Payment?[]> FindPaymentsAsync(
        HotSession session, IReadOnlyList<(long ProjectId, string PaymentId)> keys, CancellationToken cancellationToken)
    {
        var found = new Payment?[keys.Count];
        await session.QueryAsync(FindPayment[session.LockRows], [.. keys.Select(key => new object?[] { key.ProjectId, key.PaymentId })],
            (index, row) => found[index] = ReadPayment(row), cancellationToken);
        return found;
    }

    public static async Task<List<Operation>[]> FindOperationsAsync(
        HotSession session, IReadOnlyList<long> paymentRowIds, CancellationToken cancellationToken)
    {
        var found = new List<Operation>[paymentRowIds.Count];
        for (var index = 0; index < found.Length; index++)
            found[index] = [];
        await session.QueryAsync(FindOperations, [.. paymentRowIds.Select(id => new object?[] { id })],
            (index, row) => found[index].Add(ReadOperation(row)), cancellationToken);
        return found;
    }

    public static ValueTask InsertAsync(HotSession session, Payment payment, CancellationToken cancellationToken) =>
        session.WriteAsync(InsertPayment,
        [
            payment.Id, payment.ProjectId, payment.PaymentId, payment.Status, payment.Type, payment.Method, payment.Currency, payment.Amount,
            payment.Description, payment.CustomerId, payment.CustomerEmail, payment.CustomerPhone, payment.CustomerIp, payment.AccountNumber,
            payment.Code, Instant(payment.CreatedAt), Instant(payment.UpdatedAt), Instant(payment.ReceivedAt), payment.Captured, payment.Refunded,
            payment.Reserved, payment.RefundCount, payment.HasConflict, payment.StateKey, (int)payment.RefundWork, payment.AccountEnd, payment.FacetId,
        ], cancellationToken);

    public static ValueTask UpdateAsync(HotSession session, Payment payment, CancellationToken cancellationToken) =>
        session.WriteAsync(UpdatePayment,
        [
            payment.Id, payment.Status, payment.Type, payment.Method, payment.Currency, payment.Amount, payment.Description, payment.CustomerId,
            payment.CustomerEmail, payment.CustomerPhone, payment.CustomerIp, payment.AccountNumber, payment.Code, Instant(payment.CreatedAt),
            Instant(payment.UpdatedAt), Instant(payment.ReceivedAt), payment.Captured, payment.Refunded, payment.HasConflict, payment.StateKey,
            payment.AccountEnd, payment.FacetId,
        ], cancellationToken);

    public static ValueTask SaveAsync(HotSession session, Operation operation, CancellationToken cancellationToken) =>
        session.WriteAsync(UpsertOperation,
        [
            operation.Id, operation.PaymentRowId, operation.ProjectId, operation.OperationId, operation.Method, operation.Type, operation.Status,
            operation.Effect.ToString(), Instant(operation.CreatedAt), operation.UpdatedAt?.ToUnixTimeMilliseconds(), Instant(operation.ReceivedAt),
            operation.Amount, operation.Currency, operation.ConvertedAmount, operation.ConvertedCurrency, operation.RequestId,
            operation.MerchantRefundId, operation.Code, operation.Message, operation.ProviderId, operation.ProviderPaymentId, operation.ProviderDate,
            operation.AuthCode, operation.EndpointId, operation.Eci, operation.HasConflict, operation.StateKey,
            operation.FacetId,
        ], cancellationToken);

    private static Payment ReadPayment(DbDataReader row) => new()
    {
        Id = row.GetInt64(0),
        ProjectId = row.GetInt64(1),
        PaymentId = row.GetString(2),
        Status = row.GetString(3),
        Type = Text(row, 4),
        Method = Text(row, 5),
        Currency = Text(row, 6),
        Amount = Number(row, 7),
        Description = Text(row, 8),
        CustomerId = Text(row, 9),
        CustomerEmail = Text(row, 10),
        CustomerPhone = Text(row, 11),
        CustomerIp = Text(row, 12),
        AccountNumber = Text(row, 13),
        Code = Text(row, 14),
        CreatedAt = Instant(row.GetInt64(15)),
        UpdatedAt = Instant(row.GetInt64(16)),
        ReceivedAt = Instant(row.GetInt64(17)),
        Captured = row.GetInt64(18),
        Refunded = row.GetInt64(19),
        Reserved = row.GetInt64(20),
        RefundCount = row.GetInt32(21),
        HasConflict = row.GetBoolean(22),
        StateKey = row.GetFieldValue<byte[]>(23),
        RefundWork = (RefundWork)row.GetInt32(24),
        AccountEnd = Text(row, 25),
        FacetId = row.GetInt64(26),
    };

    private static Operation ReadOperation(DbDataReader row) => new()
    {
        Id = row.GetInt64(0),
        PaymentRowId = row.GetInt64(1),
        ProjectId = row.GetInt64(2),
        OperationId = row.GetInt64(3),
        Method = Text(row, 4),
        Type = row.GetString(5),
        Status = row.GetString(6),
        Effect = Enum.Parse<MoneyEffect>(row.GetString(7)),
        CreatedAt = Instant(row.GetInt64(8)),
        UpdatedAt = Number(row, 9) is { } updated ? Instant(updated) : null,
        ReceivedAt = Instant(row.GetInt64(10)),
        Amount = Number(row, 11),
        Currency = Text(row, 12),
        ConvertedAmount = Number(row, 13),
        ConvertedCurrency = Text(row, 14),
        RequestId = Text(row, 15),
        MerchantRefundId = Text(row, 16),
        Code = Text(row, 17),
        Message = Text(row, 18),
        ProviderId = Number(row, 19),
        ProviderPaymentId = Text(row, 20),
        ProviderDate = Text(row, 21),
        AuthCode = Text(row, 22),
        EndpointId = Text(row, 23),
        Eci = Text(row, 24),
        HasConflict = row.GetBoolean(25),
        StateKey = row.GetFieldValue<byte[]>(26),
        FacetId = row.GetInt64(27),
    };

    private static Dictionary<string, Statement> ForBoth(Func<string, string> sql) =>
        new(StringComparer.Ordinal) { [""] = new Statement(sql("")), [" FOR UPDATE"] = new Statement(sql(" FOR UPDATE")) };

    private static string Places(int count) =>
        string.Join(", ", Enumerable.Range(0, count).Select(index => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"@{index}")));

    private static long Instant(DateTimeOffset instant) => instant.ToUnixTimeMilliseconds();

    private static DateTimeOffset Instant(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static long? Number(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);
}
