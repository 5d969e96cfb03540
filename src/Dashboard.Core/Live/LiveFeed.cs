namespace Dashboard.Core.Live;

/// <summary>What changed, by id only: whoever shows it reads it again through the queries.</summary>
/// <param name="Alarm">An alarm about the payment's money was raised or acknowledged.</param>
public sealed record LiveChange(long PaymentRowId, long ProjectId, string PaymentId, bool IsNew, Guid? RefundId = null, bool Alarm = false)
{
    /// <summary>What waits for people may have changed.</summary>
    public bool IsWork => RefundId is not null || Alarm;
}

/// <summary>
/// Tells open pages, after the commit, what changed. Best effort: a subscriber that fails is its own affair, and a page reads anew when it opens.
/// </summary>
public sealed class LiveFeed
{
    private readonly Lock _lock = new();
    private Action<IReadOnlyList<LiveChange>>[] _subscribers = [];
    private int _pages;

    /// <summary>When the newest callback was committed by this process; null before the first.</summary>
    public DateTimeOffset? LastCallbackAt { get; private set; }

    /// <summary>Whether any page listens.</summary>
    public bool HasPages => Volatile.Read(ref _pages) > 0;

    /// <param name="standing">A part of the application that listens as long as it runs, not a page that somebody looks at.</param>
    public IDisposable Subscribe(Action<IReadOnlyList<LiveChange>> subscriber, bool standing = false)
    {
        lock (_lock)
        {
            _subscribers = [.. _subscribers, subscriber];
            _pages += standing ? 0 : 1;
        }

        return new Subscription(this, subscriber, standing);
    }

    public void CallbackCommitted(DateTimeOffset at) => LastCallbackAt = at;

    /// <summary>Calls every subscriber on the caller's thread, outside the lock. Subscribers only note the change and return.</summary>
    public void Publish(IReadOnlyList<LiveChange> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        if (changes.Count == 0)
            return;
        foreach (var subscriber in _subscribers)
            subscriber(changes);
    }

    private sealed class Subscription(LiveFeed feed, Action<IReadOnlyList<LiveChange>> subscriber, bool standing) : IDisposable
    {
        private bool _ended;

        public void Dispose()
        {
            lock (feed._lock)
            {
                if (_ended)
                    return;
                _ended = true;
                feed._subscribers = [.. feed._subscribers.Where(other => other != subscriber)];
                feed._pages -= standing ? 0 : 1;
            }
        }
    }
}
