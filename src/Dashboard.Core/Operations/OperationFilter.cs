using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Payments;

namespace Dashboard.Core.Operations;

/// <summary>Which operations are meant; see <see cref="PaymentFilter"/>.</summary>
public sealed partial record OperationFilter : IListFilter
{
    public IReadOnlyList<string> Types { get; init; } = [];

    public IReadOnlyList<string> Statuses { get; init; } = [];

    public IReadOnlyList<string> Methods { get; init; } = [];

    public IReadOnlyList<string> Currencies { get; init; } = [];

    public IReadOnlyList<string> Codes { get; init; } = [];

    public IReadOnlyList<long> Projects { get; init; } = [];

    /// <inheritdoc cref="PaymentFilter.MinAmount"/>
    public long? MinAmount { get; init; }

    /// <inheritdoc cref="PaymentFilter.MaxAmount"/>
    public long? MaxAmount { get; init; }

    /// <inheritdoc cref="PaymentFilter.Period"/>
    public Period? Period { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? Until { get; init; }

    /// <summary>
    /// What <see cref="SearchText"/> reads. An id leads to the payments it names and means their operations, whatever the period; an amount is the
    /// operation's own, within the period, and so are the operations of an account named beside a day.
    /// </summary>
    public string? Search { get; init; }

    /// <inheritdoc cref="PaymentFilter.Searched"/>
    internal SearchText Searched => SearchText.Parse(Search, PaymentFilter.AnyDay);

    /// <inheritdoc cref="PaymentFilter.IgnoresPeriod"/>
    public bool IgnoresPeriod => (From ?? Until) is not null && Searched.IgnoresPeriod;

    /// <summary>Only what was unfinished for longer than usual at this instant; see <see cref="Overdue"/>. Null = whatever its age.</summary>
    public DateTimeOffset? OverdueAt { get; init; }

    public IQueryable<Operation> Apply(AppDbContext context, AccessScope scope)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(scope);
        var operations = ApplyLists(context.Operations, scope);
        var search = Searched;
        return search.IsEmpty ? ApplyPeriod(operations) : ApplySearch(context, operations, search);
    }

    private IQueryable<Operation> ApplyPeriod(IQueryable<Operation> operations)
    {
        if (From is { } from)
            operations = operations.Where(operation => operation.CreatedAt >= from);
        if (Until is { } until)
            operations = operations.Where(operation => operation.CreatedAt < until);
        return operations;
    }

    private IQueryable<Operation> ApplySearch(AppDbContext context, IQueryable<Operation> operations, SearchText search)
    {
        var meant = new List<IQueryable<long>>();
        if (PaymentFilter.Named(context, search, context.Payments) is { Count: > 0 } named)
        {
            var payments = named.Aggregate((one, other) => one.Union(other));
            var among = search.IgnoresPeriod ? context.Operations : ApplyPeriod(context.Operations);
            meant.Add(among.Where(operation => payments.Contains(operation.PaymentRowId)).Select(operation => operation.Id));
        }

        if (search.Amount is { } amount)
        {
            var sums = ApplyPeriod(context.Operations);
            if (search.EndOfAmount is { } end)
            {
                var payers = context.Payments.Where(payment => payment.AccountEnd == end).Select(payment => payment.Id);
                sums = sums.Where(operation => payers.Contains(operation.PaymentRowId));
            }

            foreach (var (currencies, units) in PaymentFilter.AmountIn(amount))
                meant.Add(sums.Where(operation => operation.Amount == units && currencies.Contains(operation.Currency!)).Select(operation => operation.Id));
        }

        if (meant.Count == 0)
            return operations.Where(operation => false);
        var ids = meant.Aggregate((one, other) => one.Union(other));
        return operations.Where(operation => ids.Contains(operation.Id));
    }

    /// <inheritdoc cref="PaymentFilter.Means"/>
    internal bool Means(Operation operation, IReadOnlySet<long> searched) =>
        (Searched.IsEmpty ? !(operation.CreatedAt < From) && !(operation.CreatedAt >= Until) : searched.Contains(operation.Id))
        && PaymentFilter.In(Types, operation.Type) && PaymentFilter.In(Statuses, operation.Status) && PaymentFilter.In(Methods, operation.Method)
        && PaymentFilter.In(Currencies, operation.Currency) && PaymentFilter.In(Codes, operation.Code)
        && (Projects.Count == 0 || Projects.Contains(operation.ProjectId))
        && (MinAmount is null || operation.Amount >= MinAmount) && (MaxAmount is null || operation.Amount <= MaxAmount)
        && (OverdueAt is not { } now || Overdue.Is(operation.Status, operation.CreatedAt, now));

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
        if (MinAmount is { } least)
            operations = operations.Where(operation => operation.Amount >= least);
        if (MaxAmount is { } most)
            operations = operations.Where(operation => operation.Amount <= most);
        return OverdueAt is { } now ? Overdue.Apply(operations, now) : operations;
    }
}
