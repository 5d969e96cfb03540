using Dashboard.Core.Live;

namespace Dashboard.Web.Live;

/// <summary>
/// Hands what the live feed tells to one page, gathered: at most once per <see cref="Pause"/>, and never while the page still works on what it
/// was handed before. However many callbacks arrive, a page reads four times a second at most.
/// </summary>
public sealed class LiveChanges : IDisposable
{
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Payments kept between two hand-overs: what the receiver takes in many seconds. A page that is busy for longer misses the rest, which its
    /// next load shows.
    /// </summary>
    public const int Most = 50_000;

    private readonly Lock _lock = new();
    private readonly Func<IReadOnlyCollection<LiveChange>, Task> _show;
    private readonly IDisposable _subscription;
    private readonly ITimer _timer;
    private Dictionary<long, LiveChange> _waiting = [];
    private bool _busy;
    private bool _disposed;

    /// <param name="show">Called on a thread of the pool; moves to the page's own by itself.</param>
    public LiveChanges(LiveFeed feed, TimeProvider clock, Func<IReadOnlyCollection<LiveChange>, Task> show)
    {
        ArgumentNullException.ThrowIfNull(feed);
        ArgumentNullException.ThrowIfNull(clock);
        _show = show;
        _timer = clock.CreateTimer(_ => _ = FlushAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _subscription = feed.Subscribe(Note);
    }

    public void Dispose()
    {
        _subscription.Dispose();
        lock (_lock)
            _disposed = true;
        _timer.Dispose();
    }

    private void Note(IReadOnlyList<LiveChange> changes)
    {
        lock (_lock)
        {
            if (_disposed)
                return;
            var first = _waiting.Count == 0;
            foreach (var change in changes)
            {
                // A payment stays new when it changes again before it was shown.
                if (_waiting.TryGetValue(change.PaymentRowId, out var known))
                    _waiting[change.PaymentRowId] = Merge(known, change);
                else if (_waiting.Count < Most)
                    _waiting.Add(change.PaymentRowId, change);
            }

            if (first && !_busy)
                _timer.Change(Pause, Timeout.InfiniteTimeSpan);
        }
    }

    private static LiveChange Merge(LiveChange known, LiveChange change) => change with
    {
        IsNew = known.IsNew || change.IsNew,
        RefundId = change.RefundId ?? known.RefundId,
        Alarm = known.Alarm || change.Alarm,
    };

    private async Task FlushAsync()
    {
        IReadOnlyCollection<LiveChange> changes;
        lock (_lock)
        {
            if (_disposed || _busy || _waiting.Count == 0)
                return;
            changes = _waiting.Values;
            _waiting = [];
            _busy = true;
        }

        try
        {
            await _show(changes);
        }
        finally
        {
            lock (_lock)
            {
                _busy = false;
                if (!_disposed && _waiting.Count > 0)
                    _timer.Change(Pause, Timeout.InfiniteTimeSpan);
            }
        }
    }
}
