using System.Globalization;
using Dashboard.Core.Access;
using Dashboard.Core.Data;

namespace Dashboard.Core.Payments;

/// <summary>
/// Which payments are meant: the one filter that the list, the totals, the export, the Data API and the command line share, so that they
/// cannot disagree. Empty lists do not restrict.
/// </summary>
public sealed record PaymentFilter
{
    /// <summary>Statuses as the platform reports them.</summary>
    public IReadOnlyList<string> Statuses { get; init; } = [];

    public IReadOnlyList<string> Methods { get; init; } = [];

    public IReadOnlyList<string> Currencies { get; init; } = [];

    public IReadOnlyList<long> Projects { get; init; } = [];

    /// <summary>First instant included; compared with the payment's creation.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>First instant no longer included.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Payment id (whole or its beginning), customer id, or operation id. A search ignores the period.</summary>
    public string? Search { get; init; }

    /// <summary>Restricts a query to what is meant and to what the reader may see.</summary>
    public IQueryable<Payment> Apply(AppDbContext context, AccessScope scope)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(scope);
        IQueryable<Payment> payments = context.Payments;
        if (scope.Projects is { } visible)
            payments = payments.Where(payment => visible.Contains(payment.ProjectId));
        if (Statuses.Count > 0)
            payments = payments.Where(payment => Statuses.Contains(payment.Status));
        if (Methods.Count > 0)
            payments = payments.Where(payment => Methods.Contains(payment.Method!));
        if (Currencies.Count > 0)
            payments = payments.Where(payment => Currencies.Contains(payment.Currency!));
        if (Projects.Count > 0)
            payments = payments.Where(payment => Projects.Contains(payment.ProjectId));
        if (!string.IsNullOrWhiteSpace(Search))
            return ApplySearch(context, payments, Search.Trim());
        if (From is { } from)
            payments = payments.Where(payment => payment.CreatedAt >= from);
        if (Until is { } until)
            payments = payments.Where(payment => payment.CreatedAt < until);
        return payments;
    }

    private static IQueryable<Payment> ApplySearch(AppDbContext context, IQueryable<Payment> payments, string text)
    {
        // The beginning of an id is a range of the index; a pattern would not be on every collation.
        var end = text + '\uFFFF';
        var byId = context.Payments
            .Where(payment => string.Compare(payment.PaymentId, text) >= 0 && string.Compare(payment.PaymentId, end) < 0)
            .Select(payment => payment.Id);
        var ids = byId.Union(context.Payments.Where(payment => payment.CustomerId == text).Select(payment => payment.Id));
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var operationId))
        {
            ids = ids.Union(context.Operations.Where(operation => operation.OperationId == operationId)
                .Select(operation => operation.PaymentRowId));
        }

        return payments.Where(payment => ids.Contains(payment.Id));
    }
}
