using System.Globalization;
using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Payments;

/// <summary>
/// Turns a search into queries that stay fast however many payments it finds: the same payments as <see cref="PaymentFilter.Apply"/> means, but
/// with the way to them chosen by how many there are.
/// </summary>
internal static class PaymentSearch
{
    /// <summary>Up to this many payments are found by their ids and sorted; more are met soon enough by walking the list from its newest end.</summary>
    public const int Few = 2000;

    /// <summary>Row ids of what is found, or null when they are more than <see cref="Few"/>.</summary>
    public static async Task<IReadOnlyList<long>?> FindFewAsync(AppDbContext context, string text, CancellationToken cancellationToken)
    {
        var found = await PaymentFilter.StartingWith(context.Payments, text).Select(payment => payment.Id).Take(Few + 1).ToListAsync(cancellationToken);
        if (found.Count > Few)
            return null;
        var ofCustomer = await context.Payments.Where(payment => payment.CustomerId == text).Select(payment => payment.Id)
            .Take(Few + 1).ToListAsync(cancellationToken);
        if (ofCustomer.Count > Few)
            return null;
        found.AddRange(ofCustomer);
        if (OperationId(text) is { } operationId)
        {
            found.AddRange(await context.Operations.Where(operation => operation.OperationId == operationId)
                .Select(operation => operation.PaymentRowId).Take(Few).ToListAsync(cancellationToken));
        }

        return [.. found.Distinct()];
    }

    /// <summary>The same condition in a form that no index answers, so that the list is walked by time.</summary>
    public static IQueryable<Payment> Walk(AppDbContext context, IQueryable<Payment> payments, string text)
    {
        var characters = text.EnumerateRunes().Count();
        var operationId = OperationId(text) ?? -1;
        return payments.Where(payment => payment.PaymentId.Substring(0, characters) == text
            || (payment.CustomerId + "") == text
            || context.Operations.Any(operation => operation.PaymentRowId == payment.Id && operation.OperationId == operationId));
    }

    private static long? OperationId(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
}
