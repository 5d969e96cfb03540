using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Refunds;
using Dashboard.Gate;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Payments;

/// <summary>
/// Reads payments for screens. Whoever may not view payments gets what an empty register would give. Every call reads anew what the reader may
/// see, in a context of its own.
/// </summary>
public sealed class PaymentQueries(Database database)
{
    /// <summary>Rows of one window at most.</summary>
    public const int MostRows = 200;

    /// <summary>The newest payments, or those that follow <paramref name="after"/>.</summary>
    public async Task<Window<PaymentRow>> ListAsync(
        Actor actor, PaymentFilter filter, PageKey? after, int size, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, MostRows);
        await using var context = await database.OpenAsync(cancellationToken);
        if (await ScopeAsync(context, actor, cancellationToken) is not { } scope)
            return new([], false);
        return await WindowAsync(context, filter, scope, default, after is { } key ? new SortKey(key.CreatedAt.ToUnixTimeMilliseconds(), key.Id) : null, size, cancellationToken);
    }

    /// <summary>The first payments in an order over the whole filtered set, or those that follow <paramref name="after"/>.</summary>
    public async Task<Window<PaymentRow>> ListAsync(
        Actor actor, PaymentFilter filter, PaymentOrder order, SortKey? after, int size, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, MostRows);
        await using var context = await database.OpenAsync(cancellationToken);
        return await ScopeAsync(context, actor, cancellationToken) is { } scope
            ? await WindowAsync(context, filter, scope, order, after, size, cancellationToken)
            : new([], false);
    }

    /// <summary>Those of the named payments that the filter means, newest first: a list asks for what the live feed says has changed.</summary>
    public async Task<IReadOnlyList<PaymentRow>> RowsAsync(
        Actor actor, PaymentFilter filter, IReadOnlyCollection<long> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using var context = await database.OpenAsync(cancellationToken);
        if (ids.Count == 0 || await ScopeAsync(context, actor, cancellationToken) is not { } scope)
            return [];
        var payments = filter.Apply(context, scope).Where(payment => ids.Contains(payment.Id));
        return await ReadAsync(
            context, payments.OrderByDescending(payment => payment.CreatedAt).ThenByDescending(payment => payment.Id), cancellationToken);
    }

    /// <summary>The payment, or null when there is none that the reader may see.</summary>
    public async Task<PaymentView?> FindAsync(Actor actor, long projectId, string paymentId, CancellationToken cancellationToken)
    {
        await using var context = await database.OpenAsync(cancellationToken);
        if (await ScopeAsync(context, actor, cancellationToken) is not { } scope || !scope.Sees(projectId))
            return null;
        var payments = context.Payments.Where(payment => payment.ProjectId == projectId && payment.PaymentId == paymentId);
        var facts = await payments.Select(payment => new
        {
            payment.Type,
            payment.Description,
            payment.CustomerEmail,
            payment.CustomerPhone,
            payment.CustomerIp,
            payment.UpdatedAt,
            payment.HasConflict,
            ProjectName = context.Projects.Where(project => project.Id == projectId).Select(project => project.Name).FirstOrDefault(),
        }).SingleOrDefaultAsync(cancellationToken);
        if (facts is null || (await ReadAsync(context, payments, cancellationToken)).SingleOrDefault() is not { } row)
            return null;
        var mayReveal = scope.Can(Permission.RevealAccount, projectId);
        return new PaymentView
        {
            Row = row,
            ProjectName = facts.ProjectName ?? "",
            Type = facts.Type,
            Description = facts.Description,
            CustomerEmail = mayReveal ? facts.CustomerEmail : AccountMask.Email(facts.CustomerEmail),
            CustomerPhone = mayReveal ? facts.CustomerPhone : AccountMask.Tail(facts.CustomerPhone),
            CustomerIp = facts.CustomerIp,
            UpdatedAt = facts.UpdatedAt,
            HasConflict = facts.HasConflict,
            OverRefunded = Payment.IsOver(row.Captured, row.Refunded, row.Reserved),
            MayReveal = mayReveal,
            MayRefund = scope.Can(Permission.RequestRefund, projectId),
            MayViewCallbacks = scope.Can(Permission.ViewCallbacks, projectId),
        };
    }

    /// <summary>What the reader can pick from in a filter.</summary>
    public async Task<FilterOptions> OptionsAsync(Actor actor, CancellationToken cancellationToken)
    {
        await using var context = await database.OpenAsync(cancellationToken);
        var scope = await ScopeAsync(context, actor, cancellationToken) ?? AccessScope.Nothing;
        var visible = context.Projects.AsQueryable();
        if (scope.Projects is { } ids)
            visible = visible.Where(project => ids.Contains(project.Id));
        var projects = await visible.OrderBy(project => project.Id).Select(project => new ProjectName(project.Id, project.Name))
            .ToListAsync(cancellationToken);
        return new(
            [.. PaymentStatus.All.Select(status => status.Code).Order(StringComparer.Ordinal)],
            [.. OperationType.All.Select(type => type.Code).Order(StringComparer.Ordinal)],
            [.. PaymentMethods.All.Select(method => method.Code)],
            [.. Currency.All.Select(currency => currency.Code)],
            projects)
        {
            PaymentTypes = await context.Set<Facet>().Where(facet => !facet.OfOperations && facet.Type != null).Select(facet => facet.Type!).Distinct()
                .OrderBy(type => type).ToListAsync(cancellationToken),
        };
    }

    internal static async Task<AccessScope?> ScopeAsync(AppDbContext context, Actor actor, CancellationToken cancellationToken)
    {
        var scope = await AccessControl.ScopeAsync(context, actor, cancellationToken);
        return scope.Can(Permission.ViewPayments) ? scope : null;
    }

    private static async Task<Window<PaymentRow>> WindowAsync(
        AppDbContext context, PaymentFilter filter, AccessScope scope, PaymentOrder order, SortKey? after, int size, CancellationToken cancellationToken)
    {
        var parts = await RegisterPlan.OfAsync(context, filter, scope, order, cancellationToken);
        var keys = await new RegisterReader(context, RegisterTable.Payments, order).PageAsync(parts, after, size + 1, cancellationToken);
        var ids = keys.Take(size).Select(key => key.Id).ToList();
        var rows = (await ReadAsync(context, context.Payments.Where(payment => ids.Contains(payment.Id)), cancellationToken)).ToDictionary(row => row.Id);
        return new([.. ids.Where(rows.ContainsKey).Select(id => rows[id])], keys.Count > size);
    }

    internal static async Task<List<PaymentRow>> ReadAsync(AppDbContext context, IQueryable<Payment> payments, CancellationToken cancellationToken) =>
        await RowsOfAsync(context, await payments.AsNoTracking().ToListAsync(cancellationToken), cancellationToken);

    internal static async Task<List<PaymentRow>> RowsOfAsync(AppDbContext context, IReadOnlyList<Payment> read, CancellationToken cancellationToken)
    {
        var refunded = read.Where(payment => payment.RefundCount > 0).Select(payment => payment.Id).ToList();
        var refunds = refunded.Count == 0
            ? []
            : await context.Refunds.Where(refund => refunded.Contains(refund.PaymentRowId)).OrderByDescending(refund => refund.RequestedAt)
                .Select(refund => new { refund.PaymentRowId, refund.State }).ToListAsync(cancellationToken);
        var states = refunds.ToLookup(refund => refund.PaymentRowId, refund => refund.State);
        var underWay = await RefundsUnderWay.SumsAsync(context, read, cancellationToken);
        return
        [
            .. read.Select(payment => new PaymentRow
            {
                Id = payment.Id,
                ProjectId = payment.ProjectId,
                PaymentId = payment.PaymentId,
                Status = payment.Status,
                Method = payment.Method,
                Account = AccountMask.Tail(payment.AccountNumber),
                Currency = payment.Currency,
                Amount = payment.Amount,
                Captured = payment.Captured,
                Refunded = payment.Refunded,
                Reserved = payment.Reserved,
                UnderWay = !underWay.TryGetValue(payment.Id, out var sum) ? 0 : sum is null ? null : RefundsUnderWay.Kept(payment, sum),
                CustomerId = payment.CustomerId,
                Code = payment.Code,
                CreatedAt = payment.CreatedAt,
                ReceivedAt = payment.ReceivedAt,
                UpdatedAt = payment.UpdatedAt,
                Refunds = [.. states[payment.Id]],
            }),
        ];
    }
}
