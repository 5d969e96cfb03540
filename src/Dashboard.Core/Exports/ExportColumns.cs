using Dashboard.Core.Data;
using Dashboard.Core.Operations;
using Dashboard.Core.Payments;

namespace Dashboard.Core.Exports;

internal enum CellKind
{
    /// <summary>A name or code as it is.</summary>
    Text,

    /// <summary>Words of people: card numbers in it are hidden.</summary>
    FreeText,

    /// <summary>The payer's account: only its end is written.</summary>
    Account,

    /// <summary>A number that is a name: never calculated with, so written as text where the format has types.</summary>
    Id,

    /// <summary>Minor units of the currency in <see cref="ExportColumn.CurrencyColumn"/>.</summary>
    Amount,

    /// <summary>Unix milliseconds.</summary>
    Instant,
}

/// <param name="Name">Heading; of instants the zone is added.</param>
/// <param name="CurrencyColumn">Index of the column that names an amount's currency.</param>
internal sealed record ExportColumn(string Name, CellKind Kind, int CurrencyColumn = -1);

/// <summary>
/// The questions behind the files, asked through the lists' own filters. The columns stand in the order in which the question selects them; a test
/// compares what the fast readers read with what the model reads.
/// </summary>
internal static class ExportColumns
{
    public static readonly ExportColumn[] Payments =
    [
        new("payment_id", CellKind.Text), new("project_id", CellKind.Id), new("status", CellKind.Text), new("method", CellKind.Text),
        new("currency", CellKind.Text), new("amount", CellKind.Amount, 4), new("captured", CellKind.Amount, 4),
        new("refunded", CellKind.Amount, 4), new("held_for_refunds", CellKind.Amount, 4), new("customer_id", CellKind.FreeText),
        new("account", CellKind.Account), new("description", CellKind.FreeText), new("code", CellKind.Text),
        new("created_at", CellKind.Instant), new("updated_at", CellKind.Instant),
    ];

    public static readonly ExportColumn[] Operations =
    [
        new("operation_id", CellKind.Id), new("payment_id", CellKind.Text), new("project_id", CellKind.Id), new("type", CellKind.Text),
        new("status", CellKind.Text), new("method", CellKind.Text), new("currency", CellKind.Text), new("amount", CellKind.Amount, 6),
        new("converted_currency", CellKind.Text), new("converted_amount", CellKind.Amount, 8), new("code", CellKind.Text),
        new("message", CellKind.FreeText), new("request_id", CellKind.Text), new("merchant_refund_id", CellKind.Text),
        new("provider_payment_id", CellKind.Text), new("auth_code", CellKind.Text), new("customer_id", CellKind.FreeText),
        new("account", CellKind.Account), new("created_at", CellKind.Instant), new("updated_at", CellKind.Instant),
    ];

    public static IQueryable<PaymentFileRow> Ask(AppDbContext context, IQueryable<Payment> payments)
    {
        ArgumentNullException.ThrowIfNull(context);
        return payments.OrderByDescending(payment => payment.CreatedAt).ThenByDescending(payment => payment.Id).Select(payment => new PaymentFileRow(
            payment.PaymentId, payment.ProjectId, payment.Status, payment.Method, payment.Currency, payment.Amount, payment.Captured,
            payment.Refunded, payment.Reserved, payment.CustomerId, payment.AccountNumber, payment.Description, payment.Code,
            payment.CreatedAt, payment.UpdatedAt));
    }

    public static IQueryable<OperationFileRow> Ask(AppDbContext context, IQueryable<Operation> operations) =>
        operations.Join(context.Payments, operation => operation.PaymentRowId, payment => payment.Id, (operation, payment) => new { operation, payment })
            .OrderByDescending(both => both.operation.CreatedAt).ThenByDescending(both => both.operation.Id)
            .Select(both => new OperationFileRow(
                both.operation.OperationId, both.payment.PaymentId, both.operation.ProjectId, both.operation.Type, both.operation.Status,
                both.operation.Method, both.operation.Currency, both.operation.Amount, both.operation.ConvertedCurrency,
                both.operation.ConvertedAmount, both.operation.Code, both.operation.Message, both.operation.RequestId,
                both.operation.MerchantRefundId, both.operation.ProviderPaymentId, both.operation.AuthCode, both.payment.CustomerId,
                both.payment.AccountNumber, both.operation.CreatedAt, both.operation.UpdatedAt));
}

internal sealed record PaymentFileRow(
    string PaymentId, long ProjectId, string Status, string? Method, string? Currency, long? Amount, long Captured, long Refunded, long Reserved,
    string? CustomerId, string? AccountNumber, string? Description, string? Code, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

internal sealed record OperationFileRow(
    long OperationId, string PaymentId, long ProjectId, string Type, string Status, string? Method, string? Currency, long? Amount,
    string? ConvertedCurrency, long? ConvertedAmount, string? Code, string? Message, string? RequestId, string? MerchantRefundId,
    string? ProviderPaymentId, string? AuthCode, string? CustomerId, string? AccountNumber, DateTimeOffset CreatedAt, DateTimeOffset? UpdatedAt);
