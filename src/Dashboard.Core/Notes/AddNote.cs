using System.Security.Cryptography;
using System.Text;
using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Dashboard.Core.Live;
using Dashboard.Core.Refunds;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Notes;

/// <param name="Id">Made by the form when it opens; sent again it means the same note.</param>
public sealed record AddNoteInput(Guid Id, long ProjectId, string PaymentId, string Text);

/// <summary>Keeps a note of a member of staff with a payment.</summary>
public sealed class AddNote(Database database, AuditLog audit, LiveFeed feed, TimeProvider clock)
{
    /// <returns>Null when the note is kept (also when it already was), else why not.</returns>
    public async Task<NoteFault?> HandleAsync(Actor actor, AddNoteInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(input);
        var text = NoteText.Clean(input.Text);
        if (NoteText.FaultOf(text) is { } fault)
            return fault;
        NoteFault? refused;
        try
        {
            refused = await TryAsync(actor, input, text, cancellationToken);
        }
        catch (DbUpdateException)
        {
            // The same note arrived twice at the same moment: the second look finds the first.
            refused = await TryAsync(actor, input, text, cancellationToken);
        }

        if (refused is not null)
        {
            await audit.WriteAsync(actor, new AuditLine("note.add", RefundRecords.Subject(input.ProjectId, input.PaymentId), AuditResult.Refused,
                input.ProjectId, new { note = input.Id }), cancellationToken);
        }

        return refused;
    }

    private async Task<NoteFault?> TryAsync(Actor actor, AddNoteInput input, string text, CancellationToken cancellationToken)
    {
        await using var scope = await database.BeginWriteAsync(cancellationToken);
        var context = scope.Context;
        var access = await AccessControl.ScopeAsync(context, actor, cancellationToken);
        if (!access.Can(Permission.ViewPayments, input.ProjectId) || !access.Can(Permission.WriteNotes, input.ProjectId))
            return NoteFault.NotAllowed;
        var payment = await context.Payments.AsNoTracking()
            .Where(payment => payment.ProjectId == input.ProjectId && payment.PaymentId == input.PaymentId)
            .Select(payment => (long?)payment.Id).SingleOrDefaultAsync(cancellationToken);
        if (payment is not { } paymentRowId)
            return NoteFault.NotAllowed;
        if (await context.Notes.AsNoTracking().SingleOrDefaultAsync(note => note.Id == input.Id, cancellationToken) is { } known)
            return known.PaymentRowId == paymentRowId && known.AuthorId == actor.UserId && known.Text == text ? null : NoteFault.NotAllowed;
        context.Notes.Add(new PaymentNote
        {
            Id = input.Id,
            PaymentRowId = paymentRowId,
            ProjectId = input.ProjectId,
            AuthorId = actor.UserId,
            AuthorName = actor.Name,
            Text = text,
            WrittenAt = clock.GetUtcNow(),
        });
        // The words stay in one place; the hash in the audit log proves that they are still the same.
        await audit.AppendAsync(scope, actor, new AuditLine("note.add", RefundRecords.Subject(input.ProjectId, input.PaymentId), ProjectId: input.ProjectId,
            Detail: new { note = input.Id, sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))) }), cancellationToken);
        await scope.CommitAsync(cancellationToken);
        feed.Publish([new LiveChange(paymentRowId, input.ProjectId, input.PaymentId, false)]);
        return null;
    }
}
