using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Refunds.Batches;

/// <summary>Looks for rows that are due, once a second or as soon as the next one is; survives a database that is away.</summary>
internal sealed partial class RefundBatchWorker(SendRefundBatches send, TimeProvider clock, ILogger<RefundBatchWorker> log) : BackgroundService
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = Longest;
            try
            {
                if (await send.RunOnceAsync(stoppingToken) is { } next && next - clock.GetUtcNow() is var wait && wait < Longest)
                    pause = wait > Shortest ? wait : Shortest;
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                LogRoundFailed(failure);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(LogLevel.Error, "A round of refund batches failed; the next one begins in a second")]
    private partial void LogRoundFailed(Exception failure);
}
