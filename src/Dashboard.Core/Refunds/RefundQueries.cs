using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Payments;
using Dashboard.Gate;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Refunds;

/// <summary>What can be refunded of a payment at this moment. All amounts in minor units of <paramref name="Currency"/>.</summary>
/// <param name="WhyNot">Null when a refund can be asked for.</param>
public sealed record RefundOffer(
    long PaymentRowId, long ProjectId, string PaymentId, string? Method, string? Currency, long Captured, long Refunded, long Reserved, long Remaining,
    RefundRefusalKind? WhyNot, string? WhyNotDetail, bool PartialAllowed)
{
    /// <summary>What the platform is giving back at this moment and no refund made here holds: neither refunded yet nor reserved, and not in what remains.</summary>
    public long UnderWay { get; init; }

    /// <summary>More than this goes to a second person; null = nothing does.</summary>
    public long? AloneUpTo { get; init; }

    /// <summary>More than this wants the password or code once more; null = nothing does.</summary>
    public long? StepUpAbove { get; init; }
}

public sealed record RefundView(
    Guid Id, long PaymentRowId, long ProjectId, string PaymentId, long Amount, string Currency, RefundReason Reason, string? Note, string? Ticket,
    string RequestedByName, DateTimeOffset RequestedAt, RefundState State, string? StateDetail, DateTimeOffset StateAt, DateTimeOffset? SentAt,
    string? RequestId, long? OperationId, string? Code, string? Message, int Checks)
{
    public Guid? RequestedBy { get; init; }

    public string? ApprovedByName { get; init; }

    public ApprovalReason? ApprovalReason { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When the platform had been silent for so long that somebody was told; null before.</summary>
    public DateTimeOffset? OverdueAt { get; init; }

    /// <summary>Until when the platform is left alone because it does not answer; null when it is asked.</summary>
    public DateTimeOffset? AskingPausedUntil { get; init; }

    /// <summary>Two people ended it without the platform's word.</summary>
    public bool DecidedByPeople { get; init; }
}

public sealed class RefundQueries(Database database, RefundRules rules, GateBreaker breaker, TimeProvider clock)
{
    /// <summary>Null when the payment does not exist for this person.</summary>
    public async Task<RefundOffer?> OfferAsync(Actor actor, long projectId, string paymentId, CancellationToken cancellationToken)
    {
        await using var context = await database.OpenAsync(cancellationToken);
        var access = await AccessControl.ScopeAsync(context, actor, cancellationToken);
        if (!access.Can(Permission.ViewPayments, projectId))
            return null;
        var payment = await context.Payments.SingleOrDefaultAsync(
            payment => payment.ProjectId == projectId && payment.PaymentId == paymentId, cancellationToken);
        if (payment is null)
            return null;
        var terms = await RefundTerms.ReadAsync(context, projectId, payment.Method, cancellationToken);
        var whyNot = access.Can(Permission.RequestRefund)
            ? WhyNot(payment, await RefundSwitch.IsStoppedAsync(context, projectId, cancellationToken), terms, clock.GetUtcNow())
            : (RefundRefusalKind.NotAllowed, null);
        var underWay = await RefundsUnderWay.SumAsync(context, payment, null, cancellationToken);
        var remaining = RefundsUnderWay.Left(payment, underWay);
        if (whyNot is null && (underWay is null || await RefundGuard.HasUncountedAsync(context, payment, cancellationToken)))
            whyNot = (RefundRefusalKind.RefundWithoutSum, null);
        if (whyNot is null && remaining == 0)
            whyNot = (RefundRefusalKind.OverRemaining, null);
        var alone = payment.Currency is { } currency && access.Can(Permission.RequestRefund)
            ? (await RefundAllowances.OfAsync(context, actor, access, currency, rules, clock.GetUtcNow(), cancellationToken)).Most
            : null;
        return new RefundOffer(payment.Id, payment.ProjectId, payment.PaymentId, payment.Method, payment.Currency, payment.Captured, payment.Refunded,
            payment.Reserved, remaining, whyNot?.Kind, whyNot?.Detail,
            terms.WhyNot(partial: true, payment.Currency) is RefundRefusal.None)
        {
            UnderWay = underWay is null ? 0 : RefundsUnderWay.Kept(payment, underWay),
            AloneUpTo = alone,
            StepUpAbove = RefundRules.Minor(rules.StepUpAbove, payment.Currency ?? ""),
        };
    }

    public async Task<RefundView?> FindAsync(Actor actor, Guid id, CancellationToken cancellationToken)
    {
        await using var context = await database.OpenAsync(cancellationToken);
        var access = await AccessControl.ScopeAsync(context, actor, cancellationToken);
        var view = await Views(context.Refunds.Where(refund => refund.Id == id)).SingleOrDefaultAsync(cancellationToken);
        return view is not null && access.Can(Permission.ViewPayments, view.ProjectId) ? WithPause(view) : null;
    }

    /// <summary>Refunds of one payment that its page shows.</summary>
    public const int MostOfPayment = 500;

    /// <summary>Newest first; empty when the payment does not exist for this person.</summary>
    public async Task<IReadOnlyList<RefundView>> OfPaymentAsync(Actor actor, long paymentRowId, CancellationToken cancellationToken)
    {
        await using var context = await database.OpenAsync(cancellationToken);
        var access = await AccessControl.ScopeAsync(context, actor, cancellationToken);
        var views = await Views(context.Refunds.Where(refund => refund.PaymentRowId == paymentRowId).OrderByDescending(refund => refund.RequestedAt)
            .Take(MostOfPayment)).ToListAsync(cancellationToken);
        return views.Count > 0 && access.Can(Permission.ViewPayments, views[0].ProjectId) ? views.ConvertAll(WithPause) : [];
    }

    private RefundView WithPause(RefundView view) => view.State is RefundState.Queued or RefundState.Accepted or RefundState.Unknown
        ? view with { AskingPausedUntil = breaker.PausedUntil(view.ProjectId) }
        : view;

    /// <summary>Why no refund of this payment can be asked for, whatever its amount.</summary>
    internal static (RefundRefusalKind Kind, string? Detail)? WhyNot(Payment payment, bool stopped, RefundTerms terms, DateTimeOffset now)
    {
        if (stopped)
            return (RefundRefusalKind.Stopped, null);
        var method = terms.WhyNot(partial: false, payment.Currency);
        if (method == RefundRefusal.UnknownCurrency)
            return (RefundRefusalKind.CurrencyUnknown, payment.Currency);
        if (method != RefundRefusal.None)
            return (RefundRefusalKind.MethodCannot, method.ToString());
        if (payment.Captured <= 0)
            return (RefundRefusalKind.NothingCaptured, null);
        if (terms.IsOver(payment, now))
            return (RefundRefusalKind.MethodTimeOver, null);
        return payment.Remaining == 0 ? (RefundRefusalKind.OverRemaining, null) : null;
    }

    internal static IQueryable<RefundView> Views(IQueryable<Refund> refunds) => refunds.Select(refund => new RefundView(
        refund.Id, refund.PaymentRowId, refund.ProjectId, refund.PaymentId, refund.Amount, refund.Currency, refund.Reason, refund.Note, refund.Ticket,
        refund.RequestedByName, refund.RequestedAt, refund.State, refund.StateDetail, refund.StateAt, refund.SentAt, refund.RequestId,
        refund.OperationId, refund.Code, refund.Message, refund.Checks)
    {
        RequestedBy = refund.RequestedBy,
        ApprovedByName = refund.ApprovedByName,
        ApprovalReason = refund.ApprovalReason,
        ExpiresAt = refund.ExpiresAt,
        DecidedByPeople = refund.DecidedByPeople,
        OverdueAt = refund.OverdueAt,
    });
}
