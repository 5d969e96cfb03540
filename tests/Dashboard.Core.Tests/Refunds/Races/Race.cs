using Dashboard.Core.Data;
using Dashboard.Core.Refunds;
using Dashboard.Core.Tests.Refunds.Crashes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Tests.Refunds.Races;

/// <summary>Asks for 7.00 again and again, 64 at once, while the sender sends.</summary>
internal static class Race
{
    public const long Amount = 700;
    public const int AtOnce = 64;

    /// <param name="same">The one id to ask with; an id of its own for every try when empty.</param>
    public static async Task RunAsync(IServiceProvider services, string paymentId, Guid same, int tries)
    {
        var request = services.GetRequiredService<RequestRefund>();
        var send = services.GetRequiredService<SendRefund>();
        await Parallel.ForEachAsync(Enumerable.Range(0, tries), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (_, cancellation) =>
        {
            var id = same == Guid.Empty ? Guid.CreateVersion7() : same;
            if (await request.HandleAsync(RefundWorld.Operator, ApplicationProcess.RequestOf(paymentId, id, Amount), cancellation) is not RequestRefundResult.Requested)
                return;
            try
            {
                await send.HandleAsync(id, cancellation);
            }
            catch (Exception failure) when (failure is DbUpdateException || HotSession.IsUnavailable(failure))
            {
                // As the worker does: it stays queued, or is found by the reconciler.
            }
        });

        for (var round = 0; round < 40; round++)
            await services.GetRequiredService<RefundWorker>().SendQueuedAsync(CancellationToken.None);
    }
}
