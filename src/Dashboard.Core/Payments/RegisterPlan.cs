using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Payments;

/// <summary>Turns a filter into sets of rows that the indexes answer; their union is what <see cref="PaymentFilter.Apply"/> means.</summary>
internal static class RegisterPlan
{
    /// <param name="context">Reads.</param>
    /// <param name="filter">What is meant.</param>
    /// <param name="scope">What the reader may see.</param>
    /// <param name="order">In which order a page of it is wanted; null when all of it is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<IReadOnlyList<RegisterPart>> OfAsync(
        AppDbContext context, PaymentFilter filter, AccessScope scope, PaymentOrder? order, CancellationToken cancellationToken)
    {
        var all = context.Set<Facet>().AsNoTracking().Where(facet => !facet.OfOperations);
        var restricted = filter.Facets(all, scope);
        var search = filter.Searched;
        // Amounts depend on the currency, and refunded parts are in the combinations: only then are their values needed.
        var byValue = filter.RefundedPartsMeant.Count > 0 || search.Amount is not null;
        var facets = restricted is null && !byValue ? null : await (restricted ?? all).ToListAsync(cancellationToken);
        var unrestricted = restricted is null;

        var period = new RegisterPart
        {
            Facets = unrestricted ? null : Ids(facets!),
            From = filter.From?.ToUnixTimeMilliseconds(),
            Until = filter.Until?.ToUnixTimeMilliseconds(),
            MinAmount = filter.MinAmount,
            MaxAmount = filter.MaxAmount,
            AccountEnd = filter.AccountEnd,
            Ids = filter.Rows.Count > 0 ? filter.Rows : null,
        };
        var standing = filter.Refunds.Count == 0 ? [period] : OfRefunds(filter, period, facets);
        if (search.IsEmpty)
            return standing;

        var parts = new List<RegisterPart>();
        var index = PaymentSearch.On(context);
        var newestFirst = order == new PaymentOrder(PaymentSort.Created) && search.Id is { } text && PaymentSearch.IsPart(text);
        var found = await index.FindAsync(search, newestFirst ? index.Handful : PaymentSearch.Few, cancellationToken);
        foreach (var part in standing)
        {
            if (found is not { Count: 0 })
            {
                var named = part with { Ids = found, Walk = found is null ? search : null };
                parts.Add(search.IgnoresPeriod ? named with { From = null, Until = null } : named);
            }

            if (search.Amount is { } amount && (search.EndOfAmount is null || part.AccountEnd is null || part.AccountEnd == search.EndOfAmount))
                parts.AddRange(OfAmount(amount, search.EndOfAmount, part, facets!));
        }

        return parts;
    }

    private static List<RegisterPart> OfRefunds(PaymentFilter filter, RegisterPart part, List<Facet>? facets)
    {
        var parts = new List<RegisterPart>();
        var refunded = filter.RefundedPartsMeant;
        if (refunded.Count > 0)
            parts.Add(part with { Facets = Ids(facets!.Where(facet => refunded.Contains(facet.Refunded))) });
        if (filter.RefundWorkMeant is { Count: > 0 } work)
            parts.Add(part with { RefundWork = work });
        return parts;
    }

    private static IEnumerable<RegisterPart> OfAmount(TypedAmount amount, string? end, RegisterPart part, List<Facet> facets)
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
                AccountEnd = end ?? part.AccountEnd,
                Facets = Ids(facets.Where(facet => allowed?.Contains(facet.Id) != false && facet.Currency is { } currency && currencies.Contains(currency))),
            };
        }
    }

    private static List<long> Ids(IEnumerable<Facet> facets) => [.. facets.Select(facet => facet.Id)];
}
