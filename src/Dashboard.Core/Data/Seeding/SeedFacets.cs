using Dashboard.Core.Operations;
using Dashboard.Core.Payments;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Data.Seeding;

/// <summary>The combinations that are there and those that seeded rows add, while the seed holds the turn to write.</summary>
internal sealed class SeedFacets
{
    private readonly Dictionary<(bool, long, string, string?, string?, string?, string?, RefundedPart), long> _ids;
    private readonly List<Facet> _added = [];
    private long _next;

    private SeedFacets(List<Facet> known)
    {
        _ids = known.ToDictionary(Values, facet => facet.Id);
        _next = known.Count == 0 ? 1 : known.Max(facet => facet.Id) + 1;
    }

    public IReadOnlyList<Facet> Added => _added;

    public static async Task<SeedFacets> LoadAsync(Database database, CancellationToken cancellationToken)
    {
        await using var context = await database.OpenAsync(cancellationToken);
        return new SeedFacets(await context.Set<Facet>().ToListAsync(cancellationToken));
    }

    public void Assign(IReadOnlyList<SeedPayment> payments)
    {
        foreach (var (payment, operations) in payments)
        {
            var values = (false, payment.ProjectId, payment.Status, payment.Type, payment.Method, payment.Currency, payment.Code, payment.RefundedPart);
            payment.FacetId = _ids.TryGetValue(values, out var known) ? known : Add(Facet.Of(payment));
            foreach (var operation in operations)
                operation.FacetId = IdOf(operation);
        }
    }

    private long IdOf(Operation operation)
    {
        var values = (true, operation.ProjectId, operation.Status, operation.Type, operation.Method, operation.Currency, operation.Code, RefundedPart.None);
        return _ids.TryGetValue(values!, out var known) ? known : Add(Facet.Of(operation));
    }

    private long Add(Facet facet)
    {
        facet.Id = _next++;
        _added.Add(facet);
        _ids.Add(Values(facet), facet.Id);
        return facet.Id;
    }

    private static (bool, long, string, string?, string?, string?, string?, RefundedPart) Values(Facet facet) =>
        (facet.OfOperations, facet.ProjectId, facet.Status, facet.Type, facet.Method, facet.Currency, facet.Code, facet.Refunded);
}
