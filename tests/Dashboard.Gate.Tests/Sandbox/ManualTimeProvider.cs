namespace Dashboard.Gate.Tests.Sandbox;

/// <summary>A clock that moves when it is told to, and says when somebody waits for it.</summary>
internal sealed class ManualTimeProvider(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _sync = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly List<(TimeSpan Pause, TaskCompletionSource Signal)> _watchers = [];
    private DateTimeOffset _now = start;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_sync)
            return _now;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock and fires every timer that became due, in order.</summary>
    public void Advance(TimeSpan span)
    {
        var target = GetUtcNow() + span;
        while (true)
        {
            ManualTimer? next;
            lock (_sync)
            {
                next = _timers.Where(t => t.Due <= target).MinBy(t => t.Due);
                _now = next?.Due ?? target;
                if (next is null)
                    return;
                _timers.Remove(next);
            }

            next.Fire();
        }
    }

    /// <summary>Ends when a timer waits that is due after exactly this pause from now.</summary>
    public Task WhenTimerWaitsAsync(TimeSpan pause)
    {
        lock (_sync)
        {
            if (_timers.Any(t => t.Due == _now + pause))
                return Task.CompletedTask;
            var signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _watchers.Add((pause, signal));
            return signal.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }
    }

    private void Set(ManualTimer timer, TimeSpan dueTime)
    {
        lock (_sync)
        {
            _timers.Remove(timer);
            if (dueTime == Timeout.InfiniteTimeSpan)
                return;
            timer.Due = _now + dueTime;
            _timers.Add(timer);
            foreach (var watcher in _watchers.Where(w => timer.Due == _now + w.Pause).ToList())
            {
                _watchers.Remove(watcher);
                watcher.Signal.SetResult();
            }
        }
    }

    private void Remove(ManualTimer timer)
    {
        lock (_sync)
            _timers.Remove(timer);
    }

    private sealed class ManualTimer(ManualTimeProvider clock, Action callback) : ITimer
    {
        public DateTimeOffset Due { get; set; }

        public void Fire() => callback();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            clock.Set(this, dueTime);
            return true;
        }

        public void Dispose() => clock.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
