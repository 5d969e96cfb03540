using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Payments;
using Dashboard.Gate;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Operations;

/// <summary>An operation as lists show it. Amounts are minor units, without sign.</summary>
public sealed record OperationRow
{
    public required long Id { get; init; }

    public required long PaymentRowId { get; init; }

    public required long ProjectId { get; init; }

    public required string PaymentId { get; init; }

    public required long OperationId { get; init; }

    public required string Type { get; init; }

    public required string Status { get; init; }

    /// <summary>What it does to the money, given its type and status.</summary>
    public MoneyEffect Effect { get; init; }

    public string? Method { get; init; }

    public long? Amount { get; init; }

    public string? Currency { get; init; }

    public long? ConvertedAmount { get; init; }

    public string? ConvertedCurrency { get; init; }

    public string? Code { get; init; }

    /// <summary>The platform's own words.</summary>
    public string? Message { get; init; }

    public string? RequestId { get; init; }

    /// <summary>Id of the refund made here, when it is one.</summary>
    public string? MerchantRefundId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }

    public DateTimeOffset ReceivedAt { get; init; }

    public bool HasConflict { get; init; }

    public PageKey Key => new(CreatedAt, Id);
}

/// <summary>Reads operations for screens, under the rules of <see cref="PaymentQueries"/>.</summary>
public sealed class OperationQueries(Database database)
{
    /// <summary>Operations of one payment that its page shows; the platform's payments have a few.</summary>
    public const int MostOfPayment = 500;

    /// <summary>The newest operations, or those that follow <paramref name="after"/>.</summary>
    public async Task<Window<OperationRow>> ListAsync(
        Actor actor, OperationFilter filter, PageKey? after, int size, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, PaymentQueries.MostRows);
        if (filter.OverdueAt is not null)
            return await OverdueAsync(actor, filter, after, size, cancellationToken);
        await using var context = await database.OpenAsync(cancellationToken);
        if (await PaymentQueries.ScopeAsync(context, actor, cancellationToken) is not { } scope)
            return new([], false);
        var rows = await PartAsync(context, filter, scope, cancellationToken) is { } part
            ? await HotAsync(context, part, after, size + 1, cancellationToken)
            : await Project(context, Newest(Behind(filter.Apply(context, scope), after)).Take(size + 1)).ToListAsync(cancellationToken);
        return Window<OperationRow>.Of(rows, size);
    }

    /// <summary>Each kind of overdue by itself, so that each follows an index, and the newest of them all.</summary>
    private async Task<Window<OperationRow>> OverdueAsync(
        Actor actor, OperationFilter filter, PageKey? after, int size, CancellationToken cancellationToken)
    {
        var windows = new List<Window<OperationRow>>();
        foreach (var part in Overdue.Split(filter))
            windows.Add(await ListAsync(actor, part, after, size, cancellationToken));
        var rows = windows.SelectMany(window => window.Rows).OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id).ToList();
        return new([.. rows.Take(size)], rows.Count > size || windows.Any(window => window.More));
    }

    /// <summary>Those operations of the named payments that the filter means, newest first.</summary>
    public async Task<IReadOnlyList<OperationRow>> OfPaymentsAsync(
        Actor actor, OperationFilter filter, IReadOnlyCollection<long> paymentRowIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using var context = await database.OpenAsync(cancellationToken);
        if (paymentRowIds.Count == 0 || await PaymentQueries.ScopeAsync(context, actor, cancellationToken) is not { } scope)
            return [];
        var operations = filter.Apply(context, scope).Where(operation => paymentRowIds.Contains(operation.PaymentRowId));
        return await Project(context, operations.OrderByDescending(operation => operation.CreatedAt).ThenByDescending(operation => operation.Id))
            .ToListAsync(cancellationToken);
    }

    /// <summary>The operations of one payment, oldest first.</summary>
    public async Task<IReadOnlyList<OperationRow>> OfPaymentAsync(Actor actor, long paymentRowId, CancellationToken cancellationToken)
    {
        await using var context = await database.OpenAsync(cancellationToken);
        if (await PaymentQueries.ScopeAsync(context, actor, cancellationToken) is not { } scope)
            return [];
        var operations = new OperationFilter().ApplyLists(context.Operations, scope).Where(operation => operation.PaymentRowId == paymentRowId);
        return await Project(context, operations.OrderBy(operation => operation.CreatedAt).ThenBy(operation => operation.OperationId).Take(MostOfPayment))
            .ToListAsync(cancellationToken);
    }

    /// <summary>What the indexes are asked; null when a search means more payments than are worth naming.</summary>
    private static async Task<RegisterPart?> PartAsync(
        AppDbContext context, OperationFilter filter, AccessScope scope, CancellationToken cancellationToken)
    {
        var facets = filter.Facets(context.Set<Facet>().Where(facet => facet.OfOperations), scope) is { } restricted
            ? await restricted.Select(facet => facet.Id).ToListAsync(cancellationToken)
            : null;
        var part = new RegisterPart { Facets = facets };
        if (string.IsNullOrWhiteSpace(filter.Search))
            return part with { From = filter.From?.ToUnixTimeMilliseconds(), Until = filter.Until?.ToUnixTimeMilliseconds() };
        var payments = await RegisterPlan.OfAsync(context, new PaymentFilter { Search = filter.Search }, scope, null, cancellationToken);
        if (payments.Any(one => one.Walk is not null))
            return null;
        var found = await new RegisterReader(context, RegisterTable.Payments, default)
            .PageAsync(payments, null, PaymentSearch.Few + 1, cancellationToken);
        return found.Count > PaymentSearch.Few ? null : part with { PaymentIds = [.. found.Select(key => key.Id)] };
    }

    private static async Task<List<OperationRow>> HotAsync(
        AppDbContext context, RegisterPart part, PageKey? after, int count, CancellationToken cancellationToken)
    {
        var keys = await new RegisterReader(context, RegisterTable.Operations, default).PageAsync(
            [part], after is { } key ? new SortKey(key.CreatedAt.ToUnixTimeMilliseconds(), key.Id) : null, count, cancellationToken);
        var ids = keys.Select(one => one.Id).ToList();
        return await Project(context, Newest(context.Operations.Where(operation => ids.Contains(operation.Id)))).ToListAsync(cancellationToken);
    }

    private static IQueryable<Operation> Behind(IQueryable<Operation> operations, PageKey? after) =>
        after is { CreatedAt: var time, Id: var id }
            ? operations.Where(operation => operation.CreatedAt <= time && (operation.CreatedAt < time || operation.Id < id))
            : operations;

    private static IOrderedQueryable<Operation> Newest(IQueryable<Operation> operations) =>
        operations.OrderByDescending(operation => operation.CreatedAt).ThenByDescending(operation => operation.Id);

    private static IQueryable<OperationRow> Project(AppDbContext context, IQueryable<Operation> operations) =>
        operations.Select(operation => new OperationRow
        {
            Id = operation.Id,
            PaymentRowId = operation.PaymentRowId,
            ProjectId = operation.ProjectId,
            PaymentId = context.Payments.Where(payment => payment.Id == operation.PaymentRowId).Select(payment => payment.PaymentId).First(),
            OperationId = operation.OperationId,
            Type = operation.Type,
            Status = operation.Status,
            Effect = operation.Effect,
            Method = operation.Method,
            Amount = operation.Amount,
            Currency = operation.Currency,
            ConvertedAmount = operation.ConvertedAmount,
            ConvertedCurrency = operation.ConvertedCurrency,
            Code = operation.Code,
            Message = operation.Message,
            RequestId = operation.RequestId,
            MerchantRefundId = operation.MerchantRefundId,
            CreatedAt = operation.CreatedAt,
            UpdatedAt = operation.UpdatedAt,
            ReceivedAt = operation.ReceivedAt,
            HasConflict = operation.HasConflict,
        });
}
