using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Payments;

/// <summary>Sums of one currency, minor units. Null: payments that name none.</summary>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Payments">Number of payments.</param>
/// <param name="Successful">How many of them were paid, whatever went back since.</param>
/// <param name="Amount">As first reported.</param>
/// <param name="Captured">Sum of what was captured.</param>
/// <param name="Refunded">Sum of what went back.</param>
public sealed record CurrencyTotals(string? Currency, long Payments, long Successful, long Amount, long Captured, long Refunded);

/// <summary>All that a filter means, counted: never a page of it, never a sum across currencies.</summary>
/// <param name="Payments">Exact number of payments.</param>
/// <param name="Currencies">By code.</param>
public sealed record PaymentTotals(long Payments, IReadOnlyList<CurrencyTotals> Currencies)
{
    public static PaymentTotals Nothing { get; } = new(0, []);
}

/// <summary>
/// Counts what a filter means, aside from the rows: on a connection of its own, and given up as soon as nobody waits for it. Reads one index
/// without touching the rows; the time grows with the number of payments meant.
/// </summary>
public sealed class PaymentTotalsQuery(Database database)
{
    /// <exception cref="OperationCanceledException">Given up.</exception>
    public async Task<PaymentTotals> HandleAsync(Actor actor, PaymentFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using var context = await database.OpenAsync(cancellationToken);
        if (await PaymentQueries.ScopeAsync(context, actor, cancellationToken) is not { } scope)
            return PaymentTotals.Nothing;
        var parts = (await RegisterPlan.OfAsync(context, filter, scope, null, cancellationToken))
            .Where(part => !part.IsEmpty).ToList();
        if (parts.Count == 0)
            return PaymentTotals.Nothing;

        var facets = await context.Set<Facet>().Where(facet => !facet.OfOperations)
            .ToDictionaryAsync(facet => facet.Id, facet => (facet.Currency, facet.Status), cancellationToken);
        await context.Database.OpenConnectionAsync(cancellationToken);
        using var command = new HotCommand(context);
        var totals = new Dictionary<string, CurrencyTotals>(StringComparer.Ordinal);
        await Task.Run(() => command.ReadAsync(Text(command, parts), row =>
        {
            var (currency, status) = facets.GetValueOrDefault(row.GetInt64(0));
            var sum = totals.GetValueOrDefault(currency ?? "") ?? new CurrencyTotals(currency, 0, 0, 0, 0, 0);
            totals[currency ?? ""] = checked(sum with
            {
                Payments = sum.Payments + row.GetInt64(1),
                Successful = sum.Successful + (status is not null && PaymentConditions.IsPaid(status) ? row.GetInt64(1) : 0),
                Amount = sum.Amount + row.GetInt64(2),
                Captured = sum.Captured + row.GetInt64(3),
                Refunded = sum.Refunded + row.GetInt64(4),
            });
        }, cancellationToken), cancellationToken);
        return new PaymentTotals(
            totals.Values.Sum(one => one.Payments), [.. totals.Values.OrderBy(one => one.Currency, StringComparer.Ordinal)]);
    }

    private static string Text(HotCommand command, List<RegisterPart> parts)
    {
        // Sums of whole numbers become wider ones on PostgreSQL.
        const string Sums = "SELECT facet_id, count(*), CAST(coalesce(sum(amount), 0) AS bigint), CAST(sum(captured) AS bigint), CAST(sum(refunded) AS bigint) FROM ";
        if (parts is [var only])
        {
            var index = (only.Ids, only.AccountEnd, only.RefundWork.Count) switch
            {
                ({ }, _, _) => null,
                (_, { }, _) => PaymentIndexes.ByAccountEnd,
                (_, _, > 0) => PaymentIndexes.ByRefundWork,
                _ => PaymentIndexes.ByFacet,
            };
            var where = only.Where(command);
            return $"{Sums}{command.From("payments", index)}{(where.Count == 0 ? "" : " WHERE " + string.Join(" AND ", where))} GROUP BY facet_id";
        }

        // One payment may be in several parts and counts once.
        var meant = parts.Select(part => $"({string.Join(" AND ", part.Where(command).DefaultIfEmpty("1 = 1"))})");
        return $"{Sums}{command.From("payments", PaymentIndexes.ByFacet)} WHERE {string.Join(" OR ", meant)} GROUP BY facet_id";
    }
}
