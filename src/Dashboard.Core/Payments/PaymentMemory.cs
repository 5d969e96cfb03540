using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Payments;

/// <summary>A payment as the practice platform needs it to go on with it. Amounts in minor units of <paramref name="Currency"/>.</summary>
public sealed record RememberedPayment(
    string Method, string Currency, long Captured, long Refunded, DateTimeOffset CreatedAt, string? AccountNumber, string? CustomerId, long? SaleOperationId);

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
        return new RememberedPayment(method, currency, payment.Captured, payment.Refunded, payment.CreatedAt, payment.AccountNumber, payment.CustomerId, sale);
    }
}
