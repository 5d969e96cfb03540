using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Dashboard.Core.Payments;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Refunds;

/// <summary>What goes with every change of a refund's state: its audit row, and the amount held on the payment.</summary>
public sealed class RefundRecords(AuditLog audit)
{
    /// <summary>
    /// Writes the change that the caller made to <paramref name="refund"/> in the caller's transaction, and lets go of the held amount when the
    /// new state no longer holds it.
    /// </summary>
    internal async Task SaveChangeAsync(
        AppDbContext context, Refund refund, RefundState from, Actor actor, CancellationToken cancellationToken,
        string action = "refund.state", string? note = null)
    {
        await LockPaymentAsync(context, refund.PaymentRowId, cancellationToken);
        await SaveHoldAsync(context, refund, from, cancellationToken);
        await NoteWorkAsync(context, refund.PaymentRowId, cancellationToken);
        await audit.AppendAsync(context, actor, new AuditLine(action, Subject(refund), ProjectId: refund.ProjectId, Detail: new
        {
            refund = refund.Id,
            from = from.ToString(),
            to = refund.State.ToString(),
            amount = refund.Amount,
            currency = refund.Currency,
            attempt = refund.Attempts,
            request_id = refund.RequestId,
            code = refund.Code,
            detail = refund.StateDetail,
            note,
        }), cancellationToken);
        await context.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Saves the refund and lets go on the payment of what it no longer holds, or takes it back; the payment's row is locked by the caller.</summary>
    internal static async Task SaveHoldAsync(AppDbContext context, Refund refund, RefundState from, CancellationToken cancellationToken)
    {
        var before = context.Entry(refund).OriginalValues;
        var freed = Refund.HeldOf(from, before.GetValue<bool>(nameof(Refund.DecidedByPeople)), refund.Amount, before.GetValue<long>(nameof(Refund.Counted)))
            - refund.Held;
        await context.SaveChangesAsync(cancellationToken);
        if (freed != 0)
        {
            await context.Payments.Where(payment => payment.Id == refund.PaymentRowId)
                .ExecuteUpdateAsync(change => change.SetProperty(payment => payment.Reserved, payment => payment.Reserved - freed), cancellationToken);
        }
    }

    /// <summary>Writes on the payment what stands open of its refunds, after a change of one was saved in the same transaction.</summary>
    internal static async Task NoteWorkAsync(AppDbContext context, long paymentRowId, CancellationToken cancellationToken)
    {
        var states = await context.Refunds.AsNoTracking().Where(refund => refund.PaymentRowId == paymentRowId)
            .OrderByDescending(refund => refund.RequestedAt).ThenByDescending(refund => refund.Id)
            .Select(refund => refund.State).ToListAsync(cancellationToken);
        var work = RefundWorks.Of(states);
        await context.Payments.Where(payment => payment.Id == paymentRowId && payment.RefundWork != work)
            .ExecuteUpdateAsync(change => change.SetProperty(payment => payment.RefundWork, work), cancellationToken);
    }

    /// <summary>
    /// Of two changes to refunds of one payment the second must see the first. The payment comes before its refunds, as where callbacks are
    /// applied and refunds requested, so that nobody waits in a circle. On SQLite one writes at a time.
    /// </summary>
    private static Task LockPaymentAsync(AppDbContext context, long paymentRowId, CancellationToken cancellationToken) => context.Database.IsSqlite()
        ? Task.CompletedTask
        : context.Database.ExecuteSqlAsync($"SELECT 1 FROM payments WHERE id = {paymentRowId} FOR UPDATE", cancellationToken);

    internal static string Subject(Refund refund) => Subject(refund.ProjectId, refund.PaymentId);

    internal static string Subject(long projectId, string paymentId) =>
        string.Create(CultureInfo.InvariantCulture, $"payment {projectId}/{paymentId}");

    /// <summary>What was asked for, as one hash: checked again before sending.</summary>
    internal static byte[] HashOf(long projectId, string paymentId, long amount, string currency, string method) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{projectId}\n{paymentId.Length}:{paymentId}\n{amount}\n{currency}\n{method}")));
}
