using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Refunds;

/// <summary>
/// The one order of locks on PostgreSQL, so that no two of us wait for each other: the stop switch, the person, the payment's row, its refunds, the audit
/// log. The receiver of callbacks locks the rows of its payments before their refunds, too. A transaction changes refunds of one payment only. On
/// SQLite writers take turns anyway.
/// </summary>
internal static class RefundLocks
{
    /// <summary>Locks the row of the refund's payment and reads the refund, tracked, as it is from then on; null when there is no such refund.</summary>
    public static async Task<Refund?> FindAsync(AppDbContext context, Database database, Guid refundId, CancellationToken cancellationToken)
    {
        if (!database.IsSqlite)
        {
            var paymentRowId = await context.Refunds.Where(refund => refund.Id == refundId).Select(refund => (long?)refund.PaymentRowId)
                .SingleOrDefaultAsync(cancellationToken);
            await context.Database.ExecuteSqlAsync($"SELECT 1 FROM payments WHERE id = {paymentRowId} FOR UPDATE", cancellationToken);
        }

        return await context.Refunds.SingleOrDefaultAsync(refund => refund.Id == refundId, cancellationToken);
    }
}
