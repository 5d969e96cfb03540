namespace Dashboard.Sandbox.Ledger;

/// <summary>Everything that arrived, in order, bounded: the oldest entries give way.</summary>
internal sealed class RequestLedger(int capacity)
{
    private readonly Lock _sync = new();
    private readonly Queue<LedgerEntry> _entries = new();
    private long _last;

    public void Add(LedgerEntry entry)
    {
        lock (_sync)
        {
            _entries.Enqueue(entry with { Number = ++_last });
            if (_entries.Count > capacity)
                _entries.Dequeue();
        }
    }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<LedgerEntry> Find(Func<LedgerEntry, bool> filter)
    {
        lock (_sync)
            return [.. _entries.Where(filter)];
    }

    public void Clear()
    {
        lock (_sync)
            _entries.Clear();
    }
}
