using Dashboard.Core.Access;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Data;
using Dashboard.Core.Live;
using Dashboard.Core.Operations;
using Dashboard.Core.Payments;
using Dashboard.Gate;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Refunds;

/// <summary>
/// Ends our refunds by what the platform says of operations. Judged by the operation's own status, never by the payment's (a declined refund
/// leaves the payment a success), and found by our id first: a refund may come back as a reversal. Where it has several, all of them count.
/// </summary>
internal sealed partial class RefundFacts(RefundRecords records, PaymentAlarms alarms, TimeProvider clock, ILogger<RefundFacts> log) : ICallbackHandler
{
    /// <summary>The platform's clock and ours may differ by so much.</summary>
    internal static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(2);

    public int Order => 10;

    public async Task ApplyAsync(CallbackBatch batch, CancellationToken cancellationToken)
    {
        // Nearly every message is about a payment that was never refunded here; it costs nothing more.
        var concerned = batch.Shared<PaymentsInBatch>().Payments.Where(one => one.Payment.RefundCount > 0).ToList();
        if (concerned.Count == 0)
            return;
        await batch.Session.FlushAsync(cancellationToken);
        var context = batch.Session.Context;
        foreach (var one in concerned)
        {
            var refunds = await context.Refunds.Where(refund => refund.PaymentRowId == one.Payment.Id).ToListAsync(cancellationToken);
            foreach (var operation in one.Touched.Where(operation => !Undoes(operation)).OrderBy(operation => operation.OperationId))
            {
                if (await MatchAsync(context, operation, refunds, cancellationToken) is { } refund)
                    await ApplyAsync(batch, one, refund, operation, new RefundOperations(refund, refunds, one.Operations, operation), cancellationToken);
            }

            // After the refunds, and known ones again: it may have been told before the success of what it takes back.
            foreach (var operation in one.Operations.Where(Undoes).OrderBy(operation => operation.OperationId))
            {
                if (MatchUndone(operation, refunds, one.Operations) is { } refund)
                    await ApplyAsync(batch, one, refund, operation, new RefundOperations(refund, refunds, one.Operations, operation), cancellationToken);
            }

            foreach (var refund in refunds.Where(refund => refund.State == RefundState.Succeeded))
                await AlarmIfDoneTwiceAsync(batch, one, refund, new RefundOperations(refund, refunds, one.Operations, null), cancellationToken);
            await BlockWhatNoLongerFitsAsync(batch, context, one.Payment, refunds, cancellationToken);
            // What is held may have become more as well: whoever looks at the sums after this must see it.
            one.Payment.Reserved = refunds.Sum(refund => refund.Held);
        }
    }

    /// <summary>Whether the platform's list of operations may hold this refund.</summary>
    internal static async Task<bool> KnowsAsync(
        AppDbContext context, PaymentStatusAnswer answer, Refund refund, CancellationToken cancellationToken)
    {
        foreach (var operation in answer.Operations)
        {
            if (operation.MerchantRefundId == refund.Id.ToString() || (operation.RequestId is not null && operation.RequestId == refund.RequestId))
                return true;
            if (MayBe(operation, refund) && (operation.Id is null || !await WasToldBeforeAsync(context, refund, operation.Id, cancellationToken)))
                return true;
        }

        return false;
    }

    /// <summary>
    /// Whether the answer tells of every operation of the payment, as far as we can know: then what it does not hold does not exist there. The whole list
    /// must have been given, with everything in it that the platform has told us before.
    /// </summary>
    internal static async Task<bool> IsWholeAsync(AppDbContext context, PaymentStatusAnswer answer, Refund refund, CancellationToken cancellationToken)
    {
        if (!answer.ListsOperations)
            return false;
        var listed = answer.Operations.Select(operation => operation.Id).ToHashSet();
        var known = await context.Operations.Where(operation => operation.PaymentRowId == refund.PaymentRowId)
            .Select(operation => operation.OperationId).ToListAsync(cancellationToken);
        return known.TrueForAll(id => listed.Contains(id));
    }

    /// <summary>
    /// Whether the answer can settle a contradiction between messages about the payment: it lists every operation that we know, and tells an end of each
    /// that has one here. A list that lacks one, or lags behind, says nothing of what is right.
    /// </summary>
    internal static async Task<bool> SettlesAsync(AppDbContext context, PaymentStatusAnswer answer, long paymentRowId, CancellationToken cancellationToken)
    {
        if (!answer.ListsOperations)
            return false;
        var listed = answer.Operations.ToLookup(operation => operation.Id, operation => OperationStatus.Of(operation.Status).IsFinal);
        var known = await context.Operations.Where(operation => operation.PaymentRowId == paymentRowId)
            .Select(operation => new { operation.OperationId, operation.Status }).ToListAsync(cancellationToken);
        return known.TrueForAll(one => listed[one.OperationId].Any(ended => ended || !OperationStatus.Of(one.Status).IsFinal));
    }

    /// <summary>Money going back, or a kind of operation we know nothing of, without our id and with the refund's sum or none that we can compare.</summary>
    private static bool MayBe(CallbackOperation operation, Refund refund)
    {
        var type = OperationType.Of(operation.Type);
        return (type.Effect == MoneyEffect.Out || !type.Known) && operation.MerchantRefundId is null
            && !(operation.SumInitial is { } sum && sum.Currency == refund.Currency && sum.MinorUnits != refund.Amount)
            && (operation.CreatedDate ?? operation.Date ?? DateTimeOffset.MaxValue) >= refund.SentAt - ClockTolerance;
    }

    private static bool Undoes(Operation operation) => OperationType.Of(operation.Type).Effect == MoneyEffect.UndoesOut;

    /// <summary>The refund of ours that an operation belongs to; null when it was made elsewhere.</summary>
    private static async Task<Refund?> MatchAsync(
        AppDbContext context, Operation operation, IReadOnlyCollection<Refund> refunds, CancellationToken cancellationToken)
    {
        if (RefundOperations.Named(operation, refunds) is { } named)
            return named;
        if (OperationType.Of(operation.Type).Effect != MoneyEffect.Out || operation.MerchantRefundId is not null
            || refunds.Any(refund => refund.OperationId == operation.OperationId))
            return null;
        // The callback may be faster than the answer that would have told us the request's id, or come after proof that it never would.
        var sent = SingleOrNone(refunds.Where(refund => !refund.IsFinal && refund.State != RefundState.Accepted && SameMoney(refund, operation)
            && refund.RequestId is null && refund.SentAt is { } sentAt && operation.CreatedAt >= sentAt - ClockTolerance));
        return sent is not null && await WasToldBeforeAsync(context, sent, operation.OperationId, cancellationToken) ? null : sent;
    }

    /// <summary>An operation that we knew before the request went out is not its result: before every send the platform is asked.</summary>
    private static Task<bool> WasToldBeforeAsync(AppDbContext context, Refund refund, long? operationId, CancellationToken cancellationToken) =>
        context.CallbackEvents.AnyAsync(told => told.PaymentRowId == refund.PaymentRowId && told.OperationId == operationId
            && told.ReceivedAt <= refund.SentAt, cancellationToken);

    /// <summary>The refund of ours that the platform took back.</summary>
    private static Refund? MatchUndone(Operation operation, IReadOnlyCollection<Refund> refunds, IReadOnlyCollection<Operation> operations)
    {
        if (RefundOperations.Named(operation, refunds) is { } named)
            return named;
        if (operation.MerchantRefundId is not null)
            return null;
        // By its sum only when no refund made elsewhere has the same, and no more often than such operations were told.
        var alike = operations.Where(other => other.Amount == operation.Amount && other.Currency == operation.Currency).ToList();
        if (alike.Any(other => other.Effect == MoneyEffect.Out && refunds.All(refund => refund.OperationId != other.OperationId)))
            return null;
        var undone = alike.Count(other => other.Effect == MoneyEffect.UndoesOut);
        return undone > refunds.Count(refund => refund.State == RefundState.Reversed && SameMoney(refund, operation))
            ? SingleOrNone(refunds.Where(refund => refund.State == RefundState.Succeeded && SameMoney(refund, operation)))
            : null;
    }

    private async Task ApplyAsync(
        CallbackBatch batch, PaymentInBatch one, Refund refund, Operation told, RefundOperations all, CancellationToken cancellationToken)
    {
        var (context, payment) = (batch.Session.Context, one.Payment);
        var (from, byPeople, counted) = (refund.State, refund.DecidedByPeople, refund.Counted);
        var now = clock.GetUtcNow();
        var effect = OperationType.Of(told.Type).Effect;
        var operation = effect == MoneyEffect.Out && !RefundOperations.IsRepeat(told) ? all.Decisive(told) : told;
        var status = OperationStatus.Of(operation.Status);
        if (effect == MoneyEffect.Out && refund.Attempts > 0 && all.OpensAgain(refund, operation))
            refund.Reopen(operation.RequestId, now, NextCheck(refund, now));
        if (effect == MoneyEffect.UndoesOut)
        {
            if (status.IsSuccess && from == RefundState.Succeeded && all.IsTakenBack && all.MayStand)
                refund.Reopen(null, now, NextCheck(refund, now));
            else if (status.IsSuccess && from == RefundState.Succeeded && all.IsTakenBack)
                refund.Reverse(now);
        }
        else if (effect != MoneyEffect.Out || refund.Attempts == 0)
        {
            return;
        }
        else if (RefundOperations.IsRepeat(operation))
        {
            if (!refund.IsFinal)
                refund.Recognise(null, now, NextCheck(refund, now));
        }
        else if (all.IsUntold && !status.IsSuccess)
        {
            if (!refund.IsFinal)
                refund.Recognise(operation.RequestId, now, NextCheck(refund, now));
        }
        else if (refund.IsFinal && !(refund.DecidedByPeople && status.IsFinal))
        {
            await SettleAsync(batch, refund, operation, status, cancellationToken);
        }
        else if (status.IsSuccess && refund.Holds && !IsCounted(operation, payment))
        {
            // To let go of its amount would offer it again. The platform is asked at once; as long as it says no more, the hold stays.
            refund.Recognise(operation.RequestId, now, NextCheck(refund, now));
            if (!operation.IsConfirmed)
                await ContradictedAsync(batch, refund, now, cancellationToken);
        }
        else if (status.IsSuccess && refund.Holds && operation.Amount < refund.Amount && !operation.IsConfirmed)
        {
            // Less than was asked for: what is told counts as refunded, the rest stays held until the platform, asked, says which sum is right.
            refund.Recognise(operation.RequestId, now, NextCheck(refund, now));
            refund.CountPart(operation.Amount.Value);
            await ContradictedAsync(batch, refund, now, cancellationToken);
        }
        else if (status.IsSuccess)
        {
            refund.Succeed(operation.OperationId, operation.RequestId, operation.Code, operation.Message, now,
                IsCounted(operation, payment) ? operation.Amount : null);
        }
        else if (status.IsFinal)
        {
            refund.Decline(operation.OperationId, operation.RequestId, operation.Code, operation.Message, now);
        }
        else
        {
            refund.Recognise(operation.RequestId, now, NextCheck(refund, now));
        }

        if (refund.State == from && refund.DecidedByPeople == byPeople && refund.Counted == counted)
        {
            await context.SaveChangesAsync(cancellationToken);
            return;
        }

        if (refund.State == RefundState.Succeeded)
            await LookAgain.FollowAsync(context, refund.PaymentRowId, now, cancellationToken);
        await records.SaveChangeAsync(context, refund, from, Actor.System, cancellationToken);
        batch.Changes.Add(new LiveChange(refund.PaymentRowId, refund.ProjectId, refund.PaymentId, false, refund.Id));
    }

    private static DateTimeOffset NextCheck(Refund refund, DateTimeOffset now) =>
        RefundSchedule.NextCheck(refund.Id, refund.SentAt ?? now, refund.Checks, now);

    /// <summary>Told another end than it has: the first one stays until the platform has been asked, and then its answer counts.</summary>
    private async Task SettleAsync(
        CallbackBatch batch, Refund refund, Operation operation, OperationStatus status, CancellationToken cancellationToken)
    {
        var contradicts = status.IsSuccess
            ? refund.State is RefundState.Declined or RefundState.Cancelled
            : status.IsFinal && refund.State == RefundState.Succeeded;
        if (!contradicts)
            return;
        if (operation.IsConfirmed)
            refund.Correct(status.IsSuccess, operation.OperationId, operation.RequestId, operation.Code, operation.Message, clock.GetUtcNow());
        else
            await ContradictedAsync(batch, refund, clock.GetUtcNow(), cancellationToken);
    }

    /// <summary>An answer that leaves open what is asked about is no reason to ask at once: the question comes again later and later.</summary>
    private static Task ContradictedAsync(CallbackBatch batch, Refund refund, DateTimeOffset now, CancellationToken cancellationToken) =>
        LookAgain.ContradictedAsync(batch.Session.Context, refund.PaymentRowId, now, cancellationToken,
            anew: batch.Events.Any(told => told.PaymentRowId == refund.PaymentRowId && told.Source == CallbackSource.Callback));

    /// <summary>Once a refund: whoever acknowledges it need not be told again by the next answer that lists the same operations.</summary>
    private async Task AlarmIfDoneTwiceAsync(
        CallbackBatch batch, PaymentInBatch one, Refund refund, RefundOperations all, CancellationToken cancellationToken)
    {
        if (!all.IsDoneTwice || all.Given(refund) <= refund.Amount || !refund.NoteDoneTwice())
            return;
        var context = batch.Session.Context;
        LogDoneTwice(refund.Id, refund.PaymentId, refund.ProjectId, refund.Amount, refund.Currency);
        await records.SaveChangeAsync(context, refund, refund.State, Actor.System, cancellationToken);
        var payment = await context.Payments.AsNoTracking().SingleAsync(known => known.Id == one.Payment.Id, cancellationToken);
        await alarms.RaiseAsync(context, payment, PaymentAlarmKind.RefundedTwice, null, cancellationToken);
        batch.Changes.Add(new LiveChange(refund.PaymentRowId, refund.ProjectId, refund.PaymentId, false, refund.Id, Alarm: true));
    }

    /// <summary>A refund made elsewhere wins; ours that have not left yet wait for a person.</summary>
    private async Task BlockWhatNoLongerFitsAsync(
        CallbackBatch batch, AppDbContext context, Payment payment, List<Refund> refunds, CancellationToken cancellationToken)
    {
        if (refunds.Aggregate((Int128)payment.Refunded, (sum, refund) => sum + refund.Held) <= payment.Captured)
            return;
        foreach (var refund in refunds.Where(refund => refund.State == RefundState.Queued))
        {
            refund.Block("Refunds made elsewhere leave less than this amount.", clock.GetUtcNow());
            await records.SaveChangeAsync(context, refund, RefundState.Queued, Actor.System, cancellationToken);
            batch.Changes.Add(new LiveChange(refund.PaymentRowId, refund.ProjectId, refund.PaymentId, false, refund.Id));
        }
    }

    /// <summary>Its sum is in what the payment says was refunded; see <see cref="Payment.Count"/>.</summary>
    private static bool IsCounted(Operation operation, Payment payment) => operation.Amount is not null && operation.Currency == payment.Currency;

    private static bool SameMoney(Refund refund, Operation operation) => refund.Amount == operation.Amount && refund.Currency == operation.Currency;

    private static Refund? SingleOrNone(IEnumerable<Refund> refunds) => refunds.Take(2).ToList() is [var only] ? only : null;

    [LoggerMessage(LogLevel.Error,
        "The platform made refund {RefundId} of payment {PaymentId} of project {ProjectId} more than once: more went back than the {Amount} {Currency} (minor units) that were asked for")]
    private partial void LogDoneTwice(Guid refundId, string paymentId, long projectId, long amount, string currency);
}
