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

    private static Payment ReadPayment(HotRow row) => new()
    {
        Id = row.Number(0),
        ProjectId = row.Number(1),
        PaymentId = row.Text(2),
        Status = row.Text(3),
        Type = TextAt(row, 4),
        Method = TextAt(row, 5),
        Currency = TextAt(row, 6),
        Amount = NumberAt(row, 7),
        Description = TextAt(row, 8),
        CustomerId = TextAt(row, 9),
        CustomerEmail = TextAt(row, 10),
        CustomerPhone = TextAt(row, 11),
        CustomerIp = TextAt(row, 12),
        AccountNumber = TextAt(row, 13),
        Code = TextAt(row, 14),
        CreatedAt = Instant(row.Number(15)),
        UpdatedAt = Instant(row.Number(16)),
        ReceivedAt = Instant(row.Number(17)),
        Captured = row.Number(18),
        Refunded = row.Number(19),
        Reserved = row.Number(20),
        RefundCount = (int)row.Number(21),
        HasConflict = row.Flag(22),
        StateKey = row.Bytes(23),
        RefundWork = (RefundWork)row.Number(24),
        AccountEnd = TextAt(row, 25),
        FacetId = row.Number(26),
    };

    private static Operation ReadOperation(HotRow row) => new()
    {
        Id = row.Number(0),
        PaymentRowId = row.Number(1),
        ProjectId = row.Number(2),
        OperationId = row.Number(3),
        Method = TextAt(row, 4),
        Type = row.Text(5),
        Status = row.Text(6),
        Effect = Enum.Parse<MoneyEffect>(row.Text(7)),
        CreatedAt = Instant(row.Number(8)),
        UpdatedAt = NumberAt(row, 9) is { } updated ? Instant(updated) : null,
        ReceivedAt = Instant(row.Number(10)),
        Amount = NumberAt(row, 11),
        Currency = TextAt(row, 12),
        ConvertedAmount = NumberAt(row, 13),
        ConvertedCurrency = TextAt(row, 14),
        RequestId = TextAt(row, 15),
        MerchantRefundId = TextAt(row, 16),
        Code = TextAt(row, 17),
        Message = TextAt(row, 18),
        ProviderId = NumberAt(row, 19),
        ProviderPaymentId = TextAt(row, 20),
        ProviderDate = TextAt(row, 21),
        AuthCode = TextAt(row, 22),
        EndpointId = TextAt(row, 23),
        Eci = TextAt(row, 24),
        HasConflict = row.Flag(25),
        StateKey = row.Bytes(26),
        FacetId = row.Number(27),
    };

    private static Dictionary<string, Statement> ForBoth(Func<string, string> sql) =>
        new(StringComparer.Ordinal) { [""] = new Statement(sql("")), [" FOR UPDATE"] = new Statement(sql(" FOR UPDATE")) };

    private static string Places(int count) =>
        string.Join(", ", Enumerable.Range(0, count).Select(index => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"@{index}")));

    private static long Instant(DateTimeOffset instant) => instant.ToUnixTimeMilliseconds();

    private static DateTimeOffset Instant(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static string? TextAt(HotRow row, int column) => row.IsNull(column) ? null : row.Text(column);

    private static long? NumberAt(HotRow row, int column) => row.IsNull(column) ? null : row.Number(column);
}
