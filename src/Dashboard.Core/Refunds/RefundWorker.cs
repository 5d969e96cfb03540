using System.Collections.Concurrent;
using Dashboard.Core.Data;
using Dashboard.Core.Payments;
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

/// <summary>
/// Sends what is queued, a few payments at once, and beside that asks for what is open; survives a bad item, a slow platform and a database that is
/// away.
/// </summary>
public sealed partial class RefundWorker(
    Database database, SendRefund send, Reconciler reconciler, LookAgain lookAgain, ExpireRefunds expire, RefundSignal signal,
    GateBreaker breaker, ClockSkew skew, TimeProvider clock, ILogger<RefundWorker> log)
    : BackgroundService
{
    /// <summary>Payments of one project that are sent for at once: a platform that answers slowly is not pressed harder.</summary>
    public const int AtOnceOfProject = 4;

    private static readonly TimeSpan Round = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly Dictionary<long, Task> _underWay = [];
    private readonly ConcurrentDictionary<long, SemaphoreSlim> _projects = new();

    /// <summary>Sends everything that is queued and due, and waits for it.</summary>
    public async Task SendQueuedAsync(CancellationToken stoppingToken) => await Task.WhenAll(await StartQueuedAsync(stoppingToken));

    public override void Dispose()
    {
        foreach (var places in _projects.Values)
            places.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.WhenAll(
            RepeatAsync(SendRoundAsync, wait => signal.WaitAsync(Round, wait), stoppingToken),
            // Apart: a slow platform must not hide that a sender has died.
            RepeatAsync(LoseDeadSendersAsync, wait => Task.Delay(Round, wait), stoppingToken),
            RepeatAsync(AskRoundAsync, wait => Task.Delay(Round, wait), stoppingToken));
        // What is on the wire is recorded before the process goes.
        Task[] underWay;
        lock (_lock)
            underWay = [.. _underWay.Values];
        await Task.WhenAll(underWay);
    }

    private async Task SendRoundAsync(CancellationToken stoppingToken)
    {
        await expire.RunOnceAsync(stoppingToken);
        if (await skew.IsBoundedAsync(stoppingToken))
            await StartQueuedAsync(stoppingToken);
    }

    private async Task LoseDeadSendersAsync(CancellationToken stoppingToken)
    {
        if (await skew.IsBoundedAsync(stoppingToken))
            await reconciler.LoseDeadSendersAsync(stoppingToken);
    }

    private async Task AskRoundAsync(CancellationToken stoppingToken)
    {
        if (!await skew.IsBoundedAsync(stoppingToken))
            return;
        await reconciler.RunOnceAsync(evenIfNotDue: false, stoppingToken);
        await lookAgain.RunOnceAsync(stoppingToken);
    }

    private async Task RepeatAsync(Func<CancellationToken, Task> round, Func<CancellationToken, Task> wait, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await round(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                LogRoundFailed(failure);
            }

            try
            {
                await wait(stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Begins with everything that is queued and due; refunds of one payment go one after the other, those of others beside them.</summary>
    private async Task<IReadOnlyList<Task>> StartQueuedAsync(CancellationToken stoppingToken)
    {
        var now = clock.GetUtcNow();
        await using var context = await database.OpenAsync(stoppingToken);
        // Behind a request that is on the wire or unaccounted for nothing can go out; asking for it would only bother the platform.
        var queued = await context.Refunds.Where(refund => refund.State == RefundState.Queued && refund.NextActionAt <= now
                && !context.Refunds.Any(other => other.PaymentRowId == refund.PaymentRowId
                    && (other.State == RefundState.Sending || other.State == RefundState.Unknown)))
            .OrderBy(refund => refund.NextActionAt).Select(refund => new { refund.Id, refund.PaymentRowId, refund.ProjectId }).ToListAsync(stoppingToken);
        var started = new List<Task>();
        foreach (var payment in queued.GroupBy(refund => (refund.PaymentRowId, refund.ProjectId)))
        {
            // Before every send the platform is asked, so nothing leaves while asking is paused.
            if (breaker.PausedUntil(payment.Key.ProjectId) is not null)
                continue;
            lock (_lock)
            {
                // Nothing of one payment is under way twice.
                if (_underWay.ContainsKey(payment.Key.PaymentRowId))
                    continue;
                // Queued up here, so that the oldest goes first.
                var places = _projects.GetOrAdd(payment.Key.ProjectId, _ => new SemaphoreSlim(AtOnceOfProject));
                var place = places.WaitAsync(stoppingToken);
                var task = Task.Run(() => SendAsync(payment.Key.PaymentRowId, [.. payment.Select(refund => refund.Id)], places, place, stoppingToken),
                    CancellationToken.None);
                _underWay.Add(payment.Key.PaymentRowId, task);
                started.Add(task);
            }
        }

        return started;
    }

    private async Task SendAsync(
        long paymentRowId, IReadOnlyList<Guid> refunds, SemaphoreSlim places, Task place, CancellationToken stoppingToken)
    {
        try
        {
            await place;
            try
            {
                foreach (var id in refunds)
                    await SendOneAsync(id, stoppingToken);
            }
            finally
            {
                places.Release();
            }
        }
        finally
        {
            lock (_lock)
                _underWay.Remove(paymentRowId);
        }
    }

    private async Task SendOneAsync(Guid id, CancellationToken stoppingToken)
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

    [LoggerMessage(LogLevel.Error, "A round of the refund worker failed; the next one begins in two seconds")]
    private partial void LogRoundFailed(Exception failure);

    [LoggerMessage(LogLevel.Error, "Refund {RefundId} could not be handled")]
    private partial void LogSendFailed(Exception failure, Guid refundId);
}
