using System.Globalization;
using System.Security.Cryptography;
using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Callbacks.Bodies;
using Dashboard.Core.Data;
using Dashboard.Core.Live;
using Dashboard.Core.Projects;
using Dashboard.Gate;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Callbacks;

/// <summary>What came of applying a stored message again.</summary>
public enum ReapplyResult
{
    /// <summary>Its facts are in the payment now.</summary>
    Applied,

    /// <summary>It turned out not to be about a payment: there is nothing to apply.</summary>
    NotPayment,

    /// <summary>Applying it failed once more; the detail says why.</summary>
    StillParked,

    /// <summary>Its content cannot be used as it is; the detail says why.</summary>
    StillQuarantined,

    /// <summary>Neither the project's present nor its previous secret signed it; it stays as it was.</summary>
    NotGenuine,

    /// <summary>Somebody or something was faster, or it was never waiting.</summary>
    NothingToDo,

    /// <summary>An answer to a question of ours, not a callback: the platform is asked again from the payment's page.</summary>
    OwnQuestion,

    /// <summary>Its bytes are not kept any more.</summary>
    NoBody,

    /// <summary>The right is missing, or the message does not exist for this person.</summary>
    NotAllowed,

    /// <summary>The database or the keys cannot be used just now.</summary>
    Unavailable,
}

/// <param name="Detail">English, for <see cref="ReapplyResult.StillParked"/> and <see cref="ReapplyResult.StillQuarantined"/>.</param>
public sealed record ReapplyAnswer(ReapplyResult Result, string? Detail = null);

/// <summary>
/// Applies a quarantined or parked message again, as if it had just come: signature against the keys of today, judgement of its shape, and the same
/// way into the rooms, in one transaction with its audit line. Doing it twice changes nothing the second time.
/// </summary>
public sealed class ReapplyCallback(
    Database database, HotSessions sessions, CallbackApplier applier, ProjectKeys keys, AuditLog audit, LiveFeed feed)
{
    /// <summary>Ids handed out at once.</summary>
    public const int MostIds = 200;

    /// <summary>The messages that wait with a verdict, oldest first: facts are best applied in the order in which they were told.</summary>
    /// <param name="verdict">Parked or quarantined; nothing else waits.</param>
    /// <param name="after">Id of the last one already tried; null from the first.</param>
    public async Task<IReadOnlyList<long>> WaitingAsync(Actor actor, CallbackVerdict verdict, long? after, CancellationToken cancellationToken)
    {
        await using var context = await database.OpenAsync(cancellationToken);
        var access = await AccessControl.ScopeAsync(context, actor, cancellationToken);
        if (!access.Can(Permission.ReapplyCallbacks) || !Waits(verdict))
            return [];
        var from = after ?? 0;
        var events = CallbackQueries.Visible(context, access).Where(received => received.Verdict == verdict && received.Verdict != CallbackVerdict.Applied);
        return await events.Where(received => received.Id > from).OrderBy(received => received.Id).Select(received => received.Id).Take(MostIds)
            .ToListAsync(cancellationToken);
    }

    public async Task<ReapplyAnswer> HandleAsync(Actor actor, long eventId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var changes = new List<LiveChange>();
        ReapplyAnswer answer;
        try
        {
            await using var session = await sessions.BeginAsync(cancellationToken);
            (answer, var project) = await TryAsync(session, actor, eventId, changes, cancellationToken);
            // Begun, it is finished: nobody is to be left wondering whether it was applied.
            await audit.AppendAsync(session.Context, actor, LineOf(eventId, project, answer), CancellationToken.None);
            await session.Context.SaveChangesAsync(CancellationToken.None);
            await session.CommitAsync(CancellationToken.None);
        }
        catch (Exception failure) when (HotSession.IsUnavailable(failure) || failure is CryptographicException)
        {
            return new ReapplyAnswer(ReapplyResult.Unavailable);
        }

        feed.Publish(changes);
        return answer;
    }

    private async Task<(ReapplyAnswer Answer, long? Project)> TryAsync(
        HotSession session, Actor actor, long eventId, List<LiveChange> changes, CancellationToken cancellationToken)
    {
        var context = session.Context;
        var access = await AccessControl.ScopeAsync(context, actor, cancellationToken);
        var stored = await context.CallbackEvents.AsNoTracking().SingleOrDefaultAsync(received => received.Id == eventId, cancellationToken);
        if (stored is null || !access.Can(Permission.ReapplyCallbacks, stored.ProjectId))
            return (new(ReapplyResult.NotAllowed), null);
        var project = stored.ProjectId;
        if (!Waits(stored.Verdict))
            return (new(ReapplyResult.NothingToDo), project);
        if (stored.Source != CallbackSource.Callback)
            return (new(ReapplyResult.OwnQuestion), project);
        var body = await StoredBody.ReadAsync(context, eventId, cancellationToken);
        if (body is null)
            return (new(ReapplyResult.NoBody), project);
        using var document = StrictJson.TryParse(body, out var fault);
        if (document is null)
            return (new(ReapplyResult.StillQuarantined, fault), project);
        var canonical = Signature.CanonicalText(document.RootElement);
        if (await keys.MatchAsync(project, document.RootElement, canonical, cancellationToken) is null)
            return (new(ReapplyResult.NotGenuine), project);

        var message = CallbackMessage.Read(document.RootElement);
        var again = new CallbackEvent
        {
            Id = stored.Id,
            ProjectId = project,
            Hash = stored.Hash,
            ReceivedAt = stored.ReceivedAt,
            Source = stored.Source,
            PreviousKey = stored.PreviousKey,
            OperationId = stored.OperationId,
            SourceAddress = stored.SourceAddress,
            Message = message,
            Body = body,
        };
        (again.Verdict, again.VerdictDetail) = CallbackIntake.Judge(message, CallbackMessage.HasRequestShape(document.RootElement));
        if (again.Verdict == CallbackVerdict.Applied)
            await applier.ApplyAloneAsync(session, again, changes);
        await CallbackJournal.SettleAsync(session, again, CancellationToken.None);
        return (new(ResultOf(again.Verdict), again.VerdictDetail), project);
    }

    private static ReapplyResult ResultOf(CallbackVerdict verdict) => verdict switch
    {
        CallbackVerdict.Applied => ReapplyResult.Applied,
        CallbackVerdict.NotPayment => ReapplyResult.NotPayment,
        CallbackVerdict.Parked => ReapplyResult.StillParked,
        CallbackVerdict.Quarantined => ReapplyResult.StillQuarantined,
        _ => throw new InvalidOperationException($"Unknown verdict {verdict}."),
    };

    private static bool Waits(CallbackVerdict verdict) => verdict is CallbackVerdict.Parked or CallbackVerdict.Quarantined;

    private static AuditLine LineOf(long eventId, long? project, ReapplyAnswer answer) => new(
        "callback.reapply",
        string.Create(CultureInfo.InvariantCulture, $"callback {eventId}"),
        answer.Result == ReapplyResult.NotAllowed ? AuditResult.Refused
            : answer.Result is ReapplyResult.Applied or ReapplyResult.NotPayment or ReapplyResult.NothingToDo ? AuditResult.Done : AuditResult.Failed,
        project,
        new { result = answer.Result.ToString(), detail = answer.Detail });
}
