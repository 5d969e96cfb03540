using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Callbacks.Bodies;
using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Callbacks;

/// <summary>Shows the whole body of a message to somebody who may see accounts and says why; kept in the audit log, refusals too.</summary>
public sealed class RevealCallback(Database database, AuditLog audit)
{
    public async Task<Reveal> HandleAsync(Actor actor, long eventId, string? reason, CancellationToken cancellationToken)
    {
        var (allowed, body) = await OpenAsync(actor, eventId, reason, asFile: false, cancellationToken);
        return new(allowed, body is null ? null : CallbackText.Format(body, whole: true));
    }

    /// <summary>The bytes as they came, for a file: what the signature was made of can be checked with them. Null when refused or no longer kept.</summary>
    public async Task<byte[]?> OriginalAsync(Actor actor, long eventId, string? reason, CancellationToken cancellationToken) =>
        (await OpenAsync(actor, eventId, reason, asFile: true, cancellationToken)).Body;

    private async Task<(bool Allowed, byte[]? Body)> OpenAsync(Actor actor, long eventId, string? reason, bool asFile, CancellationToken cancellationToken)
    {
        if (Reveal.ReasonOf(reason) is not { } given)
            return (false, null);
        await using var scope = await database.BeginWriteAsync(cancellationToken);
        var context = scope.Context;
        var projectId = await context.CallbackEvents.Where(received => received.Id == eventId).Select(received => (long?)received.ProjectId)
            .SingleOrDefaultAsync(cancellationToken);
        if (projectId is not { } project)
            return (false, null);
        var access = await AccessControl.ScopeAsync(context, actor, cancellationToken);
        var allowed = access.Can(Permission.ViewCallbacks, project) && access.Can(Permission.RevealAccount, project);
        await audit.AppendAsync(
            scope, actor,
            new AuditLine("callback.reveal", $"callback {eventId}", allowed ? AuditResult.Done : AuditResult.Refused, project, new { reason = given, file = asFile }),
            cancellationToken);
        var body = allowed ? await StoredBody.ReadAsync(context, eventId, cancellationToken) : null;
        // Nothing is shown before its line is on disk.
        await scope.CommitAsync(cancellationToken);
        return (allowed, body);
    }
}
