using System.Net;
using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Live;
using Dashboard.Core.Payments;
using Dashboard.Core.Projects;
using Dashboard.Gate;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Refunds;

/// <summary>
/// Sends one queued refund, at most once. What is about to be sent is committed before the first byte; what came of it is recorded after; a crash
/// between the two leaves a refund in Sending, which the reconciler turns into Unknown.
/// </summary>
public sealed partial class SendRefund(
    Database database, GateClient gate, ProjectKeys keys, AskPlatform ask, RefundRecords records, PaymentAlarms alarms, StopRefunds stop, RefundRules rules,
    LiveFeed feed, TimeProvider clock, ILogger<SendRefund> log)
{
    private static readonly string Owner = $"{Environment.MachineName}/{Environment.ProcessId}";

    public async Task HandleAsync(Guid refundId, CancellationToken cancellationToken)
    {
        var (refund, project, stopped) = await FindAsync(refundId, cancellationToken);
        if (refund is null || project is null)
            return;

        if (stopped)
        {
            await ChangeAsync(refundId, RefundState.Queued, (one, now) => one.Block(RefundGuard.Stopped, now));
            return;
        }

        var secret = await keys.CurrentSecretAsync(project.Id, cancellationToken);
        Claim? claim = null;
        // A second question when the first answer does not fit our books or is old: a message, or much time, may have come between the question and the claim.
        for (var questions = 1; claim is null; questions++)
        {
            var asked = clock.GetUtcNow();
            if (await ListAsync(refundId, project, refund.PaymentId, cancellationToken) is not { } listed)
                return;
            var last = questions == 2;
            (claim, var again) = await Database.AgainIfGivenUpAsync(() => ClaimAsync(refundId, secret, listed, asked, last, cancellationToken));
            if (claim is null && (last || !again))
                return;
        }

        // From here on nothing is cancelled: whatever happens is recorded.
        if (claim.LeaseUntil - clock.GetUtcNow() < RefundSchedule.LeastLease || IsOld(claim.Asked))
        {
            // The process stood still. Another may take the refund for lost at any moment; what it made of it since stays.
            await ChangeAsync(refundId, RefundState.Sending,
                (one, now) => one.NotSent("Not sent: too much time passed before sending. No money moved.", RefundSchedule.NextSend(one.Attempts), now),
                claim);
            return;
        }

        var outcome = await gate.SendAsync(new Uri(project.GateUrl), claim.Request, secret, CancellationToken.None);
        await RecordAsync(refundId, project, claim, outcome);
    }

    private bool IsOld(DateTimeOffset asked) => clock.GetUtcNow() - asked > RefundSchedule.ListGood;

    /// <summary>
    /// A fresh answer of the platform before every send: it knows of refunds made elsewhere, and a forged "sale success" ends here. Null when nothing can
    /// be sent on it; what becomes of the refund is then recorded.
    /// </summary>
    private async Task<PaymentStatusAnswer?> ListAsync(Guid refundId, Project project, string paymentId, CancellationToken cancellationToken)
    {
        switch (await ask.HandleAsync(project, paymentId, cancellationToken))
        {
            case PlatformAnswer.NotKnown:
                await ChangeAsync(refundId, RefundState.Queued, (one, now) => one.Block("The platform does not know this payment.", now));
                return null;
            case PlatformAnswer.Failed failed:
                LogNotAsked(refundId, failed.Why);
                await PostponeAsync(refundId, "The platform could not be asked before sending. No money moved.");
                return null;
            case PlatformAnswer.Paused:
                // Stays queued; the worker comes back to it after the pause.
                return null;
            case PlatformAnswer.Known { Answer.ListsOperations: false }:
                LogNotAsked(refundId, "the answer lists no operations");
                await PostponeAsync(refundId, "The platform did not list the payment's operations before sending. No money moved.");
                return null;
            case PlatformAnswer.Known known:
                return known.Answer;
            default:
                throw new InvalidOperationException("Unknown answer.");
        }
    }

    private Task PostponeAsync(Guid refundId, string why) =>
        ChangeAsync(refundId, RefundState.Queued, (one, now) => one.Postpone(why, RefundSchedule.NextSend(one.Checks + 1), now));

    private async Task<(Refund? Refund, Project? Project, bool Stopped)> FindAsync(Guid refundId, CancellationToken cancellationToken)
    {
        await using var context = await database.OpenAsync(cancellationToken);
        var refund = await context.Refunds.SingleOrDefaultAsync(one => one.Id == refundId && one.State == RefundState.Queued, cancellationToken);
        return refund is null
            ? (null, null, false)
            : (refund, await context.Projects.SingleOrDefaultAsync(one => one.Id == refund.ProjectId, cancellationToken),
                await RefundSwitch.IsStoppedAsync(context, refund.ProjectId, cancellationToken));
    }

    /// <summary>The last look, in the transaction that says "sending": everything that was true when it was asked for must still be.</summary>
    /// <param name="listed">What the platform answered a moment ago.</param>
    /// <param name="asked">When.</param>
    /// <param name="last">Whether a difference to our books counts; before it is only told, for another question.</param>
    private async Task<(Claim? Claim, bool Again)> ClaimAsync(
        Guid refundId, string secret, PaymentStatusAnswer listed, DateTimeOffset asked, bool last, CancellationToken cancellationToken)
    {
        await using var scope = await database.BeginWriteAsync(cancellationToken);
        var context = scope.Context;
        await RefundSwitch.HoldAsync(context, database, cancellationToken);
        var refund = await RefundLocks.FindAsync(context, database, refundId, cancellationToken);
        if (refund is not { State: RefundState.Queued })
            return default;
        if (IsOld(asked))
            return (null, true);
        var payment = await context.Payments.AsNoTracking().SingleAsync(one => one.Id == refund.PaymentRowId, cancellationToken);
        var now = clock.GetUtcNow();
        if (await context.Refunds.AnyAsync(other => other.PaymentRowId == payment.Id && other.Id != refund.Id
                && (other.State == RefundState.Sending || other.State == RefundState.Unknown), cancellationToken))
            return default;

        if (RefundGuard.IsApprovalTooOld(refund, rules, now))
            return (await BlockAsync(scope, refund, RefundGuard.ApprovalTooOld, cancellationToken), false);
        var project = await context.Projects.AsNoTracking().SingleAsync(one => one.Id == refund.ProjectId, cancellationToken);
        var stopped = await RefundSwitch.IsStoppedAsync(context, project.Id, cancellationToken);
        var uncounted = await RefundGuard.HasUncountedAsync(context, payment, cancellationToken);
        var terms = await RefundTerms.ReadAsync(context, project.Id, payment.Method, cancellationToken);
        if (RefundGuard.WhyNotNow(refund, payment, stopped, uncounted, terms, now) is { } why)
            return (await BlockAsync(scope, refund, why, cancellationToken), false);
        if (ListedMoney.Of(listed, payment.Currency) is var money && money.IsLessThan(payment))
        {
            if (!last)
                return (null, true);
            LogDiffers(payment.ProjectId, payment.PaymentId, money.Captured, money.Refunded, payment.Captured, payment.Refunded, payment.Currency);
            await alarms.RaiseAsync(context, payment, PaymentAlarmKind.PlatformDiffers, money, cancellationToken);
            return (await BlockAsync(scope, refund, RefundGuard.Differs, cancellationToken), true);
        }

        if (!RefundsUnderWay.Fit(payment, await RefundsUnderWay.SumAsync(context, payment, listed, cancellationToken)))
            return (last ? await BlockAsync(scope, refund, RefundGuard.UnderWay, cancellationToken) : null, true);

        var request = new RefundRequest
        {
            ProjectId = refund.ProjectId,
            PaymentId = refund.PaymentId,
            Amount = refund.Amount,
            Currency = refund.Currency,
            Description = Describe(refund),
            MerchantRefundId = refund.Id.ToString(),
            CustomerIp = IPAddress.TryParse(payment.CustomerIp, out _) ? payment.CustomerIp : project.CustomerIpFallback,
            Path = PaymentMethods.Find(refund.Method)?.RefundPath ?? PaymentMethods.AnyRefundPath,
        };
        if (request.Faults() is [var fault, ..])
            return (await BlockAsync(scope, refund, $"The request cannot be made: {fault}.", cancellationToken), false);
        var prepared = request.Prepare(secret);
        refund.BeginSending(Owner, prepared.Body.ToArray(), now, RefundSchedule.Lease);
        try
        {
            await records.SaveChangeAsync(context, refund, RefundState.Queued, Actor.System, cancellationToken);
            await scope.CommitAsync(cancellationToken);
        }
        catch (DbUpdateException failure) when (Database.IsOvertaken(failure))
        {
            // Another process took it, or another refund of the payment went on the wire in the same moment.
            return default;
        }

        Tell(refund);
        return (new Claim(prepared, asked, refund.LeaseUntil!.Value, refund.Attempts), false);
    }

    private async Task<Claim?> BlockAsync(WriteScope scope, Refund refund, string why, CancellationToken cancellationToken)
    {
        refund.Block(why, clock.GetUtcNow());
        await records.SaveChangeAsync(scope.Context, refund, RefundState.Queued, Actor.System, cancellationToken);
        await scope.CommitAsync(cancellationToken);
        Tell(refund);
        return null;
    }

    private static string Describe(Refund refund) => refund.Ticket is { } ticket ? $"{refund.Reason} {ticket}" : refund.Reason.ToString();

    private void Tell(Refund refund) => feed.Publish([new LiveChange(refund.PaymentRowId, refund.ProjectId, refund.PaymentId, false, refund.Id)]);

    /// <summary>The right to send, and what.</summary>
    private sealed record Claim(PreparedRequest Request, DateTimeOffset Asked, DateTimeOffset LeaseUntil, int Attempt);

    [LoggerMessage(LogLevel.Error,
        "The platform lists {ListedCaptured} captured and {ListedRefunded} refunded for payment {PaymentId} of project {ProjectId}, but messages received here tell of {Captured} and {Refunded} {Currency} (minor units): its refund is not sent")]
    private partial void LogDiffers(
        long projectId, string paymentId, long listedCaptured, long listedRefunded, long captured, long refunded, string? currency);

    [LoggerMessage(LogLevel.Warning, "Refund {RefundId} waits: the platform could not be asked ({Why})")]
    private partial void LogNotAsked(Guid refundId, string why);

    [LoggerMessage(LogLevel.Error, "Refunds of project {ProjectId} are stopped: the platform turned a request away ({Why})")]
    private partial void LogStopped(long projectId, string why);
}
