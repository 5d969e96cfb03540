using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Payments;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Notes;

/// <param name="WithdrawnAt">Since when its author no longer stands by it.</param>
/// <param name="IsOwn">The reader wrote it.</param>
public sealed record NoteRow(Guid Id, string AuthorName, string Text, DateTimeOffset WrittenAt, DateTimeOffset? WithdrawnAt, bool IsOwn);

/// <summary>Reads notes for screens, under the rules of <see cref="PaymentQueries"/>.</summary>
public sealed class NoteQueries(Database database)
{
    public const int MostRows = 200;

    /// <summary>The newest notes about one payment, newest first.</summary>
    public async Task<Window<NoteRow>> OfPaymentAsync(Actor actor, long paymentRowId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        await using var context = await database.OpenAsync(cancellationToken);
        if (await PaymentQueries.ScopeAsync(context, actor, cancellationToken) is not { } scope)
            return new([], false);
        var notes = context.Notes.Where(note => note.PaymentRowId == paymentRowId);
        if (scope.Projects is { } projects)
            notes = notes.Where(note => projects.Contains(note.ProjectId));
        var reader = actor.UserId;
        var rows = await notes.OrderByDescending(note => note.WrittenAt).ThenByDescending(note => note.Id).Take(MostRows + 1)
            .Select(note => new NoteRow(note.Id, note.AuthorName, note.Text, note.WrittenAt, note.WithdrawnAt, reader != null && note.AuthorId == reader))
            .ToListAsync(cancellationToken);
        return Window<NoteRow>.Of(rows, MostRows);
    }
}
