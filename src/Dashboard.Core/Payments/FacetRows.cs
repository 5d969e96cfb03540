using Dashboard.Core.Data;

namespace Dashboard.Core.Payments;

/// <summary>Finds the ids of combinations in the transaction of the receiver, and adds those that are new.</summary>
internal static class FacetRows
{
    private static readonly Statement Find = new("SELECT id FROM facets WHERE key = @0");

    private static readonly Statement Insert = new(
        """
        INSERT INTO facets (id, key, of_operations, project_id, status, type, method, currency, code, refunded)
        VALUES (@0, @1, @2, @3, @4, @5, @6, @7, @8, @9)
        """);

    /// <summary>
    /// Nothing is remembered from one transaction to the next: an id that was rolled back must not be found in a row. A lookup by the unique key
    /// takes microseconds.
    /// </summary>
    public static async Task AssignAsync(HotSession session, IReadOnlyList<PaymentInBatch> touched, CancellationToken cancellationToken)
    {
        var facets = new Dictionary<string, Facet>(StringComparer.Ordinal);
        foreach (var one in touched)
        {
            Note(facets, Facet.Of(one.Payment));
            foreach (var operation in one.Touched)
                Note(facets, Facet.Of(operation));
        }

        var named = facets.Values.ToList();
        await session.QueryAsync(Find, [.. named.Select(facet => new object?[] { facet.Key })],
            (index, row) => named[index].Id = row.Number(0), cancellationToken);
        var added = named.Where(facet => facet.Id == 0).ToList();
        if (added.Count > 0)
        {
            var next = await session.ReserveIdsAsync("facets", added.Count, cancellationToken);
            foreach (var facet in added)
            {
                facet.Id = next++;
                await session.WriteAsync(Insert,
                [
                    facet.Id, facet.Key, facet.OfOperations, facet.ProjectId, facet.Status, facet.Type, facet.Method, facet.Currency, facet.Code,
                    (int)facet.Refunded,
                ], cancellationToken);
            }

            // The next message of this transaction, applied alone after a rollback to a savepoint, must find them.
            await session.FlushAsync(cancellationToken);
        }

        foreach (var one in touched)
        {
            one.Payment.FacetId = facets[Facet.Of(one.Payment).Key].Id;
            foreach (var operation in one.Touched)
                operation.FacetId = facets[Facet.Of(operation).Key].Id;
        }
    }

    private static void Note(Dictionary<string, Facet> facets, Facet facet) => facets.TryAdd(facet.Key, facet);
}
