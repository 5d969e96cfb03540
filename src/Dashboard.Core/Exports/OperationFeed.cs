using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Operations;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Exports;

/// <summary>An operation with what its payment adds, for those who read by machine.</summary>
public sealed record OperationItem(Operation Operation, string PaymentId, string? Description, string? CustomerId, string? CustomerIp, string? AccountNumber);

/// <summary>One page: <paramref name="Next"/> continues it, null at the end.</summary>
public sealed record OperationPage(IReadOnlyList<OperationItem> Items, long? Next);

/// <summary>
/// Operations page by page in the order in which they became known, which new ones never disturb: what was read stays where it was.
/// </summary>
public sealed class OperationFeed(Database database)
{
    /// <summary>Rows of a page at most, as on the platform (api-data, post-operations-get).</summary>
    public const int MostRows = 1000;

    /// <param name="filter">Which operations.</param>
    /// <param name="scope">What the reader may see.</param>
    /// <param name="paymentId">Only those of this payment.</param>
    /// <param name="after">Continue after this row; null from the first.</param>
    /// <param name="offset">Rows to skip, 0 or more.</param>
    /// <param name="limit">1 to <see cref="MostRows"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<OperationPage> ReadAsync(
        OperationFilter filter, AccessScope scope, string? paymentId, long? after, int offset, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MostRows);
        await using var context = await database.OpenAsync(cancellationToken);
        var operations = filter.Apply(context, scope);
        if (paymentId is not null)
        {
            var payments = context.Payments.Where(payment => payment.PaymentId == paymentId).Select(payment => payment.Id);
            operations = operations.Where(operation => payments.Contains(operation.PaymentRowId));
        }

        if (after is { } last)
            operations = operations.Where(operation => operation.Id > last);
        // One more than asked for tells whether there is a next page.
        var rows = await operations.OrderBy(operation => operation.Id).Skip(offset).Take(limit + 1)
            .Join(context.Payments, operation => operation.PaymentRowId, payment => payment.Id, (operation, payment) =>
                new OperationItem(operation, payment.PaymentId, payment.Description, payment.CustomerId, payment.CustomerIp, payment.AccountNumber))
            .ToListAsync(cancellationToken);
        rows.Sort((one, other) => one.Operation.Id.CompareTo(other.Operation.Id));
        var more = rows.Count > limit;
        if (more)
            rows.RemoveAt(limit);
        return new OperationPage(rows, more ? rows[^1].Operation.Id : null);
    }
}
