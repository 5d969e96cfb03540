using System.Collections.Concurrent;
using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Live;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Payments;

/// <summary>What a list has to know of payments that changed.</summary>
/// <param name="Rows">Those the reader may see, as they are now, whatever the filter.</param>
/// <param name="Matching">Those of them that the filter means.</param>
public sealed record ChangedRows(IReadOnlyList<PaymentRow> Rows, IReadOnlyList<PaymentRow> Matching);

/// <summary>
/// Reads changed payments once for all lists that are open: two hundred lists cost the database what one costs. Rows, refunds and what each reader
/// may see are read together after a change was told; the filters are applied in memory. Only a search is asked of the database, once for all lists
/// that search for the same.
/// </summary>
public sealed class ChangedPayments : IDisposable
{
    /// <summary>Payments that are remembered until they change again.</summary>
    private const int Most = 4000;

    private readonly Lock _lock = new();
    private readonly Database _database;
    private readonly IDisposable _subscription;
    private readonly Dictionary<Guid, int> _readers = [];
    private readonly Dictionary<long, Task<Reading>> _known = [];

    public ChangedPayments(Database database, LiveFeed feed)
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
    /// <param name="ids">Row ids of payments that the live feed has told of.</param>
    /// <param name="cancellationToken">Stops waiting; what others wait for goes on.</param>
    public async Task<ChangedRows> ReadAsync(Actor actor, PaymentFilter filter, IReadOnlyCollection<long> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(ids);
        var (rows, matching) = (new List<PaymentRow>(), new List<PaymentRow>());
        foreach (var group in Find(ids).GroupBy(one => one.Reading, one => one.Id))
        {
            var reading = await group.Key.WaitAsync(cancellationToken);
            var scope = await ScopeAsync(reading, actor, cancellationToken);
            if (!scope.Can(Permission.ViewPayments))
                continue;
            var searched = filter.Searched.IsEmpty ? [] : await reading.SearchAsync(_database, filter).WaitAsync(cancellationToken);
            foreach (var (payment, row) in group.Select(reading.Payments.GetValueOrDefault).Where(one => one.Payment is not null && scope.Sees(one.Payment.ProjectId)))
            {
                rows.Add(row);
                if (filter.Means(payment, searched))
                    matching.Add(row);
            }
        }

        return new(rows, matching);
    }

    public void Dispose() => _subscription.Dispose();

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
        var payments = await context.Payments.Where(payment => ids.Contains(payment.Id)).ToListAsync(CancellationToken.None);
        var rows = (await PaymentQueries.RowsOfAsync(context, payments, CancellationToken.None)).ToDictionary(row => row.Id);
        return new(payments.ToDictionary(payment => payment.Id, payment => (payment, rows[payment.Id])), scopes);
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

    private sealed record Reading(Dictionary<long, (Payment Payment, PaymentRow Row)> Payments, Dictionary<Guid, AccessScope> Scopes)
    {
        private readonly ConcurrentDictionary<PaymentFilter, Lazy<Task<HashSet<long>>>> _searched = new();

        /// <summary>Those of the payments that a search means.</summary>
        public Task<HashSet<long>> SearchAsync(Database database, PaymentFilter filter)
        {
            var search = new PaymentFilter { Search = filter.Search, From = filter.From, Until = filter.Until };
            return _searched.GetOrAdd(search, one => new(() => Task.Run(() => FindAsync(database, one)))).Value;
        }

        private async Task<HashSet<long>> FindAsync(Database database, PaymentFilter search)
        {
            var ids = Payments.Keys.ToList();
            await using var context = await database.OpenAsync(CancellationToken.None);
            return [.. await search.Apply(context, AccessScope.Everything).Where(payment => ids.Contains(payment.Id)).Select(payment => payment.Id)
                .ToListAsync(CancellationToken.None)];
        }
    }

    private sealed class Reader(ChangedPayments payments, Guid? userId) : IDisposable
    {
        private bool _closed;

        public void Dispose()
        {
            if (_closed || userId is not { } id)
                return;
            _closed = true;
            payments.Close(id);
        }
    }
}
