using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Live;
using Dashboard.Core.Payments;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Refunds;

/// <param name="Asked">Payments the platform was asked for.</param>
/// <param name="Ended">Refunds that got their end.</param>
/// <param name="Open">Refunds that still wait for the platform's word.</param>
public sealed record ReconcileReport(int Asked, int Ended, int Open);

/// <summary>Asks the platform for refunds whose end nobody has told, until a fact, proof of absence, or people end them.</summary>
public sealed partial class Reconciler(
    Database database, AskPlatform ask, RefundRecords records, LiveFeed feed, TimeProvider clock, ILogger<Reconciler> log)
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
        PlatformAnswer answer;
        await using (var context = await database.OpenAsync(cancellationToken))
        {
            var refund = await context.Refunds.SingleAsync(one => one.Id == refundId, cancellationToken);
            var project = await context.Projects.SingleAsync(one => one.Id == refund.ProjectId, cancellationToken);
            answer = await ask.HandleAsync(project, refund.PaymentId, cancellationToken);
            if (answer is PlatformAnswer.Failed failed)
                LogNotAnswered(refundId, failed.Why);
        }

        return await Database.AgainIfGivenUpAsync(() => RecordAsync(refundId, answer, cancellationToken));
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
            refund.Checked(RefundSchedule.NextCheck(sentAt, refund.Checks + 1, now));
            await scope.CommitAsync(cancellationToken);
            return false;
        }

        await records.SaveChangeAsync(scope.Context, refund, from, Actor.System, cancellationToken);
        await scope.CommitAsync(cancellationToken);
        Tell(refund);
        return refund.IsFinal;
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

    [LoggerMessage(LogLevel.Error, "Refund {RefundId} could not be checked")]
    private partial void LogCheckFailed(Exception failure, Guid refundId);
}
