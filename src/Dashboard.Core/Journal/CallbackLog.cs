using Dashboard.Core.Access;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Data;
using Dashboard.Core.Payments;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Journal;

/// <summary>A window of the journal.</summary>
/// <param name="TooMany">The search names more payments than <see cref="CallbackLog.MostPayments"/>; nothing is listed then.</param>
public sealed record CallbackWindow(IReadOnlyList<CallbackRow> Rows, bool More, bool TooMany = false);

/// <summary>
/// The journal of messages as a list: newest receipt first, by the index of times; what waits for a person by the index of what is not applied; and what
/// is searched for by the indexes of ids. Whoever may not view callbacks sees an empty one.
/// </summary>
public sealed class CallbackLog(Database database)
{
    /// <summary>Payments that a search may name.</summary>
    public const int MostPayments = 1000;

    /// <summary>Messages of changed payments, the newest first.</summary>
    private const int MostChanged = 2000;

    /// <summary>The newest messages, or those that follow <paramref name="after"/>.</summary>
    public async Task<CallbackWindow> ListAsync(Actor actor, CallbackFilter filter, PageKey? after, int size, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, CallbackQueries.MostRows);
        await using var context = await database.OpenAsync(cancellationToken);
        if (filter.Refused || await CallbackQueries.EventsAsync(context, actor, cancellationToken) is not { } events)
            return new([], false);
        var meant = Restrict(events, filter);
        var search = filter.Searched;
        if (search.IsEmpty)
        {
            var window = await ReadAsync(context, [InPeriod(meant, filter)], filter, after, size, cancellationToken);
            return new(window.Rows, window.More);
        }

        if (await PaymentSearch.On(context).FindAsync(search, MostPayments, cancellationToken) is not { } payments)
            return new([], false, TooMany: true);
        if (!search.IgnoresPeriod)
            meant = InPeriod(meant, filter);
        var found = await ReadAsync(context, [.. Named(meant, search, payments)], filter, after, size, cancellationToken);
        return new(found.Rows, found.More);
    }

    /// <summary>Those messages about the named payments that the filter means, whatever their place in the list.</summary>
    /// <param name="payments">Row ids that the live feed has told of.</param>
    public async Task<IReadOnlyList<CallbackRow>> OfPaymentsAsync(
        Actor actor, CallbackFilter filter, IReadOnlyCollection<long> payments, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(payments);
        await using var context = await database.OpenAsync(cancellationToken);
        if (filter.Refused || payments.Count == 0 || await CallbackQueries.EventsAsync(context, actor, cancellationToken) is not { } events)
            return [];
        var meant = Restrict(events, filter).Where(received => payments.Contains(received.PaymentRowId!.Value));
        var search = filter.Searched;
        if (!search.IgnoresPeriod)
            meant = InPeriod(meant, filter);
        if (!search.IsEmpty)
        {
            if (await PaymentSearch.On(context).FindAsync(search, MostPayments, cancellationToken) is not { } named)
                return [];
            meant = meant.Where(received => named.Contains(received.PaymentRowId!.Value));
        }

        return await CallbackQueries.ReadAsync(context, meant.OrderByDescending(received => received.Id).Take(MostChanged), cancellationToken);
    }

    internal static IQueryable<CallbackEvent> Restrict(IQueryable<CallbackEvent> events, CallbackFilter filter)
    {
        if (filter.Projects.Count > 0)
            events = events.Where(received => filter.Projects.Contains(received.ProjectId));
        if (filter.Verdict == CallbackVerdict.Applied)
            return events.Where(received => received.Verdict == CallbackVerdict.Applied);
        // Said twice, so that the index of what is not applied is seen to answer it.
        return filter.Verdict is { } verdict
            ? events.Where(received => received.Verdict == verdict && received.Verdict != CallbackVerdict.Applied)
            : events;
    }

    internal static IQueryable<CallbackEvent> InPeriod(IQueryable<CallbackEvent> events, CallbackFilter filter)
    {
        if (filter.From is { } from)
            events = events.Where(received => received.ReceivedAt >= from);
        if (filter.Until is { } until)
            events = events.Where(received => received.ReceivedAt < until);
        return events;
    }

    /// <summary>What is not applied in this order of an index, everything else in that of its receipt.</summary>
    internal static IQueryable<CallbackEvent> Newest(IQueryable<CallbackEvent> events, CallbackFilter filter, PageKey? after)
    {
        if (Waits(filter))
        {
            if (after is { Id: var last })
                events = events.Where(received => received.Id < last);
            return events.OrderByDescending(received => received.Id);
        }

        if (after is { CreatedAt: var time, Id: var id })
            events = events.Where(received => received.ReceivedAt <= time && (received.ReceivedAt < time || received.Id < id));
        return events.OrderByDescending(received => received.ReceivedAt).ThenByDescending(received => received.Id);
    }

    private static bool Waits(CallbackFilter filter) => filter.Verdict is not (null or CallbackVerdict.Applied);

    /// <summary>The messages about the payments; and, with an operation's id, those about it that wait and so belong to no payment yet.</summary>
    private static IEnumerable<IQueryable<CallbackEvent>> Named(IQueryable<CallbackEvent> events, SearchText search, IReadOnlyCollection<long> payments)
    {
        if (payments.Count > 0)
            yield return events.Where(received => payments.Contains(received.PaymentRowId!.Value));
        IReadOnlyList<long> operations = search.OperationId is { } one ? [one] : PaymentSearch.Numbers(search.Ids);
        if (operations.Count == 0)
            yield break;
        foreach (var waiting in (CallbackVerdict[])[CallbackVerdict.Quarantined, CallbackVerdict.Parked])
        {
            yield return events.Where(received => received.Verdict == waiting && received.Verdict != CallbackVerdict.Applied
                && operations.Contains(received.OperationId!.Value));
        }
    }

    private static async Task<Window<CallbackRow>> ReadAsync(
        AppDbContext context, IReadOnlyList<IQueryable<CallbackEvent>> parts, CallbackFilter filter, PageKey? after, int size, CancellationToken cancellationToken)
    {
        var rows = new List<CallbackRow>();
        foreach (var part in parts)
            rows.AddRange(await CallbackQueries.ReadAsync(context, Newest(part, filter, after).Take(size + 1), cancellationToken));
        var sorted = Waits(filter) ? rows.OrderByDescending(row => row.Id) : rows.OrderByDescending(row => row.ReceivedAt).ThenByDescending(row => row.Id);
        return Window<CallbackRow>.Of([.. sorted.DistinctBy(row => row.Id).Take(size + 1)], size);
    }
}
