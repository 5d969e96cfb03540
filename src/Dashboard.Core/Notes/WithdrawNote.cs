using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Dashboard.Core.Live;
using Dashboard.Core.Refunds;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Notes;

/// <summary>Strikes a note through. Only its author can, and the words stay readable.</summary>
public sealed class WithdrawNote(Database database, AuditLog audit, LiveFeed feed, TimeProvider clock)
{
    /// <returns>True when the note is withdrawn (also when it already was); false when it is not this person's, or not there for them.</returns>
    public async Task<bool> HandleAsync(Actor actor, Guid noteId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var (done, line, change) = await TryAsync(actor, noteId, cancellationToken);
        if (!done)
            await audit.WriteAsync(actor, line with { Result = AuditResult.Refused }, cancellationToken);
        else if (change is not null)
            feed.Publish([change]);
        return done;
    }

    private async Task<(bool Done, AuditLine Line, LiveChange? Change)> TryAsync(Actor actor, Guid noteId, CancellationToken cancellationToken)
    {
        await using var scope = await database.BeginWriteAsync(cancellationToken);
        var context = scope.Context;
        var found = await context.Notes.Where(note => note.Id == noteId)
            .Join(context.Payments, note => note.PaymentRowId, payment => payment.Id, (note, payment) => new { Note = note, payment.PaymentId })
            .AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        if (found is null)
            return (false, new AuditLine("note.withdraw", $"note {noteId}"), null);
        var line = new AuditLine("note.withdraw", RefundRecords.Subject(found.Note.ProjectId, found.PaymentId), ProjectId: found.Note.ProjectId,
            Detail: new { note = noteId });
        var access = await AccessControl.ScopeAsync(context, actor, cancellationToken);
        if (!access.Can(Permission.WriteNotes, found.Note.ProjectId) || actor.UserId is null || found.Note.AuthorId != actor.UserId)
            return (false, line, null);
        var now = clock.GetUtcNow();
        var changed = await context.Notes.Where(note => note.Id == noteId && note.WithdrawnAt == null)
            .ExecuteUpdateAsync(change => change.SetProperty(note => note.WithdrawnAt, now), cancellationToken);
        if (changed == 0)
            return (true, line, null);
        await audit.AppendAsync(scope, actor, line, cancellationToken);
        await scope.CommitAsync(cancellationToken);
        return (true, line, new LiveChange(found.Note.PaymentRowId, found.Note.ProjectId, found.PaymentId, false));
    }
}
