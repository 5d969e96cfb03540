namespace Dashboard.Core.Refunds;

/// <summary>
/// What open pages of this process tell each other about refunds: who is about to refund which payment, and that a stop switch was turned. Kept in
/// memory with a lease; with several processes each knows of its own people only, and the reservation in the database decides anyway.
/// </summary>
public sealed class RefundBoard(TimeProvider clock)
{
    /// <summary>A page renews its entry well within this time; one that is gone without a word is forgotten after it.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Entry> _entries = [];
    private Action[] _listeners = [];

    /// <summary>Calls back whenever somebody comes or goes, or a switch is turned; on the thread of whoever caused it.</summary>
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
    public RefundPresence Enter(long paymentRowId, Guid? userId, string name)
    {
        var presence = new RefundPresence(this, Guid.CreateVersion7());
        lock (_lock)
            _entries[presence.Id] = new Entry(paymentRowId, userId, name, clock.GetUtcNow() + Lease);
        Changed();
        return presence;
    }

    /// <summary>Names of other people who have the dialog of this payment open.</summary>
    public IReadOnlyList<string> Others(long paymentRowId, Guid? userId)
    {
        var now = clock.GetUtcNow();
        lock (_lock)
        {
            return [.. _entries.Values.Where(entry => entry.PaymentRowId == paymentRowId && entry.UserId != userId && entry.Until > now)
                .Select(entry => entry.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        }
    }

    internal void Renew(Guid id)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(id, out var entry))
                _entries[id] = entry with { Until = clock.GetUtcNow() + Lease };
            // Whoever renews tidies up what others left behind.
            foreach (var over in _entries.Where(one => one.Value.Until <= clock.GetUtcNow()).Select(one => one.Key).ToList())
                _entries.Remove(over);
        }
    }

    internal void Leave(Guid id)
    {
        bool known;
        lock (_lock)
            known = _entries.Remove(id);
        if (known)
            Changed();
    }

    internal void Changed()
    {
        foreach (var listener in _listeners)
            listener();
    }

    private sealed record Entry(long PaymentRowId, Guid? UserId, string Name, DateTimeOffset Until);

    private sealed class Ending(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}

/// <summary>One open dialog on the <see cref="RefundBoard"/>.</summary>
public sealed class RefundPresence(RefundBoard board, Guid id) : IDisposable
{
    internal Guid Id { get; } = id;

    public void Renew() => board.Renew(Id);

    public void Dispose() => board.Leave(Id);
}
