using System.Text;
using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Dashboard.Core.Live;
using Dashboard.Core.Operations;
using Dashboard.Core.Payments;
using Dashboard.Gate;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Refunds;

/// <summary>Asks for a refund of part of a payment or of all that remains.</summary>
/// <param name="Id">Made when the form opened: the same id never makes a second refund.</param>
/// <param name="Amount">Minor units of <paramref name="Currency"/>, above zero.</param>
/// <param name="Currency">Must be the payment's.</param>
/// <param name="SecondOfEqualAmount">The person knows that an equal amount was refunded in the last 24 hours and means a second one.</param>
public sealed record RequestRefundInput(
    Guid Id, long ProjectId, string PaymentId, long Amount, string Currency, RefundReason Reason, string? Note, string? Ticket,
    bool SecondOfEqualAmount);

public abstract record RequestRefundResult
{
    private RequestRefundResult()
    {
    }

    /// <summary>Kept; the amount is held and the refund on its way.</summary>
    public sealed record Requested(Guid RefundId, RefundState State) : RequestRefundResult;

    /// <summary>Nothing was kept and no money moved.</summary>
    /// <param name="Remaining">What could be refunded at that moment, minor units.</param>
    public sealed record Refused(RefundRefusalKind Kind, long Remaining, string? Detail) : RequestRefundResult;
}

public enum RefundRefusalKind
{
    NotAllowed,
    NoteRequired,
    TextNotAllowed,
    AmountNotPositive,
    OverRemaining,
    CurrencyDiffers,
    CurrencyUnknown,
    MethodCannot,
    MethodCannotPartially,
    PaymentNotFound,
    NothingCaptured,
    Stopped,
    EqualRefundToday,
    IdUsedForAnother,

    /// <summary>The password or code is to be confirmed first; the same request then goes through.</summary>
    StepUpNeeded,

    /// <summary>Less than the project's rule for the method allows.</summary>
    UnderMethodLeast,

    /// <summary>More than the project's rule for the method allows.</summary>
    OverMethodMost,

    /// <summary>The time in which the method's payments can be refunded is over.</summary>
    MethodTimeOver,

    /// <summary>The platform tells of a refund that succeeded and not how much it was, so nobody knows what remains.</summary>
    RefundWithoutSum,
}

public sealed class RequestRefund(Database database, AuditLog audit, LiveFeed feed, RefundSignal signal, RefundRules rules, TimeProvider clock)
{
    public const int MostNote = 200;
    public const int MostTicket = 40;

    internal static readonly TimeSpan EqualAmountWindow = TimeSpan.FromHours(24);

    internal static readonly string[] Back = [.. OperationType.All.Where(type => type.Effect == MoneyEffect.Out).Select(type => type.Code)];
    private static readonly string[] Failed = [.. OperationStatus.All.Where(status => status is { IsFinal: true, IsSuccess: false }).Select(status => status.Code)];

    public Task<RequestRefundResult> HandleAsync(Actor actor, RequestRefundInput input, CancellationToken cancellationToken) =>
        HandleAsync(actor, input, confirmedAt: null, cancellationToken);

    /// <param name="confirmedAt">When the person confirmed the whole batch this is a row of, with the password or code if its total asked for it.</param>
    internal async Task<RequestRefundResult> HandleAsync(Actor actor, RequestRefundInput input, DateTimeOffset? confirmedAt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(input);
        RequestRefundResult result;
        try
        {
            result = await Database.AgainIfGivenUpAsync(() => TryAsync(actor, input, confirmedAt, cancellationToken));
        }
        catch (DbUpdateException)
        {
            // Another process took the same id between our look and our save; its refund is the answer, if there is one.
            if (await ExistingAsync(input, cancellationToken) is not { } existing)
                throw;
            result = existing;
        }

        if (result is RequestRefundResult.Refused refused)
        {
            await audit.WriteAsync(actor, new AuditLine("refund.request", RefundRecords.Subject(input.ProjectId, input.PaymentId), AuditResult.Refused,
                input.ProjectId, new { refund = input.Id, amount = input.Amount, currency = input.Currency, why = refused.Kind.ToString() }), cancellationToken);
        }

        return result;
    }

    private async Task<RequestRefundResult> TryAsync(
        Actor actor, RequestRefundInput input, DateTimeOffset? confirmedAt, CancellationToken cancellationToken)
    {
        await using var scope = await database.BeginWriteAsync(cancellationToken);
        var context = scope.Context;
        await RefundSwitch.HoldAsync(context, database, cancellationToken);
        if (actor.UserId is { } person)
            await RefundAllowances.LockPersonAsync(context, database, person, cancellationToken);
        var access = await AccessControl.ScopeAsync(context, actor, cancellationToken);
        if (!access.Can(Permission.RequestRefund, input.ProjectId))
            return Refuse(RefundRefusalKind.NotAllowed);
        if (await context.Refunds.AsNoTracking().SingleOrDefaultAsync(refund => refund.Id == input.Id, cancellationToken) is { } earlier)
            return Answer(earlier, input);

        var payment = await context.Payments.AsNoTracking()
            .SingleOrDefaultAsync(payment => payment.ProjectId == input.ProjectId && payment.PaymentId == input.PaymentId, cancellationToken);
        var now = clock.GetUtcNow();
        var underWay = payment is null ? 0 : await RefundsUnderWay.SumAsync(context, payment, null, cancellationToken);
        if (await RefusalAsync(context, payment, underWay, input, now, cancellationToken) is { } refusal)
            return refusal;
        var kept = RefundsUnderWay.Kept(payment!, underWay);
        var allowance = await RefundAllowances.OfAsync(context, actor, access, input.Currency, rules, now, cancellationToken);
        var whyApproval = allowance.WhyApproval(input.Amount);
        if (whyApproval is null && confirmedAt is null && input.Amount > RefundRules.Minor(rules.StepUpAbove, input.Currency)
            && !await StepUps.IsFreshAsync(context, actor, now, cancellationToken))
            return Refuse(RefundRefusalKind.StepUpNeeded, RefundsUnderWay.Left(payment!, underWay));

        // One conditional statement holds the amount: whoever comes second finds less left, on either database and from any process.
        var held = await context.Payments
            .Where(one => one.Id == payment!.Id && one.Currency == input.Currency && input.Amount <= one.Captured - one.Refunded - one.Reserved - kept)
            .ExecuteUpdateAsync(change => change
                .SetProperty(one => one.Reserved, one => one.Reserved + input.Amount)
                .SetProperty(one => one.RefundCount, one => one.RefundCount + 1), cancellationToken);
        // Who waited for the row lock may find that the same request, sent twice, was kept in the meantime: its refund is the answer.
        if (await context.Refunds.AsNoTracking().SingleOrDefaultAsync(refund => refund.Id == input.Id, cancellationToken) is { } meanwhile)
            return Answer(meanwhile, input);
        if (held != 1)
        {
            // Somebody was faster: what remains is what that one left, not what was read before waiting.
            var left = await context.Payments.AsNoTracking().SingleAsync(one => one.Id == payment!.Id, cancellationToken);
            return Refuse(RefundRefusalKind.OverRemaining, RefundsUnderWay.Left(left, underWay));
        }

        // Asked only now, with the payment's row locked by the hold: of two who ask at once the second sees the first.
        if (!input.SecondOfEqualAmount && await EqualSinceAsync(context, payment!, input.Amount, Earlier(now - EqualAmountWindow, confirmedAt), cancellationToken))
            return Refuse(RefundRefusalKind.EqualRefundToday, RefundsUnderWay.Left(payment!, underWay));

        var refund = Create(actor, input, payment!, whyApproval, now);
        context.Refunds.Add(refund);
        await audit.AppendAsync(scope, actor, new AuditLine("refund.request", RefundRecords.Subject(refund), ProjectId: refund.ProjectId, Detail: new
        {
            refund = refund.Id,
            amount = refund.Amount,
            currency = refund.Currency,
            reason = refund.Reason.ToString(),
            to = refund.State.ToString(),
            why = refund.ApprovalReason?.ToString(),
        }), cancellationToken);
        await context.SaveChangesAsync(cancellationToken);
        await RefundRecords.NoteWorkAsync(context, refund.PaymentRowId, cancellationToken);
        await scope.CommitAsync(cancellationToken);
        feed.Publish([new LiveChange(refund.PaymentRowId, refund.ProjectId, refund.PaymentId, false, refund.Id)]);
        signal.Wake();
        return new RequestRefundResult.Requested(refund.Id, refund.State);
    }

    private static async Task<RequestRefundResult?> RefusalAsync(
        AppDbContext context, Payment? payment, Int128? underWay, RequestRefundInput input, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (payment is null)
            return Refuse(RefundRefusalKind.PaymentNotFound);
        var remaining = RefundsUnderWay.Left(payment, underWay);
        var terms = await RefundTerms.ReadAsync(context, input.ProjectId, payment.Method, cancellationToken);
        if (RefundQueries.WhyNot(payment, await RefundSwitch.IsStoppedAsync(context, input.ProjectId, cancellationToken), terms, now) is { } whyNot)
            return Refuse(whyNot.Kind, remaining, whyNot.Detail);
        if (underWay is null || await RefundGuard.HasUncountedAsync(context, payment, cancellationToken))
            return Refuse(RefundRefusalKind.RefundWithoutSum, remaining);
        if (input.Reason == RefundReason.Other && string.IsNullOrWhiteSpace(input.Note))
            return Refuse(RefundRefusalKind.NoteRequired, remaining);
        if (!IsSendable(input.Note, MostNote) || !IsSendable(input.Ticket, MostTicket))
            return Refuse(RefundRefusalKind.TextNotAllowed, remaining);
        if (input.Amount <= 0)
            return Refuse(RefundRefusalKind.AmountNotPositive, remaining);
        if (input.Currency != payment.Currency)
            return Refuse(RefundRefusalKind.CurrencyDiffers, remaining);
        if (input.Amount > remaining)
            return Refuse(RefundRefusalKind.OverRemaining, remaining);
        if (terms.WhyNot(input.Amount < payment.Captured, payment.Currency) is not RefundRefusal.None)
            return Refuse(RefundRefusalKind.MethodCannotPartially, remaining);
        return terms.WhyNotAmount(input.Amount, input.Currency) is { } bound ? Refuse(bound, remaining) : null;
    }

    // A batch may have stood for days: what was refunded since it was confirmed, nobody could know then.
    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset? other) => other < one ? other.Value : one;

    private static async Task<bool> EqualSinceAsync(
        AppDbContext context, Payment payment, long amount, DateTimeOffset since, CancellationToken cancellationToken)
    {
        return await context.Refunds.AnyAsync(
                other => other.PaymentRowId == payment.Id && other.Amount == amount && other.RequestedAt > since
                    && other.State != RefundState.Declined && other.State != RefundState.Rejected && other.State != RefundState.Cancelled
                    && other.State != RefundState.Expired, cancellationToken)
            || await GoingBack(context, since).AnyAsync(
                operation => operation.PaymentRowId == payment.Id && operation.Amount == amount && operation.Currency == payment.Currency, cancellationToken);
    }

    /// <summary>Operations by which money has gone back since then or is about to, wherever they were made.</summary>
    internal static IQueryable<Operation> GoingBack(AppDbContext context, DateTimeOffset since) =>
        context.Operations.Where(operation => operation.CreatedAt > since && Back.Contains(operation.Type) && !Failed.Contains(operation.Status));

    private Refund Create(Actor actor, RequestRefundInput input, Payment payment, ApprovalReason? whyApproval, DateTimeOffset now)
    {
        var refund = new Refund
        {
            Id = input.Id,
            PaymentRowId = payment.Id,
            ProjectId = payment.ProjectId,
            PaymentId = payment.PaymentId,
            Method = payment.Method!,
            Amount = input.Amount,
            Currency = input.Currency,
            Reason = input.Reason,
            Note = string.IsNullOrWhiteSpace(input.Note) ? null : input.Note.Trim(),
            Ticket = string.IsNullOrWhiteSpace(input.Ticket) ? null : input.Ticket.Trim(),
            RequestedBy = actor.UserId,
            RequestedByName = actor.Name,
            RequestedAt = now,
            ApprovalReason = whyApproval,
            ExpiresAt = whyApproval is null ? null : now.AddHours(rules.ApprovalHours),
            ApprovedHash = RefundRecords.HashOf(payment.ProjectId, payment.PaymentId, input.Amount, input.Currency, payment.Method!),
        };
        refund.Submit(needsApproval: whyApproval is not null, now);
        return refund;
    }

    private async Task<RequestRefundResult?> ExistingAsync(RequestRefundInput input, CancellationToken cancellationToken)
    {
        await using var context = await database.OpenAsync(cancellationToken);
        var earlier = await context.Refunds.SingleOrDefaultAsync(refund => refund.Id == input.Id, cancellationToken);
        return earlier is null ? null : Answer(earlier, input);
    }

    private static RequestRefundResult Answer(Refund earlier, RequestRefundInput input) =>
        earlier.ProjectId == input.ProjectId && earlier.PaymentId == input.PaymentId && earlier.Amount == input.Amount && earlier.Currency == input.Currency
            ? new RequestRefundResult.Requested(earlier.Id, earlier.State)
            : Refuse(RefundRefusalKind.IdUsedForAnother);

    /// <summary>What may travel to the platform: no semicolon, which its signature does not escape, no control characters, no half characters.</summary>
    internal static bool IsSendable(string? text, int most)
    {
        if (text is null)
            return true;
        if (text.Length > most)
            return false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar || rune.Value == ';' || Rune.IsControl(rune))
                return false;
        }

        return true;
    }

    private static RequestRefundResult.Refused Refuse(RefundRefusalKind kind, long remaining = 0, string? detail = null) =>
        new(kind, remaining, detail);
}
