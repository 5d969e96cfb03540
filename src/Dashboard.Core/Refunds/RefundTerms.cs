using Dashboard.Core.Data;
using Dashboard.Core.Payments;
using Dashboard.Gate;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Refunds;

/// <summary>
/// On what terms a method's payments are refunded in a project: what the platform documents, widened or narrowed by the project's
/// <see cref="RefundMethodRule"/>. What is documented as impossible stays so, and an unknown currency does, whatever anybody enables.
/// </summary>
internal sealed class RefundTerms
{
    private readonly string? _method;
    private readonly RefundMethodRule? _rule;

    private RefundTerms(string? method, RefundMethodRule? rule) => (_method, _rule) = (method, rule);

    public static RefundTerms Of(string? method, RefundMethodRule? rule) => new(method, rule);

    public static async Task<RefundTerms> ReadAsync(AppDbContext context, long projectId, string? method, CancellationToken cancellationToken) => new(method,
        method is null ? null : await context.RefundMethodRules.AsNoTracking().SingleOrDefaultAsync(rule => rule.ProjectId == projectId && rule.Method == method, cancellationToken));

    /// <summary>Whether an administrator may say yes: what the platform's documents rule out is not theirs to allow.</summary>
    public static bool MayEnable(string method, bool partial) =>
        (partial ? PaymentMethods.Find(method)?.PartialRefund : PaymentMethods.Find(method)?.FullRefund) != MethodSupport.No;

    public RefundRefusal WhyNot(bool partial, string? currency)
    {
        var documented = PaymentMethods.WhyNotRefundable(_method, partial, currency);
        if (_rule is null || _method is null || documented is RefundRefusal.NoRefunds or RefundRefusal.NoPartialRefunds or RefundRefusal.UnknownCurrency)
            return documented;
        if (!_rule.Full)
            return RefundRefusal.RefundsUnconfirmed;
        if (partial && !_rule.Partial)
            return RefundRefusal.PartialRefundsUnconfirmed;
        return Currency.Find(currency) is null ? RefundRefusal.UnknownCurrency : RefundRefusal.None;
    }

    /// <summary>Whether the time in which the payment can be refunded is over.</summary>
    public bool IsOver(Payment payment, DateTimeOffset now) => _rule?.WindowDays is { } days && payment.CreatedAt.AddDays(days) < now;

    /// <param name="amount">Minor units of <paramref name="currency"/>.</param>
    /// <returns>Null when the amount is within what the project has set.</returns>
    public RefundRefusalKind? WhyNotAmount(long amount, string currency)
    {
        if (_rule?.Least is { } least && amount < RefundRules.Minor(least, currency))
            return RefundRefusalKind.UnderMethodLeast;
        return _rule?.Most is { } most && amount > RefundRules.Minor(most, currency) ? RefundRefusalKind.OverMethodMost : null;
    }
}
