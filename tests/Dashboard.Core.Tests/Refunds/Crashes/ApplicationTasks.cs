using System.Globalization;
using System.Text;
using Dashboard.Core.Data;
using Dashboard.Core.Refunds;
using Dashboard.Core.Refunds.Batches;
using Dashboard.Core.Tests.Refunds.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Tests.Refunds.Crashes;

/// <summary>What a process does until it is killed, and what is done again after it, on the same database.</summary>
internal static class ApplicationTasks
{
    /// <summary>Without a pace: the time between two rows rounds to nothing, so that a clock that stands still does not hold them up.</summary>
    public static RefundBatchOptions AtOnce { get; } = new() { PerMinute = int.MaxValue };

    /// <summary>Uploads a file with two refunds of one payment, confirms it, and turns its rows into refunds.</summary>
    public static async Task BatchAsync(IServiceProvider services, string paymentId, Guid id)
    {
        Assert.Equal(new CreateRefundBatchResult.Created(id), await ConfirmAsync(services, paymentId, id));
        var send = services.GetRequiredService<SendRefundBatches>();
        while (await send.RunOnceAsync(CancellationToken.None) is not null)
        {
            // The next row is due already.
        }
    }

    /// <summary>Asks for what is open, sends what may leave, and asks again.</summary>
    public static async Task AskAsync(IServiceProvider services)
    {
        var reconciler = services.GetRequiredService<Reconciler>();
        await reconciler.RunOnceAsync(evenIfNotDue: true, CancellationToken.None);
        await services.GetRequiredService<RefundWorker>().SendQueuedAsync(CancellationToken.None);
        await reconciler.RunOnceAsync(evenIfNotDue: true, CancellationToken.None);
    }

    /// <summary>People decide one thing after the other; what was decided before stays.</summary>
    public static async Task DecideAsync(IServiceProvider services, Guid queued, Guid batch, Guid alarm, Guid silent)
    {
        await services.GetRequiredService<CancelRefund>().HandleAsync(ModelWorld.Operator, queued, CancellationToken.None);
        await services.GetRequiredService<SteerRefundBatch>().HandleAsync(ModelWorld.Operator, batch, RefundBatchStep.Stop, CancellationToken.None);
        await services.GetRequiredService<PaymentAlarms>().AcknowledgeAsync(ModelWorld.Finance[0], alarm, "Seen", CancellationToken.None);
        var resolve = services.GetRequiredService<ResolveRefund>();
        await using (var context = await services.GetRequiredService<Database>().OpenAsync(CancellationToken.None))
        {
            if (!await context.RefundResolutions.AnyAsync())
                await resolve.ProposeAsync(ModelWorld.Finance[0], silent, moneyMoved: false, "Not on the statement", CancellationToken.None);
        }

        await resolve.ConfirmAsync(ModelWorld.Finance[1], silent, moneyMoved: false, "Not on the statement", CancellationToken.None);
        var stop = services.GetRequiredService<StopRefunds>();
        if ((await stop.ReadAsync(ModelWorld.Finance[0], CancellationToken.None)).Count == 0)
            await stop.StopAsync(ModelWorld.Finance[0], 386, "Looking into it", CancellationToken.None);
    }

    public static async Task<CreateRefundBatchResult> ConfirmAsync(IServiceProvider services, string paymentId, Guid id)
    {
        var file = string.Create(CultureInfo.InvariantCulture,
            $"project_id,payment_id,amount,currency,reason\n386,{paymentId},10,RUB,Fraud\n386,{paymentId},20,RUB,Fraud\n");
        var draft = BatchFile.Read("refunds.csv", Encoding.UTF8.GetBytes(file)).Draft!;
        var seen = (await services.GetRequiredService<CheckRefundBatch>().HandleAsync(ModelWorld.Operator, draft, CancellationToken.None)).Totals;
        return await services.GetRequiredService<CreateRefundBatch>().HandleAsync(ModelWorld.Operator,
            new CreateRefundBatchInput(id, draft, seen, "30", CultureInfo.InvariantCulture, LeaveOutFaults: false, SameFileAgain: false), CancellationToken.None);
    }
}
