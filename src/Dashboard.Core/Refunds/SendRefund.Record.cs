using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Payments;
using Dashboard.Core.Projects;
using Dashboard.Gate;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Refunds;

/// <summary>What came of a request is recorded, also when the database is away for a while.</summary>
public sealed partial class SendRefund
{
    private const int TriesAtOnce = 5;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>Before the lease ends and another takes the sender for gone.</summary>
    private static readonly TimeSpan LastMoment = TimeSpan.FromSeconds(2);

    private async Task RecordAsync(Guid refundId, Project project, Claim claim, GateOutcome outcome)
    {
        switch (outcome)
        {
            case GateOutcome.NotSent notSent:
                await ChangeAsync(refundId, RefundState.Sending,
                    (one, now) => one.NotSent($"Not sent: {notSent.Reason}. No money moved.", RefundSchedule.NextSend(one.Attempts), now),
                    claim);
                break;
            case GateOutcome.Accepted accepted:
                await ChangeAsync(refundId, null, (one, now) => one.Accept(accepted.RequestId, now, RefundSchedule.NextCheck(one.Id, one.SentAt!.Value, 0, now)), claim);
                break;
            case GateOutcome.Refused refused:
                await RecordRefusalAsync(refundId, project, claim, refused);
                break;
            case GateOutcome.Throttled throttled:
                await LoseTrackAsync(refundId, claim, $"The platform answered HTTP {throttled.HttpStatus}.", mayResend: true);
                break;
            case GateOutcome.Forbidden forbidden:
                try
                {
                    await LoseTrackAsync(refundId, claim, $"The platform turned the request away: {forbidden.Reason}.", mayResend: true);
                }
                finally
                {
                    // Also when that could not be kept: the next refund would be turned away as well.
                    await StopProjectAsync(project, forbidden.Reason);
                }

                break;
            case GateOutcome.Unknown unknown:
                await LoseTrackAsync(refundId, claim, $"The answer is not clear: {unknown.Reason}.", mayResend: false);
                break;
        }
    }

    /// <summary>
    /// A refusal is believed when the platform, asked once more, lists everything and no such operation. One that does not say which payment it is about
    /// may be anybody's: then the list must be signed.
    /// </summary>
    private async Task RecordRefusalAsync(Guid refundId, Project project, Claim claim, GateOutcome.Refused refused)
    {
        if (refused.Code == Refund.ExistsAlreadyCode)
        {
            await ChangeAsync(refundId, RefundState.Sending,
                (one, now) => one.ExistsAlready(refused.Message, now, RefundSchedule.NextCheck(one.Id, one.SentAt!.Value, 0, now)), claim);
            return;
        }

        if (!await KeepAsync(() => IsConfirmedAsync(refundId, project, refused), claim.LeaseUntil))
        {
            await LoseTrackAsync(refundId, claim, $"Refused with code {refused.Code}, but the platform did not confirm it.", mayResend: false);
            return;
        }

        await ChangeAsync(refundId, RefundState.Sending, (one, now) => one.Decline(null, null, refused.Code, refused.Message, now), claim);
    }

    private async Task<bool> IsConfirmedAsync(Guid refundId, Project project, GateOutcome.Refused refused)
    {
        Refund refund;
        // Locked as for writing: a database that takes nothing now could not keep the platform's answer either, and it would be asked in vain.
        await using (var scope = await database.BeginWriteAsync(CancellationToken.None))
            refund = (await RefundLocks.FindAsync(scope.Context, database, refundId, CancellationToken.None))!;
        var answer = await ask.HandleAsync(project, refund.PaymentId, CancellationToken.None);
        // Once more: a database that was away has left the receiver a dead connection, and then the answer could not be stored.
        if (answer is PlatformAnswer.Failed)
            answer = await ask.HandleAsync(project, refund.PaymentId, CancellationToken.None);
        await using var context = await database.OpenAsync(CancellationToken.None);
        return answer switch
        {
            PlatformAnswer.Known { Answer: var known } => (refused.IdsEchoed || known.IsSigned)
                && await RefundFacts.IsWholeAsync(context, known, refund, CancellationToken.None)
                && !await RefundFacts.KnowsAsync(context, known, refund, CancellationToken.None),
            PlatformAnswer.NotKnown => refused.IdsEchoed,
            _ => false,
        };
    }

    private Task LoseTrackAsync(Guid refundId, Claim claim, string why, bool mayResend) => ChangeAsync(refundId, RefundState.Sending,
        (one, now) => one.LoseTrack(why, mayResend, now, RefundSchedule.NextCheck(one.Id, one.SentAt!.Value, 0, now)), claim);

    /// <param name="expected">Only from this state, unless null: a callback may have been faster.</param>
    /// <param name="claim">Of the attempt that is recorded: only while the refund is at it, and tried as long as it lasts. Null before a claim.</param>
    private async Task ChangeAsync(Guid refundId, RefundState? expected, Action<Refund, DateTimeOffset> change, Claim? claim = null) => await KeepAsync(
        () => TryChangeAsync(refundId, expected, claim?.Attempt, change), claim?.LeaseUntil);

    /// <summary>
    /// Runs a transaction again when a callback changed the same in that moment, when the two waited for each other, or when the database is away: at once a
    /// few times, then with growing pauses until shortly before <paramref name="until"/>. What came of a request is recorded all the same.
    /// </summary>
    private async Task<T> KeepAsync<T>(Func<Task<T>> transaction, DateTimeOffset? until)
    {
        var pause = FirstPause;
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await transaction();
            }
            catch (Exception failure) when ((failure is DbUpdateConcurrencyException || HotSession.IsUnavailable(failure))
                && (tries < TriesAtOnce || clock.GetUtcNow() + pause < until - LastMoment))
            {
                if (tries < TriesAtOnce)
                    continue;
                await Task.Delay(pause, clock, CancellationToken.None);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    /// <returns>Whether it was changed.</returns>
    private async Task<bool> TryChangeAsync(Guid refundId, RefundState? expected, int? attempt, Action<Refund, DateTimeOffset> change)
    {
        await using var scope = await database.BeginWriteAsync(CancellationToken.None);
        var refund = (await RefundLocks.FindAsync(scope.Context, database, refundId, CancellationToken.None))!;
        var from = refund.State;
        if ((expected is not null && from != expected) || (attempt is not null && refund.Attempts != attempt))
            return false;
        change(refund, clock.GetUtcNow());
        await records.SaveChangeAsync(scope.Context, refund, from, Actor.System, CancellationToken.None);
        await scope.CommitAsync(CancellationToken.None);
        Tell(refund);
        return true;
    }

    private async Task StopProjectAsync(Project project, string why)
    {
        LogStopped(project.Id, why);
        var words = $"The platform turned a request away: {why}".Replace(';', ',');
        await KeepAsync(() => stop.StopAsync(Actor.System, project.Id, words, CancellationToken.None), clock.GetUtcNow() + RefundSchedule.Lease);
    }
}
