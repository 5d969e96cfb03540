using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Dashboard.Core.Live;
using Dashboard.Core.Payments;
using Dashboard.Core.Projects;
using Dashboard.Gate;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Refunds;

/// <param name="Asked">Payments the platform was asked for.</param>
/// <param name="Ended">Refunds that got their end.</param>
/// <param name="Open">Refunds that still wait for the platform's word.</param>
public sealed record ReconcileReport(int Asked, int Ended, int Open);

/// <summary>Asks the platform for refunds whose end nobody has told, until a fact, proof of absence, or people end them.</summary>
public sealed partial class Reconciler(
    Database database, AskPlatform ask, RefundRecords records, AuditLog audit, LiveFeed feed, TimeProvider clock, ILogger<Reconciler> log)
{
    /// <summary>Questions a round: those that wait longest come first, and no more is put off by them than the rest of the questions.</summary>
    public const int MostARound = 5;

    /// <summary>Asks for refunds that are due, <see cref="MostARound"/> at most; with <paramref name="evenIfNotDue"/> for every open one.</summary>
    public async Task<ReconcileReport> RunOnceAsync(bool evenIfNotDue, CancellationToken cancellationToken)
    {
        await LoseDeadSendersAsync(cancellationToken);
        var now = clock.GetUtcNow();
        List<Guid> due;
        await using (var context = await database.OpenAsync(cancellationToken))
        {
            var open = context.Refunds
                .Where(refund => (refund.State == RefundState.Accepted || refund.State == RefundState.Unknown)
                    && (evenIfNotDue || refund.NextActionAt <= now))
                .OrderBy(refund => refund.NextActionAt).Select(refund => refund.Id);
            due = await (evenIfNotDue ? open : open.Take(MostARound)).ToListAsync(cancellationToken);
        }

        var ended = 0;
        foreach (var id in due)
        {
            try
            {
                ended += await CheckAsync(id, cancellationToken) ? 1 : 0;
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // One that cannot be asked for must not keep the others waiting.
                LogCheckFailed(failure, id);
                await PostponeAsync(id, cancellationToken);
            }
        }

        return new ReconcileReport(due.Count, ended, due.Count - ended);
    }

    /// <summary>
    /// A sender whose lease ran out is gone; whether its request arrived nobody knows. Asks nobody, so it need not wait for the questions of a round.
    /// </summary>
    public async Task LoseDeadSendersAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        List<Guid> lost;
        await using (var context = await database.OpenAsync(cancellationToken))
        {
            lost = await context.Refunds.Where(refund => refund.State == RefundState.Sending && refund.LeaseUntil < now)
                .Select(refund => refund.Id).ToListAsync(cancellationToken);
        }

        foreach (var id in lost)
            await Database.AgainIfGivenUpAsync(() => LoseAsync(id, now, cancellationToken));
    }

    private async Task<bool> LoseAsync(Guid refundId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var scope = await database.BeginWriteAsync(cancellationToken);
        var refund = await RefundLocks.FindAsync(scope.Context, database, refundId, cancellationToken);
        if (refund is not { State: RefundState.Sending } || !(refund.LeaseUntil < now))
            return false;
        refund.LoseTrack("The sender stopped before the answer came.", mayResend: false, now, now);
        await records.SaveChangeAsync(scope.Context, refund, RefundState.Sending, Actor.System, cancellationToken);
        await scope.CommitAsync(cancellationToken);
        Tell(refund);
        return true;
    }

    private async Task<bool> CheckAsync(Guid refundId, CancellationToken cancellationToken)
    {
        Refund refund;
        Project project;
        await using (var context = await database.OpenAsync(cancellationToken))
        {
            refund = await context.Refunds.SingleAsync(one => one.Id == refundId, cancellationToken);
            project = await context.Projects.SingleAsync(one => one.Id == refund.ProjectId, cancellationToken);
        }

        if (!await TakeAsync(refund, cancellationToken))
            return false;
        var answer = await ask.HandleAsync(project, refund.PaymentId, cancellationToken);
        if (answer is PlatformAnswer.Failed failed)
            LogNotAnswered(refundId, failed.Why);
        else if (answer is PlatformAnswer.Known known)
            await AskByRequestAsync(project, refund, known.Answer, cancellationToken);

        return await Database.AgainIfGivenUpAsync(() => RecordAsync(refundId, answer, cancellationToken));
    }

    /// <summary>Another process that asks for the same refunds finds this one put off, so that the platform is asked once.</summary>
    private async Task<bool> TakeAsync(Refund seen, CancellationToken cancellationToken)
    {
        var later = clock.GetUtcNow() + RefundSchedule.AskingTakes;
        await using var scope = await database.BeginWriteAsync(cancellationToken);
        var taken = await scope.Context.Refunds.Where(one => one.Id == seen.Id && one.State == seen.State && one.NextActionAt == seen.NextActionAt)
            .ExecuteUpdateAsync(change => change.SetProperty(one => one.NextActionAt, later), cancellationToken);
        await scope.CommitAsync(cancellationToken);
        return taken == 1;
    }

    /// <summary>
    /// The platform took the request and its list of the payment's operations does not hold it: it is asked for by the request's own id. Only what that
    /// answer tells of an operation counts; a refusal may be about the question.
    /// </summary>
    private async Task AskByRequestAsync(Project project, Refund refund, PaymentStatusAnswer listed, CancellationToken cancellationToken)
    {
        if (refund.RequestId is not { } requestId || clock.GetUtcNow() - (refund.SentAt ?? refund.RequestedAt) < RefundSchedule.ByRequestAfter
            || listed.Operations.Any(one => one.RequestId == requestId || one.MerchantRefundId == refund.Id.ToString()))
            return;
        if (await ask.HandleAsync(project, refund.PaymentId, requestId, cancellationToken) is PlatformAnswer.Failed failed)
            LogNotAnswered(refund.Id, failed.Why);
    }

    /// <summary>Asked for again at its next time, so that those behind it get their turn.</summary>
    private async Task PostponeAsync(Guid refundId, CancellationToken cancellationToken)
    {
        try
        {
            await Database.AgainIfGivenUpAsync(() => RecordAsync(refundId, new PlatformAnswer.Failed("It could not be checked."), cancellationToken));
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogCheckFailed(failure, refundId);
        }
    }

    private async Task<bool> RecordAsync(Guid refundId, PlatformAnswer answer, CancellationToken cancellationToken)
    {
        await using var scope = await database.BeginWriteAsync(cancellationToken);
        var refund = (await RefundLocks.FindAsync(scope.Context, database, refundId, cancellationToken))!;
        if (refund.State is not (RefundState.Accepted or RefundState.Unknown))
            return refund.IsFinal;
        var from = refund.State;
        var now = clock.GetUtcNow();
        var sentAt = refund.SentAt ?? refund.RequestedAt;
        if (from == RefundState.Unknown && answer is PlatformAnswer.Known known)
        {
            if (await RefundFacts.KnowsAsync(scope.Context, known.Answer, refund, cancellationToken))
                refund.SeenPerhaps();
            else if (!refund.IsKnownToExist && known.Answer.IsSigned
                && await RefundFacts.IsWholeAsync(scope.Context, known.Answer, refund, cancellationToken))
                SeeAbsent(refund, sentAt, now);
        }

        if (refund.State == from && now - sentAt >= RefundSchedule.Horizon)
            refund.GiveToPeople(now);
        if (refund.State == from)
        {
            if (answer is PlatformAnswer.Paused paused)
                refund.WaitToAsk(paused.Until);
            else
                refund.Checked(RefundSchedule.NextCheck(refund.Id, sentAt, refund.Checks + 1, now));
            var overdue = refund.OverdueAt is null && now - sentAt >= RefundSchedule.OverdueAfter;
            if (overdue)
                await MarkOverdueAsync(scope, refund, sentAt, now, cancellationToken);
            await scope.CommitAsync(cancellationToken);
            if (overdue)
                Tell(refund);
            return false;
        }

        await records.SaveChangeAsync(scope.Context, refund, from, Actor.System, cancellationToken);
        await scope.CommitAsync(cancellationToken);
        Tell(refund);
        return refund.IsFinal;
    }

    private async Task MarkOverdueAsync(WriteScope scope, Refund refund, DateTimeOffset sentAt, DateTimeOffset now, CancellationToken cancellationToken)
    {
        refund.Overdue(now);
        LogOverdue(refund.Id, refund.PaymentId, refund.ProjectId, (long)(now - sentAt).TotalMinutes);
        await audit.AppendAsync(scope, Actor.System, new AuditLine("refund.overdue", RefundRecords.Subject(refund), ProjectId: refund.ProjectId, Detail: new
        {
            refund = refund.Id,
            amount = refund.Amount,
            currency = refund.Currency,
            state = refund.State.ToString(),
            sent_at = sentAt,
        }), cancellationToken);
    }

    private static void SeeAbsent(Refund refund, DateTimeOffset sentAt, DateTimeOffset now)
    {
        if (refund.AbsentSince is { } first && now - first >= RefundSchedule.AbsenceBetween && now - sentAt >= RefundSchedule.AbsenceAfterSend)
            refund.ProvenAbsent(now);
        else
            refund.SeenAbsent(now);
    }

    private void Tell(Refund refund) => feed.Publish([new LiveChange(refund.PaymentRowId, refund.ProjectId, refund.PaymentId, false, refund.Id)]);

    [LoggerMessage(LogLevel.Warning, "The platform did not tell of refund {RefundId}: {Why}")]
    private partial void LogNotAnswered(Guid refundId, string why);

    [LoggerMessage(LogLevel.Warning,
        "The result of refund {RefundId} of payment {PaymentId} of project {ProjectId} is overdue: sent {Minutes} minutes ago, and the platform tells no end")]
    private partial void LogOverdue(Guid refundId, string paymentId, long projectId, long minutes);

    [LoggerMessage(LogLevel.Error, "Refund {RefundId} could not be checked")]
    private partial void LogCheckFailed(Exception failure, Guid refundId);
}
