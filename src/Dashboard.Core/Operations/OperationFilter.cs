using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Payments;

namespace Dashboard.Core.Operations;

/// <summary>Which operations are meant; see <see cref="PaymentFilter"/>.</summary>
public sealed partial record OperationFilter
{
    public IReadOnlyList<string> Types { get; init; } = [];

    public IReadOnlyList<string> Statuses { get; init; } = [];

    public IReadOnlyList<string> Methods { get; init; } = [];

    public IReadOnlyList<string> Currencies { get; init; } = [];

    public IReadOnlyList<string> Codes { get; init; } = [];

    public IReadOnlyList<long> Projects { get; init; } = [];

    /// <inheritdoc cref="PaymentFilter.Period"/>
    public Period? Period { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? Until { get; init; }

    /// <summary>As <see cref="PaymentFilter.Search"/>: the operations of the payments found.</summary>
    public string? Search { get; init; }

    /// <summary>Only what was unfinished for longer than usual at this instant; see <see cref="Overdue"/>. Null = whatever its age.</summary>
    public DateTimeOffset? OverdueAt { get; init; }

    public IQueryable<Operation> Apply(AppDbContext context, AccessScope scope)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(scope);
        var operations = ApplyLists(context.Operations, scope);
        if (!string.IsNullOrWhiteSpace(Search))
        {
            var payments = new PaymentFilter { Search = Search }.Apply(context, scope).Select(payment => payment.Id);
            return operations.Where(operation => payments.Contains(operation.PaymentRowId));
        }

        if (From is { } from)
            operations = operations.Where(operation => operation.CreatedAt >= from);
        if (Until is { } until)
            operations = operations.Where(operation => operation.CreatedAt < until);
        return operations;
    }

    /// <inheritdoc cref="PaymentFilter.Facets"/>
    internal IQueryable<Facet>? Facets(IQueryable<Facet> facets, AccessScope scope) =>
        new PaymentFilter { Types = Types, Statuses = Statuses, Methods = Methods, Currencies = Currencies, Codes = Codes, Projects = Projects }
            .Facets(facets, scope);

    /// <summary>Everything but the search and the period.</summary>
    internal IQueryable<Operation> ApplyLists(IQueryable<Operation> operations, AccessScope scope)
    {
        if (scope.Projects is { } visible)
            operations = operations.Where(operation => visible.Contains(operation.ProjectId));
        if (Types.Count > 0)
            operations = operations.Where(operation => Types.Contains(operation.Type));
        if (Statuses.Count > 0)
            operations = operations.Where(operation => Statuses.Contains(operation.Status));
        if (Methods.Count > 0)
            operations = operations.Where(operation => Methods.Contains(operation.Method!));
        if (Currencies.Count > 0)
            operations = operations.Where(operation => Currencies.Contains(operation.Currency!));
        if (Codes.Count > 0)
            operations = operations.Where(operation => Codes.Contains(operation.Code!));
        if (Projects.Count > 0)
            operations = operations.Where(operation => Projects.Contains(operation.ProjectId));
        return OverdueAt is { } now ? Overdue.Apply(operations, now) : operations;
    }
}
