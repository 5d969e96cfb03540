using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Payments;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Timeline;

/// <summary>Sums over payments of one currency, minor units. Null when a sum does not fit 64 bits.</summary>
public sealed record CustomerTotal(string Currency, int Payments, long? Captured, long? Refunded, long? Pending);

/// <summary>The other payments of the same customer in the same project.</summary>
/// <param name="Count">How many there are, the one being looked at not counted; at most <see cref="CustomerQueries.MostPayments"/>.</param>
/// <param name="More">The customer has more than were read: count and sums are of the newest.</param>
/// <param name="Totals">By currency, never added up across them; payments without a currency have none.</param>
/// <param name="Newest">Newest first.</param>
public sealed record CustomerPayments(int Count, bool More, IReadOnlyList<CustomerTotal> Totals, IReadOnlyList<PaymentRow> Newest)
{
    public static CustomerPayments None { get; } = new(0, false, [], []);
}

/// <summary>Reads what else a customer has paid, under the rules of <see cref="PaymentQueries"/>.</summary>
public sealed class CustomerQueries(Database database, PaymentQueries payments)
{
    /// <summary>Payments that are looked at, newest first: an id like "guest" may have millions.</summary>
    public const int MostPayments = 500;

    /// <summary>Payments that are shown.</summary>
    public const int MostShown = 5;

    public async Task<CustomerPayments> OtherPaymentsAsync(Actor actor, PaymentRow payment, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(payment);
        if (payment.CustomerId is not { } customerId)
            return CustomerPayments.None;
        await using var context = await database.OpenAsync(cancellationToken);
        if (await PaymentQueries.ScopeAsync(context, actor, cancellationToken) is not { } scope || !scope.Sees(payment.ProjectId))
            return CustomerPayments.None;
        // The bound comes before the project: the index is of the customer, and another project may hold many under the same id.
        var read = await context.Payments.Where(other => other.CustomerId == customerId)
            .OrderByDescending(other => other.CreatedAt).ThenByDescending(other => other.Id).Take(MostPayments + 1)
            .Select(other => new { other.Id, other.ProjectId, other.Currency, other.Captured, other.Refunded, other.Reserved })
            .ToListAsync(cancellationToken);
        var others = read.Take(MostPayments).Where(other => other.ProjectId == payment.ProjectId && other.Id != payment.Id).ToList();
        var totals = others.Where(other => other.Currency is not null).GroupBy(other => other.Currency!, StringComparer.Ordinal)
            .Select(group => new CustomerTotal(group.Key, group.Count(), Sum(group.Select(other => other.Captured)), Sum(group.Select(other => other.Refunded)),
                Sum(group.Select(other => other.Reserved))))
            .OrderByDescending(total => total.Payments).ThenBy(total => total.Currency, StringComparer.Ordinal);
        var newest = await payments.RowsAsync(actor, new PaymentFilter(), [.. others.Take(MostShown).Select(other => other.Id)], cancellationToken);
        return new(others.Count, read.Count > MostPayments, [.. totals], newest);
    }

    private static long? Sum(IEnumerable<long> parts)
    {
        Int128 sum = 0;
        foreach (var part in parts)
            sum += part;
        return sum >= long.MinValue && sum <= long.MaxValue ? (long)sum : null;
    }
}
