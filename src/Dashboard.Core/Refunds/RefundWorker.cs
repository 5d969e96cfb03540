using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Refunds;

/// <summary>Tells the sender that something has been queued, so that nobody waits for its next round.</summary>
public sealed class RefundSignal : IDisposable
{
    private readonly SemaphoreSlim _woken = new(0, 1);

    public void Wake()
    {
        try
        {
            _woken.Release();
        }
        catch (SemaphoreFullException)
        {
            // Already woken.
        }
    }

    public Task WaitAsync(TimeSpan most, CancellationToken cancellationToken) => _woken.WaitAsync(most, cancellationToken);

    public void Dispose() => _woken.Dispose();
}

/// <summary>Sends what is queued and asks for what is open, one after the other; survives a bad item and a database that is away.</summary>
public sealed partial class RefundWorker(Database database, SendRefund send, Reconciler reconciler, ExpireRefunds expire, RefundSignal signal, TimeProvider clock, ILogger<RefundWorker> log)
    : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await expire.RunOnceAsync(stoppingToken);
                await SendQueuedAsync(stoppingToken);
                await reconciler.RunOnceAsync(evenIfNotDue: false, stoppingToken);
                await signal.WaitAsync(Round, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                LogRoundFailed(failure);
                await signal.WaitAsync(Round, CancellationToken.None);
            }
        }
    }

    /// <summary>Sends everything that is queued and due, each by itself.</summary>
    public async Task SendQueuedAsync(CancellationToken stoppingToken)
    {
        var now = clock.GetUtcNow();
        List<Guid> queued;
        await using (var context = await database.OpenAsync(stoppingToken))
        {
            // Behind a request that is on the wire or unaccounted for nothing can go out; asking for it would only bother the platform.
            queued = await context.Refunds.Where(refund => refund.State == RefundState.Queued && refund.NextActionAt <= now
                    && !context.Refunds.Any(other => other.PaymentRowId == refund.PaymentRowId
                        && (other.State == RefundState.Sending || other.State == RefundState.Unknown)))
                .OrderBy(refund => refund.NextActionAt).Select(refund => refund.Id).ToListAsync(stoppingToken);
        }

        foreach (var id in queued)
        {
            stoppingToken.ThrowIfCancellationRequested();
            try
            {
                await send.HandleAsync(id, stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                LogSendFailed(failure, id);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "A round of the refund worker failed; the next one begins in two seconds")]
    private partial void LogRoundFailed(Exception failure);

    [LoggerMessage(LogLevel.Error, "Refund {RefundId} could not be handled")]
    private partial void LogSendFailed(Exception failure, Guid refundId);
}
