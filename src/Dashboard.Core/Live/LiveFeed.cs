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

    /// <summary>When the newest callback was committed by this process; null before the first.</summary>
    public DateTimeOffset? LastCallbackAt { get; private set; }

    /// <summary>Whether anybody listens.</summary>
    public bool HasSubscribers => _subscribers.Length > 0;

    public IDisposable Subscribe(Action<IReadOnlyList<LiveChange>> subscriber)
    {
        lock (_lock)
            _subscribers = [.. _subscribers, subscriber];
        return new Subscription(this, subscriber);
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

    private sealed class Subscription(LiveFeed feed, Action<IReadOnlyList<LiveChange>> subscriber) : IDisposable
    {
        public void Dispose()
        {
            lock (feed._lock)
                feed._subscribers = [.. feed._subscribers.Where(other => other != subscriber)];
        }
    }
}
