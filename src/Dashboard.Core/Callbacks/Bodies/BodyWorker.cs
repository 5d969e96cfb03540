using Dashboard.Core.Access;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Callbacks.Bodies;

/// <summary>Tidies bodies once an hour; survives a database that is away.</summary>
internal sealed partial class BodyWorker(TidyCallbackBodies tidy, TimeProvider clock, ILogger<BodyWorker> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    /// <summary>The start belongs to people and callbacks.</summary>
    private static readonly TimeSpan First = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = First;
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = Pause;
            try
            {
                if (!stoppingToken.IsCancellationRequested)
                    await tidy.RunAsync(Actor.System, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                LogFailed(failure);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "The bodies of callbacks could not be tidied; the next turn is in an hour.")]
    private partial void LogFailed(Exception failure);
}
