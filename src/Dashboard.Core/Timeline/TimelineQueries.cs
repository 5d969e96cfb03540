using System.Globalization;
using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Data;
using Dashboard.Core.Notes;
using Dashboard.Core.Operations;
using Dashboard.Core.Payments;
using Dashboard.Core.Refunds;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Timeline;

/// <summary>What happened to a payment, and the lists it was put together from.</summary>
/// <param name="Operations">Oldest first.</param>
/// <param name="Callbacks">Newest first; empty for those who may not view callbacks.</param>
public sealed record PaymentStory(PaymentTimeline Timeline, IReadOnlyList<OperationRow> Operations, Window<CallbackRow> Callbacks);

/// <summary>
/// Reads what happened to a payment from operations, messages, notes and the audit log, each up to a bound. Everybody who may view the payment sees
/// what was done with it; why somebody looked at hidden data, and what was refused, is for those who may view the audit log.
/// </summary>
public sealed class TimelineQueries(
    Database database, OperationQueries operations, CallbackQueries callbacks, NoteQueries notes, TimeProvider clock)
{
    /// <summary>Lines of the audit log that are read for one payment.</summary>
    public const int MostActions = 200;

    /// <summary>Lines of the audit log that are shown to those who may view it.</summary>
    public const int MostAudited = 200;

    public async Task<PaymentStory> ReadAsync(Actor actor, PaymentRow payment, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(payment);
        var readOperations = operations.OfPaymentAsync(actor, payment.Id, cancellationToken);
        var readCallbacks = callbacks.OfPaymentAsync(actor, payment.Id, cancellationToken);
        var readNotes = notes.OfPaymentAsync(actor, payment.Id, cancellationToken);
        var messages = await readCallbacks;
        var actions = await ActionsAsync(actor, payment, messages.Rows, cancellationToken);
        var (rows, written) = (await readOperations, await readNotes);

        List<DateTimeOffset> cuts = [];
        AddCut(messages.More, messages.Rows.Select(row => row.ReceivedAt));
        AddCut(written.More, written.Rows.Select(row => row.WrittenAt));
        AddCut(actions.More, actions.Rows.Select(row => row.At));
        IEnumerable<TimelineEntry> entries =
        [
            .. rows.SelectMany(TimelineOperation.Of),
            .. messages.Rows.Select(row => new TimelineCallback(row)),
            .. actions.Rows,
            .. written.Rows.Select(row => new TimelineNote(row)),
        ];
        return new(PaymentTimeline.Of(entries, clock.GetUtcNow(), IsAwaiting(payment), cuts), rows, messages);

        void AddCut(bool more, IEnumerable<DateTimeOffset> instants)
        {
            if (more)
                cuts.Add(instants.Min());
        }
    }

    /// <summary>Something about the payment has not ended, so that silence means something.</summary>
    public static bool IsAwaiting(PaymentRow payment)
    {
        ArgumentNullException.ThrowIfNull(payment);
        return payment.Condition is PaymentCondition.Processing or PaymentCondition.AwaitingCustomer or PaymentCondition.RefundRequested
            or PaymentCondition.RefundUnknown;
    }

    /// <summary>
    /// Every line of the audit log about the payment and its messages, looks and refusals included, newest first. Empty for those who may not view it.
    /// </summary>
    public async Task<Window<TimelineAction>> AuditAsync(Actor actor, PaymentRow payment, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(payment);
        await using var context = await database.OpenAsync(cancellationToken);
        if (await PaymentQueries.ScopeAsync(context, actor, cancellationToken) is not { } scope || !scope.Can(Permission.ViewAudit, payment.ProjectId))
            return new([], false);
        var messages = await context.CallbackEvents.Where(received => received.PaymentRowId == payment.Id).OrderByDescending(received => received.Id)
            .Take(CallbackQueries.MostRows).Select(received => received.Id).ToListAsync(cancellationToken);
        var subjects = SubjectsOf(payment, messages);
        var read = await context.AuditEntries.Where(line => subjects.Contains(line.Subject)).OrderByDescending(line => line.Id).Take(MostAudited + 1)
            .ToListAsync(cancellationToken);
        return Window<TimelineAction>.Of(read.ConvertAll(line => ActionReader.Read(line, withWords: true) with { SourceAddress = line.SourceAddress }), MostAudited);
    }

    private static string[] SubjectsOf(PaymentRow payment, IEnumerable<long> messages) =>
    [
        RefundRecords.Subject(payment.ProjectId, payment.PaymentId),
        .. messages.Select(message => string.Create(CultureInfo.InvariantCulture, $"callback {message}")),
    ];

    private async Task<Window<TimelineAction>> ActionsAsync(
        Actor actor, PaymentRow payment, IReadOnlyList<CallbackRow> messages, CancellationToken cancellationToken)
    {
        await using var context = await database.OpenAsync(cancellationToken);
        if (await PaymentQueries.ScopeAsync(context, actor, cancellationToken) is not { } scope || !scope.Sees(payment.ProjectId))
            return new([], false);
        var subjects = SubjectsOf(payment, messages.Select(message => message.Id));
        var audits = scope.Can(Permission.ViewAudit);
        // A note is its own line; that somebody looked is no news of the payment.
        var lines = context.AuditEntries.Where(line => subjects.Contains(line.Subject) && !ViewLog.Verbs.Contains(line.Action)
            && (line.Action != "note.add" || line.Result != AuditResult.Done));
        if (!audits)
            lines = lines.Where(line => line.Result == AuditResult.Done);
        var read = await lines.OrderByDescending(line => line.Id).Take(MostActions + 1).ToListAsync(cancellationToken);
        return Window<TimelineAction>.Of(
            read.ConvertAll(line => ActionReader.Read(line, audits || line.UserId == actor.UserId || !line.Action.EndsWith(".reveal", StringComparison.Ordinal))),
            MostActions);
    }
}
