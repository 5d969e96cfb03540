using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Payments;
using Dashboard.Gate;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Operations;

/// <summary>Sums of one currency, minor units. Null: operations that name none.</summary>
/// <param name="Amount">Of all operations, whatever became of them.</param>
/// <param name="In">What the successful ones took.</param>
/// <param name="Out">What the successful ones gave back, less what undid that; below zero when only the undoing is meant.</param>
public sealed record OperationSums(string? Currency, long Operations, long Amount, long In, long Out);

/// <summary>All that a filter means, counted: never a page of it, never a sum across currencies.</summary>
/// <param name="Operations">Exact number of operations.</param>
/// <param name="Currencies">By code.</param>
public sealed record OperationTotals(long Operations, IReadOnlyList<OperationSums> Currencies)
{
    public static OperationTotals Nothing { get; } = new(0, []);
}

/// <summary>Counts what a filter means, aside from the rows; see <see cref="PaymentTotalsQuery"/>.</summary>
public sealed class OperationTotalsQuery(Database database)
{
    /// <exception cref="OperationCanceledException">Given up.</exception>
    /// <exception cref="OverflowException">A sum has more than 64 bits.</exception>
    public async Task<OperationTotals> HandleAsync(Actor actor, OperationFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using var context = await database.OpenAsync(cancellationToken);
        if (await PaymentQueries.ScopeAsync(context, actor, cancellationToken) is not { } scope)
            return OperationTotals.Nothing;
        var parts = (await OperationPlan.OfAsync(context, filter, scope, cancellationToken)).Where(part => !part.IsEmpty).ToList();
        if (parts.Count == 0)
            return OperationTotals.Nothing;

        var facets = await context.Set<Facet>().AsNoTracking().Where(facet => facet.OfOperations).ToDictionaryAsync(facet => facet.Id, cancellationToken);
        await context.Database.OpenConnectionAsync(cancellationToken);
        var totals = new Dictionary<string, OperationSums>(StringComparer.Ordinal);
        // Without a search no operation is in two parts; with one it may be, and counts once.
        IEnumerable<IReadOnlyList<RegisterPart>> questions = filter.Searched.IsEmpty ? parts.Select(part => (IReadOnlyList<RegisterPart>)[part]) : [parts];
        foreach (var question in questions)
        {
            using var command = new HotCommand(context);
            await Task.Run(
                () => command.ReadAsync(Text(command, question), row => Add(totals, facets[row.GetInt64(0)], row.GetInt64(1), row.GetInt64(2)), cancellationToken),
                cancellationToken);
        }

        return new(totals.Values.Sum(one => one.Operations), [.. totals.Values.OrderBy(one => one.Currency, StringComparer.Ordinal)]);
    }

    private static void Add(Dictionary<string, OperationSums> totals, Facet facet, long count, long amount)
    {
        var key = facet.Currency ?? "";
        var sum = totals.GetValueOrDefault(key) ?? new OperationSums(facet.Currency, 0, 0, 0, 0);
        var effect = OperationStatus.Of(facet.Status).IsSuccess ? OperationType.Of(facet.Type).Effect : MoneyEffect.None;
        totals[key] = checked(sum with
        {
            Operations = sum.Operations + count,
            Amount = sum.Amount + amount,
            In = effect == MoneyEffect.In ? sum.In + amount : sum.In,
            Out = effect switch
            {
                MoneyEffect.Out => sum.Out + amount,
                MoneyEffect.UndoesOut => sum.Out - amount,
                _ => sum.Out,
            },
        });
    }

    private static string Text(HotCommand command, IReadOnlyList<RegisterPart> parts)
    {
        // Sums of whole numbers become wider ones on PostgreSQL.
        const string Sums = "SELECT facet_id, count(*), CAST(coalesce(sum(amount), 0) AS bigint) FROM ";
        var index = parts is [{ PaymentIds: not null }] ? PaymentIndexes.OperationsByPayment : PaymentIndexes.OperationsByFacet;
        var meant = parts.Select(part => $"({string.Join(" AND ", part.Where(command).DefaultIfEmpty("1 = 1"))})");
        return $"{Sums}{command.From("operations", index)} WHERE {string.Join(" OR ", meant)} GROUP BY facet_id";
    }
}
