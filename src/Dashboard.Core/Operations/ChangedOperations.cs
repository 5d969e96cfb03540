using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Live;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Operations;

/// <summary>The operations of changed payments, read once for all lists of operations that are open.</summary>
public sealed class ChangedOperations(Database database, LiveFeed feed) : ChangedRows<Operation, OperationRow, OperationFilter>(database, feed)
{
    private protected override async Task<IReadOnlyList<Item>> LoadAsync(
        AppDbContext context, IReadOnlyCollection<long> paymentRowIds, CancellationToken cancellationToken)
    {
        var changed = context.Operations.AsNoTracking().Where(operation => paymentRowIds.Contains(operation.PaymentRowId));
        var operations = await changed.ToDictionaryAsync(operation => operation.Id, cancellationToken);
        var rows = await OperationQueries.Project(context, changed).ToListAsync(cancellationToken);
        // Between two reads the platform may have told more; its change is told too.
        var known = rows.Where(row => operations.ContainsKey(row.Id)).ToList();
        return [.. (await OperationOrigins.AddAsync(context, known, cancellationToken))
            .Select(row => new Item(row.PaymentRowId, row.ProjectId, operations[row.Id], row))];
    }

    private protected override OperationFilter? SearchOf(OperationFilter filter) =>
        filter.Searched.IsEmpty ? null : new OperationFilter { Search = filter.Search, From = filter.From, Until = filter.Until };

    private protected override async Task<HashSet<long>> FindAsync(
        AppDbContext context, OperationFilter search, IReadOnlyCollection<long> paymentRowIds, CancellationToken cancellationToken) =>
        [.. await search.Apply(context, AccessScope.Everything).Where(operation => paymentRowIds.Contains(operation.PaymentRowId))
            .Select(operation => operation.Id).ToListAsync(cancellationToken)];

    private protected override bool Means(OperationFilter filter, Operation entity, IReadOnlySet<long> searched) => filter.Means(entity, searched);
}
