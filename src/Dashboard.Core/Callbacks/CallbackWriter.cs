using System.Threading.Channels;
using Dashboard.Core.Data;
using Dashboard.Core.Live;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Callbacks;

/// <summary>What became of a message handed to the writer.</summary>
public enum WriteResult
{
    /// <summary>On disk, new or a repeat.</summary>
    Stored,

    /// <summary>Not stored: the database is full, locked or gone, or we are shutting down. The sender comes again.</summary>
    Unavailable,
}

/// <summary>
/// The one place where messages are written: takes what has queued up, at most <see cref="MostPerCommit"/> at once, and keeps all of it in one
/// transaction, so that a hundred callbacks share one wait for the disk. A message is acknowledged only after that commit.
/// </summary>
public sealed partial class CallbackWriter(
    HotSessions sessions, CallbackApplier applier, LiveFeed feed, CallbackCounters counters, TimeProvider clock,
    ILogger<CallbackWriter> log)
    : BackgroundService
{
    /// <summary>Messages that may share a commit; more would make the first of them wait too long.</summary>
    public const int MostPerCommit = 512;

    // Bounded: beyond this the receiver answers "come again" at once instead of holding requests in memory.
    private readonly Channel<Pending> _queue = Channel.CreateBounded<Pending>(
        new BoundedChannelOptions(8192) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    /// <summary>Messages are taken; false before the start and once the application stops.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>Waits until the message is durable or cannot be made so.</summary>
    public async Task<WriteResult> StoreAsync(CallbackEvent received, CancellationToken cancellationToken)
    {
        var pending = new Pending(received);
        if (!_queue.Writer.TryWrite(pending))
            return WriteResult.Unavailable;
        // The wait is not given up when the sender hangs up: the commit is under way and the answer harmless.
        return await pending.Done.Task.WaitAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<Pending>(MostPerCommit);
        try
        {
            IsRunning = true;
            while (await _queue.Reader.WaitToReadAsync(stoppingToken))
            {
                while (batch.Count < MostPerCommit && _queue.Reader.TryRead(out var pending))
                    batch.Add(pending);
                await WriteAsync(batch);
                batch.Clear();
            }
        }
        catch (OperationCanceledException)
        {
            // Shutting down: the rest is answered below.
        }
        finally
        {
            IsRunning = false;
            _queue.Writer.TryComplete();
            while (_queue.Reader.TryRead(out var pending))
                pending.Done.TrySetResult(WriteResult.Unavailable);
        }
    }

    private async Task WriteAsync(List<Pending> batch)
    {
        var result = WriteResult.Unavailable;
        IReadOnlyList<LiveChange> changes = [];
        try
        {
            changes = await StoreTogetherAsync([.. batch.Select(pending => pending.Received)], alone: false);
            result = WriteResult.Stored;
        }
        catch (Exception failure) when (HotSession.IsUnavailable(failure))
        {
            LogUnavailable(failure, batch.Count);
        }
        catch (Exception failure)
        {
            LogRetryAlone(failure, batch.Count);
            try
            {
                changes = await StoreTogetherAsync([.. batch.Select(pending => pending.Received)], alone: true);
                result = WriteResult.Stored;
            }
            catch (Exception again)
            {
                LogUnavailable(again, batch.Count);
            }
        }

        if (result == WriteResult.Stored)
            feed.CallbackCommitted(clock.GetUtcNow());
        counters.Answered(result, batch.Count);
        foreach (var pending in batch)
            pending.Done.TrySetResult(result);
        Tell(changes);
    }

    /// <param name="received">In order of receipt.</param>
    /// <param name="alone">Apply each message behind its own savepoint, so that one that fails is parked without harming the others.</param>
    private async Task<IReadOnlyList<LiveChange>> StoreTogetherAsync(IReadOnlyList<CallbackEvent> received, bool alone)
    {
        await using var session = await sessions.BeginAsync(CancellationToken.None);
        var fresh = await CallbackJournal.AdmitAsync(session, received, CancellationToken.None);
        var changes = new List<LiveChange>();
        var applicable = fresh.Where(one => one.Verdict == CallbackVerdict.Applied).ToList();
        if (alone)
        {
            foreach (var one in applicable)
                await applier.ApplyAloneAsync(session, one, changes);
        }
        else if (applicable.Count > 0)
        {
            await applier.ApplyAsync(session, applicable, changes);
        }

        await CallbackJournal.WriteAsync(session, fresh, CancellationToken.None);
        await session.CommitAsync(CancellationToken.None);
        return changes;
    }

    private void Tell(IReadOnlyList<LiveChange> changes)
    {
        try
        {
            feed.Publish(changes);
        }
        catch (Exception failure)
        {
            // A page's trouble must not stop the receiver.
            LogFeedFailed(failure);
        }
    }

    [LoggerMessage(LogLevel.Error, "{Count} messages could not be stored; their senders were asked to come again")]
    private partial void LogUnavailable(Exception failure, int count);

    [LoggerMessage(LogLevel.Warning, "A batch of {Count} messages could not be applied together; each is tried alone")]
    private partial void LogRetryAlone(Exception failure, int count);

    [LoggerMessage(LogLevel.Error, "Telling open pages of a change failed")]
    private partial void LogFeedFailed(Exception failure);

    private sealed record Pending(CallbackEvent Received)
    {
        public TaskCompletionSource<WriteResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
