using System.Collections.Concurrent;
using Dashboard.Core.Access;
using Dashboard.Core.Data;

namespace Dashboard.Core.Live;

/// <summary>What a list has to know of payments that changed.</summary>
/// <param name="Rows">Those the reader may see, as they are now, whatever the filter.</param>
/// <param name="Matching">Those of them that the filter means.</param>
public sealed record ChangedRows<TRow>(IReadOnlyList<TRow> Rows, IReadOnlyList<TRow> Matching);

/// <summary>
/// Reads what belongs to changed payments once for all lists that are open: two hundred lists cost the database what one costs. Rows and what each
/// reader may see are read together after a change was told; the filters are applied in memory. Only a search is asked of the database, once for all
/// lists that search for the same.
/// </summary>
/// <typeparam name="TEntity">What the filter is asked of.</typeparam>
/// <typeparam name="TRow">What the list shows of it.</typeparam>
/// <typeparam name="TFilter">Compares by content.</typeparam>
public abstract class ChangedRows<TEntity, TRow, TFilter> : IDisposable
    where TFilter : class
{
    /// <summary>Payments that are remembered until they change again.</summary>
    private const int Most = 4000;

    private readonly Lock _lock = new();
    private readonly Database _database;
    private readonly IDisposable _subscription;
    private readonly Dictionary<Guid, int> _readers = [];
    private readonly Dictionary<long, Task<Reading>> _known = [];

    protected ChangedRows(Database database, LiveFeed feed)
    {
        ArgumentNullException.ThrowIfNull(feed);
        _database = database;
        // Subscribed before any list is, so what changed is forgotten before anybody asks for it.
        _subscription = feed.Subscribe(Forget, standing: true);
    }

    /// <summary>Says that somebody has a list open, until disposed: what they may see is read with the changes.</summary>
    public IDisposable Open(Actor actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (actor.UserId is not { } userId)
            return new Reader(this, null);
        lock (_lock)
            _readers[userId] = _readers.GetValueOrDefault(userId) + 1;
        return new Reader(this, userId);
    }

    /// <param name="actor">Who reads.</param>
    /// <param name="filter">What the list shows.</param>
    /// <param name="paymentRowIds">Row ids of payments that the live feed has told of.</param>
    /// <param name="cancellationToken">Stops waiting; what others wait for goes on.</param>
    public async Task<ChangedRows<TRow>> ReadAsync(
        Actor actor, TFilter filter, IReadOnlyCollection<long> paymentRowIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(paymentRowIds);
        var (rows, matching) = (new List<TRow>(), new List<TRow>());
        foreach (var group in Find(paymentRowIds).GroupBy(one => one.Reading, one => one.Id))
        {
            var reading = await group.Key.WaitAsync(cancellationToken);
            var scope = await ScopeAsync(reading, actor, cancellationToken);
            if (!scope.Can(Permission.ViewPayments))
                continue;
            var searched = SearchOf(filter) is { } search ? await reading.SearchAsync(this, search).WaitAsync(cancellationToken) : [];
            foreach (var one in group.SelectMany(id => reading.Items[id]).Where(one => scope.Sees(one.ProjectId)))
            {
                rows.Add(one.Row);
                if (Means(filter, one.Entity, searched))
                    matching.Add(one.Row);
            }
        }

        return new(rows, matching);
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            _subscription.Dispose();
    }

    private protected abstract Task<IReadOnlyList<Item>> LoadAsync(
        AppDbContext context, IReadOnlyCollection<long> paymentRowIds, CancellationToken cancellationToken);

    /// <summary>The part of a filter that only the database can answer, the same for all lists that search for the same; null when there is none.</summary>
    private protected abstract TFilter? SearchOf(TFilter filter);

    /// <summary>Row ids of what belongs to the payments and is meant.</summary>
    private protected abstract Task<HashSet<long>> FindAsync(
        AppDbContext context, TFilter search, IReadOnlyCollection<long> paymentRowIds, CancellationToken cancellationToken);

    private protected abstract bool Means(TFilter filter, TEntity entity, IReadOnlySet<long> searched);

    private List<(long Id, Task<Reading> Reading)> Find(IReadOnlyCollection<long> ids)
    {
        lock (_lock)
        {
            var missing = ids.Where(id => !_known.TryGetValue(id, out var known) || known.IsFaulted).ToList();
            if (missing.Count > 0)
            {
                if (_known.Count + missing.Count > Most)
                    _known.Clear();
                Guid[] readers = [.. _readers.Keys];
                var reading = Task.Run(() => ReadAsync(ids, readers));
                // All that were asked for, lest a list wait for two.
                foreach (var id in ids)
                    _known[id] = reading;
            }

            return [.. ids.Select(id => (id, _known[id]))];
        }
    }

    private async Task<Reading> ReadAsync(IReadOnlyCollection<long> ids, Guid[] readers)
    {
        await using var context = await _database.OpenAsync(CancellationToken.None);
        var scopes = await AccessControl.ScopesAsync(context, readers, CancellationToken.None);
        return new(ids, (await LoadAsync(context, ids, CancellationToken.None)).ToLookup(item => item.PaymentRowId), scopes);
    }

    private async Task<AccessScope> ScopeAsync(Reading reading, Actor actor, CancellationToken cancellationToken)
    {
        if (actor.UserId is { } userId && reading.Scopes.TryGetValue(userId, out var scope))
            return scope;
        await using var context = await _database.OpenAsync(cancellationToken);
        return await AccessControl.ScopeAsync(context, actor, cancellationToken);
    }

    private void Forget(IReadOnlyList<LiveChange> changes)
    {
        lock (_lock)
        {
            foreach (var change in changes)
                _known.Remove(change.PaymentRowId);
        }
    }

    private void Close(Guid userId)
    {
        lock (_lock)
        {
            if (--_readers[userId] == 0)
                _readers.Remove(userId);
        }
    }

    private protected sealed record Item(long PaymentRowId, long ProjectId, TEntity Entity, TRow Row);

    private sealed record Reading(IReadOnlyCollection<long> Ids, ILookup<long, Item> Items, Dictionary<Guid, AccessScope> Scopes)
    {
        private readonly ConcurrentDictionary<TFilter, Lazy<Task<HashSet<long>>>> _searched = new();

        /// <summary>Those of the items that a search means.</summary>
        public Task<HashSet<long>> SearchAsync(ChangedRows<TEntity, TRow, TFilter> owner, TFilter search) =>
            _searched.GetOrAdd(search, one => new(() => Task.Run(() => FindAsync(owner, one)))).Value;

        private async Task<HashSet<long>> FindAsync(ChangedRows<TEntity, TRow, TFilter> owner, TFilter search)
        {
            await using var context = await owner._database.OpenAsync(CancellationToken.None);
            return await owner.FindAsync(context, search, Ids, CancellationToken.None);
        }
    }

    private sealed class Reader(ChangedRows<TEntity, TRow, TFilter> rows, Guid? userId) : IDisposable
    {
        private bool _closed;

        public void Dispose()
        {
            if (_closed || userId is not { } id)
                return;
            _closed = true;
            rows.Close(id);
        }
    }
}
