using System.Globalization;
using Dashboard.Core.Access;
using Dashboard.Core.Data;

namespace Dashboard.Core.Payments;

/// <summary>
/// Which payments are meant: the one filter that the list, the totals, the export, the Data API and the command line share, so that they
/// cannot disagree. Empty lists do not restrict.
/// </summary>
public sealed partial record PaymentFilter
{
    /// <summary>Greater than every character of an id in the byte order both databases compare by.</summary>
    private const string LastCharacter = "\U0010FFFF";

    /// <summary>Statuses as the platform reports them.</summary>
    public IReadOnlyList<string> Statuses { get; init; } = [];

    public IReadOnlyList<string> Methods { get; init; } = [];

    public IReadOnlyList<string> Currencies { get; init; } = [];

    public IReadOnlyList<long> Projects { get; init; } = [];

    /// <summary>
    /// How the bounds below were named, so that an address keeps "last7" rather than two instants. Null when they were given as instants or not
    /// at all. <see cref="Apply"/> looks at the instants only.
    /// </summary>
    public Period? Period { get; init; }

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
        var payments = ApplyLists(context.Payments, scope);
        return string.IsNullOrWhiteSpace(Search) ? ApplyPeriod(payments) : ApplySearch(context, payments, Search.Trim());
    }

    /// <summary>Everything but the search and the period.</summary>
    internal IQueryable<Payment> ApplyLists(IQueryable<Payment> payments, AccessScope scope)
    {
        // The zero keeps SQLite, which has no statistics, from reading a whole project by its index only to sort it afterwards.
        if (scope.Projects is { } visible)
            payments = payments.Where(payment => visible.Contains(payment.ProjectId + 0));
        if (Statuses.Count > 0)
            payments = payments.Where(payment => Statuses.Contains(payment.Status));
        if (Methods.Count > 0)
            payments = payments.Where(payment => Methods.Contains(payment.Method!));
        if (Currencies.Count > 0)
            payments = payments.Where(payment => Currencies.Contains(payment.Currency!));
        if (Projects.Count > 0)
            payments = payments.Where(payment => Projects.Contains(payment.ProjectId + 0));
        return payments;
    }

    private IQueryable<Payment> ApplyPeriod(IQueryable<Payment> payments)
    {
        if (From is { } from)
            payments = payments.Where(payment => payment.CreatedAt >= from);
        if (Until is { } until)
            payments = payments.Where(payment => payment.CreatedAt < until);
        return payments;
    }

    private static IQueryable<Payment> ApplySearch(AppDbContext context, IQueryable<Payment> payments, string text)
    {
        var ids = StartingWith(context.Payments, text).Select(payment => payment.Id).Union(context.Payments.Where(payment => payment.CustomerId == text).Select(payment => payment.Id));
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var operationId))
        {
            ids = ids.Union(context.Operations.Where(operation => operation.OperationId == operationId)
                .Select(operation => operation.PaymentRowId));
        }

        return payments.Where(payment => ids.Contains(payment.Id));
    }

    /// <summary>Payments whose id begins with a text: a range of the index; a pattern would not be one on every collation.</summary>
    internal static IQueryable<Payment> StartingWith(IQueryable<Payment> payments, string text)
    {
        var end = text + LastCharacter;
        return payments.Where(payment => string.Compare(payment.PaymentId, text) >= 0 && string.Compare(payment.PaymentId, end) < 0);
    }
}
