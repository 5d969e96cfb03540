namespace Dashboard.Sandbox.Callbacks;

/// <summary>The deliveries, bounded: the oldest give way.</summary>
internal sealed class CallbackJournal(int capacity)
{
    private readonly Lock _sync = new();
    private readonly Dictionary<long, CallbackDelivery> _deliveries = [];
    private readonly Queue<long> _order = new();
    private long _last;

    public CallbackDelivery Add(Func<long, CallbackDelivery> create)
    {
        lock (_sync)
        {
            var delivery = create(++_last);
            _deliveries[delivery.Number] = delivery;
            _order.Enqueue(delivery.Number);
            if (_order.Count > capacity)
                _deliveries.Remove(_order.Dequeue());
            return delivery;
        }
    }

    /// <summary>Replaces a delivery; null when it has been forgotten meanwhile.</summary>
    public CallbackDelivery? Change(long number, Func<CallbackDelivery, CallbackDelivery> change)
    {
        lock (_sync)
        {
            if (!_deliveries.TryGetValue(number, out var delivery))
                return null;
            return _deliveries[number] = change(delivery);
        }
    }

    public CallbackDelivery? Find(long number)
    {
        lock (_sync)
            return _deliveries.GetValueOrDefault(number);
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<CallbackDelivery> Latest(int count, Func<CallbackDelivery, bool>? filter = null)
    {
        lock (_sync)
            return [.. _order.Reverse().Select(n => _deliveries[n]).Where(d => filter is null || filter(d)).Take(count)];
    }

    public void Clear()
    {
        lock (_sync)
        {
            _deliveries.Clear();
            _order.Clear();
        }
    }
}
