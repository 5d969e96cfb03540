using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Live;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Payments;

/// <summary>Changed payments, read once for all lists of payments that are open.</summary>
public sealed class ChangedPayments(Database database, LiveFeed feed) : ChangedRows<Payment, PaymentRow, PaymentFilter>(database, feed)
{
    private protected override async Task<IReadOnlyList<Item>> LoadAsync(
        AppDbContext context, IReadOnlyCollection<long> paymentRowIds, CancellationToken cancellationToken)
    {
        var payments = await context.Payments.Where(payment => paymentRowIds.Contains(payment.Id)).ToListAsync(cancellationToken);
        var rows = (await PaymentQueries.RowsOfAsync(context, payments, cancellationToken)).ToDictionary(row => row.Id);
        return [.. payments.Select(payment => new Item(payment.Id, payment.ProjectId, payment, rows[payment.Id]))];
    }

    private protected override PaymentFilter? SearchOf(PaymentFilter filter) =>
        filter.Searched.IsEmpty ? null : new PaymentFilter { Search = filter.Search, From = filter.From, Until = filter.Until };

    private protected override async Task<HashSet<long>> FindAsync(
        AppDbContext context, PaymentFilter search, IReadOnlyCollection<long> paymentRowIds, CancellationToken cancellationToken) =>
        [.. await search.Apply(context, AccessScope.Everything).Where(payment => paymentRowIds.Contains(payment.Id)).Select(payment => payment.Id)
            .ToListAsync(cancellationToken)];

    private protected override bool Means(PaymentFilter filter, Payment entity, IReadOnlySet<long> searched) => filter.Means(entity, searched);
}
