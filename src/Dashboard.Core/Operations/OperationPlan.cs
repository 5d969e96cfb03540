using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Payments;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Operations;

/// <summary>Turns a filter into sets of rows that the indexes answer; their union is what <see cref="OperationFilter.Apply"/> means.</summary>
internal static class OperationPlan
{
    public static async Task<IReadOnlyList<RegisterPart>> OfAsync(
        AppDbContext context, OperationFilter filter, AccessScope scope, CancellationToken cancellationToken)
    {
        var all = context.Set<Facet>().AsNoTracking().Where(facet => facet.OfOperations);
        var restricted = filter.Facets(all, scope);
        var search = filter.Searched;
        // What is overdue depends on the status, and an amount on the currency: only then are the values of the combinations needed.
        var byValue = filter.OverdueAt is not null || search.Amount is not null;
        var facets = restricted is null && !byValue ? null : await (restricted ?? all).ToListAsync(cancellationToken);
        var lists = new RegisterPart
        {
            Facets = restricted is null ? null : Ids(facets!),
            MinAmount = filter.MinAmount,
            MaxAmount = filter.MaxAmount,
        };
        var kinds = filter.OverdueAt is { } now ? OfOverdue(lists, facets!, now) : [lists];
        if (search.IsEmpty)
            return [.. kinds.Select(kind => InPeriod(kind, filter))];

        var parts = new List<RegisterPart>();
        var found = await PaymentSearch.On(context).FindAsync(search, PaymentSearch.Few, cancellationToken);
        if (found is not { Count: 0 })
        {
            parts.AddRange(kinds.Select(kind => (search.IgnoresPeriod ? kind : InPeriod(kind, filter)) with
            {
                PaymentIds = found,
                WalkPayments = found is null ? search : null,
            }));
        }

        if (search.Amount is not { } amount)
            return parts;

        var account = search.EndOfAmount is { } end ? SearchText.OfAccount(end) : null;
        var payers = account is null ? null : await PaymentSearch.On(context).FindAsync(account, PaymentSearch.Few, cancellationToken);
        foreach (var kind in kinds)
        {
            var within = InPeriod(kind, filter) with { PaymentIds = payers, WalkPayments = payers is null ? account : null };
            parts.AddRange(OfAmount(amount, within, facets!));
        }

        return parts;
    }

    /// <summary>Each kind of overdue by itself, so that each follows an index.</summary>
    private static List<RegisterPart> OfOverdue(RegisterPart part, List<Facet> facets, DateTimeOffset now) =>
    [
        .. Overdue.Kinds.Select(kind => part with
        {
            Facets = Ids(facets.Where(facet => kind.Statuses.Contains(facet.Status))),
            Until = (now - kind.After).ToUnixTimeMilliseconds(),
        }),
    ];

    private static RegisterPart InPeriod(RegisterPart part, OperationFilter filter)
    {
        var until = filter.Until?.ToUnixTimeMilliseconds();
        return part with { From = filter.From?.ToUnixTimeMilliseconds(), Until = until < part.Until || part.Until is null ? until : part.Until };
    }

    private static IEnumerable<RegisterPart> OfAmount(TypedAmount amount, RegisterPart part, List<Facet> facets)
    {
        var allowed = part.Facets?.ToHashSet();
        foreach (var (currencies, units) in PaymentFilter.AmountIn(amount))
        {
            if (units < part.MinAmount || units > part.MaxAmount)
                continue;
            yield return part with
            {
                MinAmount = units,
                MaxAmount = units,
                Facets = Ids(facets.Where(facet => allowed?.Contains(facet.Id) != false && facet.Currency is { } currency && currencies.Contains(currency))),
            };
        }
    }

    private static List<long> Ids(IEnumerable<Facet> facets) => [.. facets.Select(facet => facet.Id)];
}
