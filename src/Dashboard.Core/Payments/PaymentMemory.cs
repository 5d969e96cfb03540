using Dashboard.Core.Data;
using Dashboard.Gate;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Payments;

/// <summary>A payment as the practice platform needs it to go on with it. Amounts in minor units of <paramref name="Currency"/>.</summary>
public sealed record RememberedPayment(
    string Method, string Currency, long Captured, long Refunded, DateTimeOffset CreatedAt, string? AccountNumber, string? CustomerId, long? SaleOperationId,
    IReadOnlyList<RememberedRefund> Refunds);

/// <summary>One operation by which money went back, minor units of the payment's currency.</summary>
public sealed record RememberedRefund(long OperationId, long Amount, DateTimeOffset CreatedAt, string? RequestId, string? MerchantRefundId);

/// <summary>
/// What the practice platform is told of payments it has not seen being made: it forgets everything when it stops, the dashboard does not.
/// For the platform only: it asks as the one who made the payment, so no person's rights are asked for.
/// </summary>
public sealed class PaymentMemory(Database database)
{
    public async Task<RememberedPayment?> FindAsync(long projectId, string paymentId, CancellationToken cancellationToken)
    {
        await using var context = await database.OpenAsync(cancellationToken);
        var payment = await context.Payments.SingleOrDefaultAsync(
            one => one.ProjectId == projectId && one.PaymentId == paymentId, cancellationToken);
        if (payment is not { Method: { } method, Currency: { } currency })
            return null;
        var sale = await context.Operations.Where(operation => operation.PaymentRowId == payment.Id && operation.Type == "sale")
            .Select(operation => (long?)operation.OperationId).FirstOrDefaultAsync(cancellationToken);
        var refunds = await context.Operations
            .Where(operation => operation.PaymentRowId == payment.Id && operation.Effect == MoneyEffect.Out && operation.Amount != null && operation.Currency == currency)
            .OrderBy(operation => operation.OperationId)
            .Select(operation => new RememberedRefund(
                operation.OperationId, operation.Amount!.Value, operation.CreatedAt, operation.RequestId, operation.MerchantRefundId))
            .ToListAsync(cancellationToken);
        return new RememberedPayment(method, currency, payment.Captured, payment.Refunded, payment.CreatedAt, payment.AccountNumber, payment.CustomerId, sale,
            refunds);
    }
}
