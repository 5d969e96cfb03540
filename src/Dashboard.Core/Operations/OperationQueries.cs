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

    /// <summary>Which of the payment's operations of this type it is, counted from 1; null where lists do not ask.</summary>
    public int? Attempt { get; init; }

    public OperationInitiator Initiator { get; init; }

    /// <summary>Who asked for the refund that caused it, where <see cref="Initiator"/> is the staff.</summary>
    public string? InitiatorName { get; init; }

    /// <summary>When the platform ended it; null as long as it has not, and where it told no time.</summary>
    public DateTimeOffset? FinalAt => OperationStatus.Of(Status).IsFinal ? UpdatedAt : null;

    /// <summary>From its creation to its end; null before that, and where the platform's two times contradict each other.</summary>
    public TimeSpan? Duration => FinalAt - CreatedAt is { Ticks: >= 0 } span ? span : null;

    public PageKey Key => new(CreatedAt, Id);

    /// <summary>Place of the row in a list ordered that way.</summary>
    public SortKey KeyIn(PaymentOrder order) => order.By switch
    {
        PaymentSort.Created => new(CreatedAt.ToUnixTimeMilliseconds(), Id),
        PaymentSort.Amount => new(Amount, Id),
        _ => throw new InvalidOperationException($"Operations have no order {order.By}."),
    };
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
        return await ListAsync(
            actor, filter, default, after is { } key ? new SortKey(key.CreatedAt.ToUnixTimeMilliseconds(), key.Id) : null, size, cancellationToken);
    }

    /// <summary>The first operations in an order over the whole filtered set, or those that follow <paramref name="after"/>.</summary>
    /// <param name="order">By creation or by amount; nothing else is in an index.</param>
    public async Task<Window<OperationRow>> ListAsync(
        Actor actor, OperationFilter filter, PaymentOrder order, SortKey? after, int size, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, PaymentQueries.MostRows);
        await using var context = await database.OpenAsync(cancellationToken);
        if (await PaymentQueries.ScopeAsync(context, actor, cancellationToken) is not { } scope)
            return new([], false);
        var parts = await OperationPlan.OfAsync(context, filter, scope, cancellationToken);
        var keys = await new RegisterReader(context, RegisterTable.Operations, order).PageAsync(parts, after, size + 1, cancellationToken);
        var ids = keys.Take(size).Select(key => key.Id).ToList();
        var read = await Project(context, context.Operations.Where(operation => ids.Contains(operation.Id))).ToListAsync(cancellationToken);
        var rows = (await OperationOrigins.AddAsync(context, read, cancellationToken)).ToDictionary(row => row.Id);
        return new([.. ids.Where(rows.ContainsKey).Select(id => rows[id])], keys.Count > size);
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

    internal static IQueryable<OperationRow> Project(AppDbContext context, IQueryable<Operation> operations) =>
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
