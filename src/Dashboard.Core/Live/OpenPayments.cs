namespace Dashboard.Core.Live;

/// <summary>
/// Who has which payment open among the pages of this process. A courtesy kept in memory, so that opening a payment costs nothing: another process
/// on the same database does not see it. Who is about to refund is kept in the database (<see cref="Refunds.RefundBoard"/>), for all of them.
/// </summary>
public sealed class OpenPayments
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, List<Page>> _open = [];

    /// <summary>A person has the payment open until the result is disposed.</summary>
    /// <param name="changed">Called whenever somebody else comes or goes, on any thread.</param>
    public IDisposable Enter(long paymentRowId, Guid userId, string name, Action changed)
    {
        var page = new Page(userId, name, changed);
        Action[] others;
        lock (_lock)
        {
            if (!_open.TryGetValue(paymentRowId, out var pages))
                _open.Add(paymentRowId, pages = []);
            others = [.. pages.Select(other => other.Changed)];
            pages.Add(page);
        }

        Tell(others);
        return new Leaving(this, paymentRowId, page);
    }

    /// <summary>Names of other people who have the payment open, each once.</summary>
    public IReadOnlyList<string> Others(long paymentRowId, Guid userId)
    {
        lock (_lock)
        {
            return _open.TryGetValue(paymentRowId, out var pages)
                ? [.. pages.Where(page => page.UserId != userId).Select(page => page.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]
                : [];
        }
    }

    private void Leave(long paymentRowId, Page page)
    {
        Action[] others;
        lock (_lock)
        {
            if (!_open.TryGetValue(paymentRowId, out var pages) || !pages.Remove(page))
                return;
            others = [.. pages.Select(other => other.Changed)];
            if (pages.Count == 0)
                _open.Remove(paymentRowId);
        }

        Tell(others);
    }

    private static void Tell(Action[] others)
    {
        foreach (var changed in others)
            changed();
    }

    // Two pages of one person are two: compared by reference.
    private sealed class Page(Guid userId, string name, Action changed)
    {
        public Guid UserId => userId;

        public string Name => name;

        public Action Changed => changed;
    }

    private sealed class Leaving(OpenPayments payments, long paymentRowId, Page page) : IDisposable
    {
        public void Dispose() => payments.Leave(paymentRowId, page);
    }
}
