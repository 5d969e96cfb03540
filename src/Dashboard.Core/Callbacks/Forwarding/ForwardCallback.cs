using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Callbacks.Bodies;
using Dashboard.Core.Data;
using Dashboard.Gate;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Callbacks.Forwarding;

/// <summary>What came of forwarding a stored callback.</summary>
public enum ForwardResult
{
    /// <summary>The merchant's system answered with a status from 200 to 299.</summary>
    Taken,

    /// <summary>It answered with another status.</summary>
    Refused,

    /// <summary>No answer came in time: it may have arrived or not.</summary>
    NoAnswer,

    /// <summary>Nobody is there: it has certainly not arrived.</summary>
    NotSent,

    /// <summary>No address is set for the project.</summary>
    NoTarget,

    /// <summary>An answer to a question of ours: the platform never sent it anywhere.</summary>
    OwnQuestion,

    /// <summary>Its bytes are not kept any more.</summary>
    NoBody,

    /// <summary>The right is missing, or the message does not exist for this person.</summary>
    NotAllowed,
}

/// <param name="Status">The HTTP status of the answer; null when there was none.</param>
public sealed record ForwardAnswer(ForwardResult Result, int? Status = null);

/// <summary>
/// Sends a stored callback once more, byte by byte as the platform sent it and so with its signature, to the merchant's own system, whose first copy was lost or
/// misread. Nothing here changes; the line in the audit log is there before the first byte leaves, and a second one says how it ended.
/// </summary>
public sealed class ForwardCallback(Database database, ForwardTargets targets, AuditLog audit)
{
    private readonly CallbackDelivery _delivery = new();

    /// <summary>Whether the project has an address to forward to.</summary>
    public bool CanForward(long projectId) => targets.Of(projectId) is not null;

    public async Task<ForwardAnswer> HandleAsync(Actor actor, long eventId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var (refused, parcel) = await TakeAsync(actor, eventId, cancellationToken);
        if (parcel is null)
            return new(refused);
        var answer = await SendAsync(parcel, cancellationToken);
        // It has left: how it ended is kept even when nobody waits for it any more.
        await audit.WriteAsync(actor, new AuditLine(
            "callback.forwarded", Subject(eventId), answer.Result == ForwardResult.Taken ? AuditResult.Done : AuditResult.Failed, parcel.ProjectId,
            new { to = parcel.Target, result = answer.Result.ToString(), status = answer.Status }), CancellationToken.None);
        return answer;
    }

    private sealed record Parcel(long ProjectId, Uri Target, byte[] Body);

    private static string Subject(long eventId) => $"callback {eventId}";

    /// <summary>What is to be sent, with its line in the audit log; or why nothing is.</summary>
    private async Task<(ForwardResult Refused, Parcel? Parcel)> TakeAsync(Actor actor, long eventId, CancellationToken cancellationToken)
    {
        await using var scope = await database.BeginWriteAsync(cancellationToken);
        var access = await AccessControl.ScopeAsync(scope.Context, actor, cancellationToken);
        var stored = await scope.Context.CallbackEvents.AsNoTracking().SingleOrDefaultAsync(received => received.Id == eventId, cancellationToken);
        if (stored is null || !access.Can(Permission.ReapplyCallbacks, stored.ProjectId))
        {
            await audit.AppendAsync(scope, actor, new AuditLine("callback.forward", Subject(eventId), AuditResult.Refused), cancellationToken);
            await scope.CommitAsync(cancellationToken);
            return (ForwardResult.NotAllowed, null);
        }

        if (targets.Of(stored.ProjectId) is not { } target)
            return (ForwardResult.NoTarget, null);
        if (stored.Source != CallbackSource.Callback)
            return (ForwardResult.OwnQuestion, null);
        if (await StoredBody.ReadAsync(scope.Context, eventId, cancellationToken) is not { } body)
            return (ForwardResult.NoBody, null);
        await audit.AppendAsync(scope, actor, new AuditLine("callback.forward", Subject(eventId), ProjectId: stored.ProjectId, Detail: new { to = target }), cancellationToken);
        await scope.CommitAsync(cancellationToken);
        return (ForwardResult.Taken, new(stored.ProjectId, target, body));
    }

    private async Task<ForwardAnswer> SendAsync(Parcel parcel, CancellationToken cancellationToken) =>
        await _delivery.PostAsync(parcel.Target, parcel.Body, cancellationToken) switch
        {
            { End: DeliveryEnd.NotSent } => new(ForwardResult.NotSent),
            { Status: { } status } => new(status is >= 200 and < 300 ? ForwardResult.Taken : ForwardResult.Refused, status),
            _ => new(ForwardResult.NoAnswer),
        };
}
