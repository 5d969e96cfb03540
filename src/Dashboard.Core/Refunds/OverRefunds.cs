using Dashboard.Core.Callbacks;
using Dashboard.Core.Live;
using Dashboard.Core.Payments;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Refunds;

/// <summary>
/// Raises the alarm when refunds made elsewhere, with those held here, become more than was captured, and whenever that becomes worse: also when it is
/// the capture that was taken back. Comes last, when the refunds that ended in the same batch have let go of their amounts.
/// </summary>
internal sealed partial class OverRefunds(PaymentAlarms alarms, ILogger<OverRefunds> log) : ICallbackHandler
{
    public int Order => 30;

    public async Task ApplyAsync(CallbackBatch batch, CancellationToken cancellationToken)
    {
        // The amount held here is that of before the batch, so this finds all of them and perhaps some too many.
        foreach (var one in batch.Shared<PaymentsInBatch>().Payments.Where(one => one.Payment.ExcessAfter(one.Operations) > one.ExcessBefore))
        {
            await batch.Session.FlushAsync(cancellationToken);
            var context = batch.Session.Context;
            var payment = await context.Payments.AsNoTracking().SingleAsync(known => known.Id == one.Payment.Id, cancellationToken);
            if (payment.ExcessAfter(one.Operations) is not { } excess || excess <= one.ExcessBefore)
                continue;
            LogOverRefunded(payment.ProjectId, payment.PaymentId, payment.Refunded, payment.Reserved, payment.Captured, payment.Currency);
            await alarms.RaiseAsync(context, payment, PaymentAlarmKind.OverRefunded, null, cancellationToken);
            batch.Changes.Add(new LiveChange(payment.Id, payment.ProjectId, payment.PaymentId, false, Alarm: true));
        }
    }

    [LoggerMessage(LogLevel.Error,
        "More was refunded of payment {PaymentId} of project {ProjectId} than was captured: {Refunded} and {Reserved} held here of {Captured} {Currency} (minor units)")]
    private partial void LogOverRefunded(long projectId, string paymentId, long refunded, long reserved, long captured, string? currency);
}
