using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Refunds;

/// <summary>Why a refund waits for a second person. The name is stored.</summary>
public enum ApprovalReason
{
    OverSingle,
    OverDay,
    OverMonth,

    /// <summary>Too many refunds by one person in a short time.</summary>
    TooFast,
}

/// <summary>The limits of one person in one currency, minor units; null = none.</summary>
internal sealed record RefundCaps(long? Once, long? Day, long? Month)
{
    public static RefundCaps None { get; } = new(null, null, null);
}

/// <summary>What one person may still refund alone in one currency at this moment, minor units; null = no limit.</summary>
internal sealed record RefundAllowance(long? Once, long? Day, long? Month, bool TooFast)
{
    /// <summary>The largest refund that needs nobody else; null = any.</summary>
    public long? Most => TooFast ? 0 : new[] { Once, Day, Month }.Min();

    public ApprovalReason? WhyApproval(long amount) => this switch
    {
        _ when amount > Once => ApprovalReason.OverSingle,
        _ when amount > Day => ApprovalReason.OverDay,
        _ when amount > Month => ApprovalReason.OverMonth,
        { TooFast: true } => ApprovalReason.TooFast,
        _ => null,
    };
}

/// <summary>Counts what a person may do alone, inside the transaction that is about to use it up.</summary>
internal static class RefundAllowances
{
    // Sums of 64-bit amounts may not fit 64 bits; counted in two parts they do.
    private const long Part = 1_000_000_000;

    /// <summary>Requests of one person take turns until the transaction ends; on SQLite all writers do so anyway.</summary>
    public static Task LockPersonAsync(AppDbContext context, Database database, Guid userId, CancellationToken cancellationToken)
    {
        if (database.IsSqlite)
            return Task.CompletedTask;
        var person = BitConverter.ToInt32(userId.ToByteArray(), 12);
        return context.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(7002, {person})", cancellationToken);
    }

    public static async Task<RefundAllowance> OfAsync(
        AppDbContext context, Actor actor, AccessScope access, string currency, RefundRules rules, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (actor.UserId is not { } userId)
            return new RefundAllowance(null, null, null, TooFast: false);
        var caps = await CapsAsync(context, userId, access, Permission.RequestRefund, currency, rules, cancellationToken);
        var brakeFrom = now - TimeSpan.FromMinutes(rules.BrakeMinutes);
        var tooFast = await context.Refunds.CountAsync(refund => refund.RequestedBy == userId && refund.RequestedAt > brakeFrom, cancellationToken)
            >= rules.BrakeAfter;
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        return new RefundAllowance(
            caps.Once,
            await LeftAsync(context, userId, currency, caps.Day, today, cancellationToken),
            await LeftAsync(context, userId, currency, caps.Month, today.AddDays(1 - today.Day), cancellationToken),
            tooFast);
    }

    /// <summary>The limits written for a person and a purpose: to request, or to approve.</summary>
    public static async Task<RefundCaps> CapsAsync(
        AppDbContext context, Guid userId, AccessScope access, Permission purpose, string currency, RefundRules rules, CancellationToken cancellationToken)
    {
        var own = userId.ToString();
        var roles = access.Roles.Where(role => PermissionMatrix.Allows(role, purpose)).ToList();
        var rows = await context.RefundLimits.AsNoTracking()
            .Where(limit => (limit.Subject == own || roles.Contains(limit.Subject)) && (limit.Currency == currency || limit.Currency == RefundLimit.AnyCurrency))
            .ToListAsync(cancellationToken);
        if (Written(rows, own, currency) is { } personal)
            return personal;
        return roles.Select(role => Written(rows, role, currency) ?? Unwritten(role, purpose, currency, rules))
            .DefaultIfEmpty(new RefundCaps(0, 0, 0))
            .Aggregate((one, other) => new RefundCaps(Wider(one.Once, other.Once), Wider(one.Day, other.Day), Wider(one.Month, other.Month)));
    }

    /// <summary>What holds for a role that has no row of its own.</summary>
    public static RefundCaps Unwritten(string role, Permission purpose, string currency, RefundRules rules) =>
        role == Roles.Operator && purpose == Permission.RequestRefund
            ? new RefundCaps(RefundRules.Minor(rules.OperatorSingle, currency), RefundRules.Minor(rules.OperatorDay, currency), RefundRules.Minor(rules.OperatorMonth, currency))
            : RefundCaps.None;

    private static RefundCaps? Written(List<RefundLimit> rows, string subject, string currency)
    {
        var row = rows.Where(limit => limit.Subject == subject).OrderByDescending(limit => limit.Currency == currency).FirstOrDefault();
        if (row is null)
            return null;
        return row.Currency == currency
            ? new RefundCaps(row.Once, row.Day, row.Month)
            : new RefundCaps(Scaled(row.Once), Scaled(row.Day), Scaled(row.Month));

        long? Scaled(long? whole) => whole is { } units ? RefundRules.Minor(units, currency) : null;
    }

    private static long? Wider(long? one, long? other) => one is null || other is null ? null : Math.Max(one.Value, other.Value);

    /// <summary>A limit less what the person has made alone since then: what others approved, what was never sent and what was declined is not counted.</summary>
    private static async Task<long?> LeftAsync(
        AppDbContext context, Guid userId, string currency, long? limit, DateTimeOffset since, CancellationToken cancellationToken)
    {
        if (limit is null)
            return null;
        var alone = context.Refunds.Where(refund => refund.RequestedBy == userId && refund.RequestedAt >= since && refund.Currency == currency
            && refund.ApprovedBy == null && refund.State != RefundState.AwaitingApproval && refund.State != RefundState.Declined
            && refund.State != RefundState.Rejected && refund.State != RefundState.Expired && refund.State != RefundState.Cancelled);
        var high = await alone.SumAsync(refund => refund.Amount / Part, cancellationToken);
        var low = await alone.SumAsync(refund => refund.Amount % Part, cancellationToken);
        var used = ((Int128)high * Part) + low;
        return used >= limit.Value ? 0 : (long)(limit.Value - used);
    }
}
