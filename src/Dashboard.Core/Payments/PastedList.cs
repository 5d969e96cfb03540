using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Payments;

/// <summary>What came of a pasted list.</summary>
/// <param name="Rows">The payments, newest first, at most <see cref="PastedListQuery.MostRows"/>.</param>
/// <param name="NotFound">What was pasted and names nothing that the reader may see, in the order it was pasted.</param>
/// <param name="LeftOut">Ids beyond <see cref="SearchText.MostIds"/> that were not looked for.</param>
/// <param name="More">More payments were found than are listed: a customer id may name many.</param>
public sealed record PastedList(IReadOnlyList<PaymentRow> Rows, IReadOnlyList<string> NotFound, int LeftOut, bool More);

/// <summary>What a pasted list does not name.</summary>
/// <param name="NotFound">In the order it was pasted.</param>
/// <param name="Looked">How many ids were looked for.</param>
/// <param name="LeftOut">Ids beyond <see cref="SearchText.MostIds"/> that were not looked for.</param>
public sealed record PastedMissing(IReadOnlyList<string> NotFound, int Looked, int LeftOut);

/// <summary>Looks up to a thousand whole payment ids, operation ids and customer ids up at once, whatever the period.</summary>
public sealed class PastedListQuery(Database database)
{
    public const int MostRows = 2000;

    /// <summary>What was pasted and names nothing that the reader may see, whatever else the list is filtered by, in the order it was pasted.</summary>
    public async Task<PastedMissing> MissingAsync(Actor actor, string text, CancellationToken cancellationToken)
    {
        var search = SearchText.Parse(text, DateOnly.MaxValue);
        var ids = search.Ids;
        await using var context = await database.OpenAsync(cancellationToken);
        if (ids.Count == 0 || await PaymentQueries.ScopeAsync(context, actor, cancellationToken) is not { } scope)
            return new(ids, ids.Count, search.LeftOut);

        var visible = new PaymentFilter().ApplyLists(context.Payments, scope);
        var numbers = PaymentSearch.Numbers(ids);
        var payments = visible.Where(payment => ids.Contains(payment.PaymentId)).Select(payment => payment.PaymentId);
        var customers = visible.Where(payment => ids.Contains(payment.CustomerId!)).Select(payment => payment.CustomerId!);
        var found = (await payments.Union(customers).ToListAsync(cancellationToken)).ToHashSet(StringComparer.Ordinal);
        var operations = (await context.Operations.Where(operation => numbers.Contains(operation.OperationId))
            .Join(visible, operation => operation.PaymentRowId, payment => payment.Id, (operation, _) => operation.OperationId)
            .ToListAsync(cancellationToken)).ToHashSet();
        return new([.. ids.Where(id => !found.Contains(id) && !PaymentSearch.Numbers([id]).Any(operations.Contains))], ids.Count, search.LeftOut);
    }

    public async Task<PastedList> HandleAsync(Actor actor, string text, CancellationToken cancellationToken)
    {
        var search = SearchText.Parse(text, DateOnly.MaxValue);
        IReadOnlyList<string> ids = search.Ids.Count > 0 ? search.Ids : string.IsNullOrWhiteSpace(text) ? [] : [text.Trim()];
        await using var context = await database.OpenAsync(cancellationToken);
        if (ids.Count == 0 || await PaymentQueries.ScopeAsync(context, actor, cancellationToken) is not { } scope)
            return new([], ids, search.LeftOut, false);

        var visible = new PaymentFilter().ApplyLists(context.Payments, scope);
        var byPayment = await visible.Where(payment => ids.Contains(payment.PaymentId))
            .Select(payment => new { payment.Id, Given = payment.PaymentId }).ToListAsync(cancellationToken);
        var numbers = PaymentSearch.Numbers(ids);
        var byOperation = await context.Operations.Where(operation => numbers.Contains(operation.OperationId))
            .Join(visible, operation => operation.PaymentRowId, payment => payment.Id, (operation, payment) => new { payment.Id, operation.OperationId })
            .ToListAsync(cancellationToken);
        var byCustomer = await visible.Where(payment => ids.Contains(payment.CustomerId!)).OrderByDescending(payment => payment.CreatedAt)
            .Select(payment => new { payment.Id, Given = payment.CustomerId! }).Take(MostRows + 1).ToListAsync(cancellationToken);
        // When one customer fills the list, the others are still found.
        var customers = byCustomer.Count <= MostRows
            ? byCustomer.Select(one => one.Given)
            : await visible.Where(payment => ids.Contains(payment.CustomerId!)).Select(payment => payment.CustomerId!).Distinct().ToListAsync(cancellationToken);

        var found = byPayment.Select(one => one.Given).Concat(customers).ToHashSet(StringComparer.Ordinal);
        var operations = byOperation.Select(one => one.OperationId).ToHashSet();
        var rows = byPayment.Select(one => one.Id).Concat(byOperation.Select(one => one.Id)).Concat(byCustomer.Select(one => one.Id)).Distinct().ToList();
        var listed = rows.Take(MostRows).ToList();
        var read = await PaymentQueries.ReadAsync(context, context.Payments.Where(payment => listed.Contains(payment.Id)), cancellationToken);
        return new(
            [.. read.OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id)],
            [.. ids.Where(id => !found.Contains(id) && !PaymentSearch.Numbers([id]).Any(operations.Contains))],
            search.LeftOut, rows.Count > MostRows);
    }
}
