using System.Collections.Concurrent;

namespace Dashboard.Sandbox.State;

/// <summary>Work that happens later by the platform's clock. Forgotten as a whole on a reset and when the emulator stops.</summary>
internal sealed partial class Timetable(TimeProvider time, ILogger<Timetable> logger) : IDisposable
{
    private readonly ConcurrentDictionary<object, ITimer> _timers = new();
    private volatile bool _disposed;

    /// <summary>Runs the work after the pause; at once, but not on the caller's stack, when there is none.</summary>
    public void After(TimeSpan pause, Func<Task> work)
    {
        if (_disposed)
            return;
        if (pause <= TimeSpan.Zero)
        {
            _ = Task.Run(() => RunAsync(work));
            return;
        }

        var key = new object();
        var timer = time.CreateTimer(_ => Fire(key, work), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timers[key] = timer;
        timer.Change(pause, Timeout.InfiniteTimeSpan);
    }

    public void Clear()
    {
        foreach (var key in _timers.Keys)
        {
            if (_timers.TryRemove(key, out var timer))
                timer.Dispose();
        }
    }

    public void Dispose()
    {
        _disposed = true;
        Clear();
    }

    private void Fire(object key, Func<Task> work)
    {
        if (!_timers.TryRemove(key, out var timer))
            return;
        timer.Dispose();
        _ = Task.Run(() => RunAsync(work));
    }

    private async Task RunAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException) when (_disposed)
        {
        }
#pragma warning disable CA1031 // Nobody awaits this work: an exception that is not logged here is lost.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFailed(logger, exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Work planned by the emulator failed")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
