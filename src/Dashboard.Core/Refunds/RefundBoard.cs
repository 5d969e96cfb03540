using Dashboard.Core.Data;
using Dashboard.Core.Live;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Refunds;

/// <summary>
/// What open pages tell each other about refunds: who is about to refund which payment, that a stop switch was turned, and what other processes did to
/// refunds and alarms. Kept in the database, dialogs with a lease, so that it holds across processes; best effort all the same, because the reservation
/// in the database decides.
/// </summary>
public sealed partial class RefundBoard(
    Database database, LiveFeed feed, ChangesElsewhere elsewhere, TimeProvider clock, ILogger<RefundBoard> log)
{
    /// <summary>A page renews its entry well within this time; one that is gone without a word is forgotten after it.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private Action[] _listeners = [];
    private string _seen = "";
    private bool _looked;

    /// <summary>Calls back whenever somebody comes or goes, or a switch is turned, here or in another process; on any thread.</summary>
    public IDisposable Subscribe(Action listener)
    {
        lock (_lock)
            _listeners = [.. _listeners, listener];
        return new Ending(() =>
        {
            lock (_lock)
                _listeners = [.. _listeners.Where(other => other != listener)];
        });
    }

    /// <summary>Announces that a person has the refund dialog of a payment open, until the result is disposed.</summary>
    public async Task<RefundPresence> EnterAsync(long paymentRowId, Guid? userId, string name, CancellationToken cancellationToken)
    {
        var dialog = new OpenRefundDialog
        {
            Id = Guid.CreateVersion7(),
            PaymentRowId = paymentRowId,
            UserId = userId,
            Name = name,
            Until = clock.GetUtcNow() + Lease,
        };
        await TryAsync(async context =>
        {
            // Whoever comes tidies up what others left behind.
            var now = clock.GetUtcNow();
            await context.OpenRefundDialogs.Where(other => other.Until <= now).ExecuteDeleteAsync(cancellationToken);
            context.OpenRefundDialogs.Add(dialog);
        }, cancellationToken);
        Changed();
        return new RefundPresence(this, dialog.Id);
    }

    /// <summary>Names of other people who have the dialog of this payment open.</summary>
    public async Task<IReadOnlyList<string>> OthersAsync(long paymentRowId, Guid? userId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        try
        {
            await using var context = await database.OpenAsync(cancellationToken);
            return await context.OpenRefundDialogs.Where(dialog => dialog.PaymentRowId == paymentRowId && dialog.UserId != userId && dialog.Until > now)
                .Select(dialog => dialog.Name).Distinct().OrderBy(name => name).ToListAsync(cancellationToken);
        }
        catch (Exception failure) when (HotSession.IsUnavailable(failure))
        {
            LogNotKept(failure);
            return [];
        }
    }

    /// <summary>Looks for what other processes have changed, and tells the open pages of this one.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        // Once in any case: from there on nothing is missed, however late the first page opens.
        if (_looked && _listeners.Length == 0 && !feed.HasPages)
            return;
        var now = clock.GetUtcNow();
        string seen;
        IReadOnlyList<LiveChange> changes;
        await using (var context = await database.OpenAsync(cancellationToken))
        {
            changes = await elsewhere.ReadAsync(context, cancellationToken);
            var dialogs = await context.OpenRefundDialogs.Where(dialog => dialog.Until > now).OrderBy(dialog => dialog.Id)
                .Select(dialog => dialog.Id).ToListAsync(cancellationToken);
            var switches = await context.RefundSwitches.OrderBy(one => one.ProjectId).Select(one => new { one.ProjectId, one.Stopped, one.ChangedAt })
                .ToListAsync(cancellationToken);
            seen = string.Join(' ', dialogs) + string.Join(' ', switches);
        }

        _looked = true;
        feed.Publish(changes);
        if (Interlocked.Exchange(ref _seen, seen) != seen)
            Changed();
    }

    internal Task RenewAsync(Guid id, CancellationToken cancellationToken) => TryAsync(context => context.OpenRefundDialogs.Where(dialog => dialog.Id == id)
        .ExecuteUpdateAsync(change => change.SetProperty(dialog => dialog.Until, clock.GetUtcNow() + Lease), cancellationToken), cancellationToken);

    internal async Task LeaveAsync(Guid id, CancellationToken cancellationToken)
    {
        await TryAsync(context => context.OpenRefundDialogs.Where(dialog => dialog.Id == id).ExecuteDeleteAsync(cancellationToken), cancellationToken);
        Changed();
    }

    internal void Changed()
    {
        foreach (var listener in _listeners)
            listener();
    }

    /// <summary>A database that is away takes a notice from the dialog, never the dialog from the person.</summary>
    private async Task TryAsync(Func<AppDbContext, Task> write, CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = await database.BeginWriteAsync(cancellationToken);
            await write(scope.Context);
            await scope.CommitAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is DbUpdateException || HotSession.IsUnavailable(failure))
        {
            LogNotKept(failure);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Who has a refund dialog open could not be kept or read")]
    private partial void LogNotKept(Exception failure);

    private sealed class Ending(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}

/// <summary>One open dialog on the <see cref="RefundBoard"/>.</summary>
public sealed class RefundPresence(RefundBoard board, Guid id) : IAsyncDisposable
{
    public Task RenewAsync(CancellationToken cancellationToken) => board.RenewAsync(id, cancellationToken);

    public async ValueTask DisposeAsync() => await board.LeaveAsync(id, CancellationToken.None);
}

/// <summary>Looks at the board for the pages of this process, as long as any is open.</summary>
public sealed partial class RefundBoardWatch(RefundBoard board, ILogger<RefundBoardWatch> log) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await board.LookAsync(stoppingToken);
                await Task.Delay(Round, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                LogRoundFailed(failure);
                await Task.Delay(Round, CancellationToken.None);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The notices of other processes could not be read; tried again in two seconds")]
    private partial void LogRoundFailed(Exception failure);
}
