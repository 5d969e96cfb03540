using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Payments;
using Dashboard.Core.Refunds;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Operations;

/// <summary>A list that is looked through every day.</summary>
public enum OperationView
{
    /// <summary>Refunds made here of which nobody knows yet whether the money left.</summary>
    UnknownRefunds,

    /// <summary>Refunds made here that the platform refused or that cannot be sent, as in <see cref="RefundWork.Failed"/>.</summary>
    FailedRefunds,

    /// <summary>Operations unfinished for longer than usual; see <see cref="Overdue"/>.</summary>
    Overdue,

    /// <summary>Operations declined since the day began.</summary>
    DeclinesToday,
}

/// <summary>How many rows a view holds: counted up to a bound, so that the answer takes as long in a full register as in an empty one.</summary>
/// <param name="AtLeast">There are more than were counted.</param>
public sealed record ViewCount(int Count, bool AtLeast);

/// <summary>Declines with one code.</summary>
/// <param name="Code">The platform's code; null when it gave none.</param>
public sealed record CodeCount(string? Code, int Count);

/// <param name="Codes">The most frequent first.</param>
/// <param name="AtLeast">Counting stopped at <see cref="OperationViews.MostDeclines"/>.</param>
public sealed record DeclineCounts(IReadOnlyList<CodeCount> Codes, bool AtLeast)
{
    public int Total => Codes.Sum(code => code.Count);
}

/// <summary>The ready views of the operations page, under the rules of <see cref="OperationQueries"/>.</summary>
public sealed class OperationViews(Database database, OperationQueries queries)
{
    /// <summary>Rows counted of a view.</summary>
    public const int MostCounted = 200;

    /// <summary>Declines of a period counted by code.</summary>
    public const int MostDeclines = 100_000;

    public const string Declined = "decline";

    /// <param name="day">Declines from its first instant on; see <see cref="Period.Resolve"/>.</param>
    /// <param name="now">What is overdue is judged by.</param>
    public async Task<IReadOnlyDictionary<OperationView, ViewCount>> CountsAsync(
        Actor actor, DateTimeOffset day, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var overdue = await queries.ListAsync(actor, new OperationFilter { OverdueAt = now }, null, MostCounted, cancellationToken);
        var declines = await DeclinesAsync(actor, new OperationFilter { From = day }, cancellationToken);
        return new Dictionary<OperationView, ViewCount>
        {
            [OperationView.UnknownRefunds] = await CountAsync(actor, OperationView.UnknownRefunds, cancellationToken),
            [OperationView.FailedRefunds] = await CountAsync(actor, OperationView.FailedRefunds, cancellationToken),
            [OperationView.Overdue] = new(overdue.Rows.Count, overdue.More),
            [OperationView.DeclinesToday] = new(declines.Total, declines.AtLeast),
        };
    }

    /// <summary>The declines of a period by code, the filter's other lists applied.</summary>
    public async Task<DeclineCounts> DeclinesAsync(Actor actor, OperationFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using var context = await database.OpenAsync(cancellationToken);
        if (await PaymentQueries.ScopeAsync(context, actor, cancellationToken) is not { } scope)
            return new([], false);
        // A decline is a combination of what lists are filtered by, so the index that holds them answers without a look at a single row.
        var declined = filter with { Statuses = [Declined], Codes = [] };
        var facets = await declined.Facets(context.Set<Facet>().Where(facet => facet.OfOperations), scope)!
            .ToDictionaryAsync(facet => facet.Id, facet => facet.Code, cancellationToken);
        var ids = facets.Keys.ToList();
        var operations = context.Operations.Where(operation => ids.Contains(operation.FacetId));
        if (filter.From is { } from)
            operations = operations.Where(operation => operation.CreatedAt >= from);
        if (filter.Until is { } until)
            operations = operations.Where(operation => operation.CreatedAt < until);
        var found = await operations.Select(operation => operation.FacetId).Take(MostDeclines).GroupBy(facet => facet)
            .Select(group => new { Facet = group.Key, Count = group.Count() }).ToListAsync(cancellationToken);
        var codes = found.GroupBy(one => facets[one.Facet]).Select(group => new { Code = group.Key, Count = group.Sum(one => one.Count) });
        var counts = codes.Select(code => new CodeCount(code.Code, code.Count))
            .OrderByDescending(code => code.Count).ThenBy(code => code.Code, StringComparer.Ordinal).ToList();
        return new(counts, counts.Sum(code => code.Count) == MostDeclines);
    }

    /// <summary>The refunds of a view, those that changed last first.</summary>
    /// <param name="projects">Of these projects only; empty = of all that the reader sees.</param>
    /// <param name="after">Continue below the refund that stood last; null from the first.</param>
    public async Task<Window<RefundView>> RefundsAsync(
        Actor actor, OperationView view, IReadOnlyCollection<long> projects, RefundKey? after, int size, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(projects);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, PaymentQueries.MostRows);
        await using var context = await database.OpenAsync(cancellationToken);
        if (await PaymentQueries.ScopeAsync(context, actor, cancellationToken) is not { } scope)
            return new([], false);
        // Each state in the order of its index; together they would have to be sorted, however many there are.
        var rows = new List<RefundView>();
        foreach (var state in StatesOf(view))
        {
            var refunds = Newest(Visible(context, scope), state);
            if (projects.Count > 0)
                refunds = refunds.Where(refund => projects.Contains(refund.ProjectId));
            if (after is { StateAt: var at, Id: var id })
                refunds = refunds.Where(refund => refund.StateAt <= at && (refund.StateAt < at || refund.Id.CompareTo(id) < 0));
            rows.AddRange(await RefundQueries.Views(refunds.Take(size + 1)).ToListAsync(cancellationToken));
        }

        return Window<RefundView>.Of([.. rows.OrderByDescending(row => row.StateAt).ThenByDescending(row => row.Id).Take(size + 1)], size);
    }

    /// <summary>The refunds of the named payments as they are now, whatever view they stand in: an open view asks for what the live feed tells.</summary>
    public async Task<IReadOnlyList<RefundView>> RefundsOfAsync(Actor actor, IReadOnlyCollection<long> paymentRowIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(paymentRowIds);
        await using var context = await database.OpenAsync(cancellationToken);
        if (paymentRowIds.Count == 0 || await PaymentQueries.ScopeAsync(context, actor, cancellationToken) is not { } scope)
            return [];
        return await RefundQueries.Views(Visible(context, scope).Where(refund => paymentRowIds.Contains(refund.PaymentRowId))).ToListAsync(cancellationToken);
    }

    /// <summary>Whether a refund in that state stands in the view.</summary>
    public static bool Holds(OperationView view, RefundState state) => StatesOf(view).Contains(state);

    internal static IQueryable<Refund> Newest(IQueryable<Refund> refunds, RefundState state) =>
        refunds.Where(refund => refund.State == state).OrderByDescending(refund => refund.StateAt).ThenByDescending(refund => refund.Id);

    private async Task<ViewCount> CountAsync(Actor actor, OperationView view, CancellationToken cancellationToken)
    {
        await using var context = await database.OpenAsync(cancellationToken);
        if (await PaymentQueries.ScopeAsync(context, actor, cancellationToken) is not { } scope)
            return new(0, false);
        var states = StatesOf(view);
        var counted = await Visible(context, scope).Where(refund => states.Contains(refund.State)).Select(refund => refund.Id)
            .Take(MostCounted + 1).CountAsync(cancellationToken);
        return new(Math.Min(counted, MostCounted), counted > MostCounted);
    }

    private static IQueryable<Refund> Visible(AppDbContext context, AccessScope scope) =>
        scope.Projects is { } visible ? context.Refunds.Where(refund => visible.Contains(refund.ProjectId)) : context.Refunds;

    private static IReadOnlyList<RefundState> StatesOf(OperationView view) => view switch
    {
        OperationView.UnknownRefunds => [RefundState.Unknown, RefundState.ManualReview],
        OperationView.FailedRefunds => [RefundState.Declined, RefundState.Blocked],
        _ => throw new ArgumentOutOfRangeException(nameof(view), view, "Not a view of refunds."),
    };
}

/// <summary>Place of a refund in a view of refunds.</summary>
public sealed record RefundKey(DateTimeOffset StateAt, Guid Id);
