using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Dashboard.Core.Live;
using Dashboard.Core.Payments;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Refunds;

/// <summary>One alarm for a screen; amounts in minor units of <paramref name="Currency"/>.</summary>
/// <param name="MayAcknowledge">A courtesy to the screen; the handler asks again.</param>
public sealed record PaymentAlarmRow(
    Guid Id, long PaymentRowId, long ProjectId, string PaymentId, PaymentAlarmKind Kind, DateTimeOffset RaisedAt, string Currency,
    long Captured, long Refunded, long Reserved, long? ListedCaptured, long? ListedRefunded, bool MayAcknowledge)
{
    public string? AcknowledgedByName { get; init; }

    public DateTimeOffset? AcknowledgedAt { get; init; }

    public string? Note { get; init; }

    internal static PaymentAlarmRow Of(PaymentAlarm alarm, AccessScope access) => new(
        alarm.Id, alarm.PaymentRowId, alarm.ProjectId, alarm.PaymentId, alarm.Kind, alarm.RaisedAt, alarm.Currency, alarm.Captured, alarm.Refunded,
        alarm.Reserved, alarm.ListedCaptured, alarm.ListedRefunded, alarm.AcknowledgedAt is null && PaymentAlarms.MayAcknowledge(access, alarm.ProjectId))
    {
        AcknowledgedByName = alarm.AcknowledgedByName,
        AcknowledgedAt = alarm.AcknowledgedAt,
        Note = alarm.Note,
    };
}

/// <summary>Raises alarms about a payment's money and lets people acknowledge them.</summary>
public sealed class PaymentAlarms(Database database, AuditLog audit, LiveFeed feed, TimeProvider clock)
{
    internal const string AcknowledgeAction = "payment-alarm.acknowledge";

    /// <summary>
    /// In the caller's transaction, saved here with its audit row: a new alarm, or new sums in the one that is open.
    /// </summary>
    internal async Task RaiseAsync(
        AppDbContext context, Payment payment, PaymentAlarmKind kind, ListedMoney? listed, CancellationToken cancellationToken)
    {
        var alarm = await context.PaymentAlarms.AsTracking()
            .SingleOrDefaultAsync(one => one.PaymentRowId == payment.Id && one.Kind == kind && one.AcknowledgedAt == null, cancellationToken)
            ?? context.PaymentAlarms.Add(new PaymentAlarm
            {
                Id = Guid.CreateVersion7(),
                PaymentRowId = payment.Id,
                ProjectId = payment.ProjectId,
                PaymentId = payment.PaymentId,
                Kind = kind,
                RaisedAt = clock.GetUtcNow(),
                Currency = payment.Currency ?? "",
            }).Entity;
        alarm.Tell(payment, listed);
        await audit.AppendAsync(context, Actor.System, new AuditLine(ActionOf(kind), RefundRecords.Subject(payment.ProjectId, payment.PaymentId),
            ProjectId: payment.ProjectId, Detail: listed is null
                ? new { captured = payment.Captured, refunded = payment.Refunded, reserved = payment.Reserved, currency = payment.Currency }
                : new
                {
                    captured = payment.Captured,
                    refunded = payment.Refunded,
                    reserved = payment.Reserved,
                    currency = payment.Currency,
                    listed_captured = listed.Captured,
                    listed_refunded = listed.Refunded,
                }), cancellationToken);
        await context.SaveChangesAsync(cancellationToken);
    }

    /// <summary>The newest alarm of each kind of one payment, acknowledged or not; empty when the payment does not exist for this person.</summary>
    public async Task<IReadOnlyList<PaymentAlarmRow>> OfPaymentAsync(Actor actor, long paymentRowId, CancellationToken cancellationToken)
    {
        await using var context = await database.OpenAsync(cancellationToken);
        var alarms = await context.PaymentAlarms.Where(alarm => alarm.PaymentRowId == paymentRowId).OrderByDescending(alarm => alarm.RaisedAt)
            .Take(20).ToListAsync(cancellationToken);
        if (alarms.Count == 0)
            return [];
        var access = await AccessControl.ScopeAsync(context, actor, cancellationToken);
        return access.Can(Permission.ViewPayments, alarms[0].ProjectId)
            ? [.. alarms.OrderBy(alarm => alarm.AcknowledgedAt is not null).DistinctBy(alarm => alarm.Kind).Select(alarm => PaymentAlarmRow.Of(alarm, access))]
            : [];
    }

    /// <summary>Somebody has looked at it and says what was found; whoever may act on refunds of the project may do so.</summary>
    /// <returns><see cref="RefundDecision.AlreadyDecided"/> when a colleague was faster.</returns>
    public async Task<RefundDecision> AcknowledgeAsync(Actor actor, Guid alarmId, string note, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var (decision, alarm) = await Database.AgainIfGivenUpAsync(() => TryAcknowledgeAsync(actor, alarmId, note, cancellationToken));
        if (decision == RefundDecision.Done)
        {
            feed.Publish([new LiveChange(alarm!.PaymentRowId, alarm.ProjectId, alarm.PaymentId, false, Alarm: true)]);
            return decision;
        }

        await audit.WriteAsync(actor, new AuditLine(AcknowledgeAction, alarm is null ? $"alarm {alarmId}" : RefundRecords.Subject(alarm.ProjectId, alarm.PaymentId),
            AuditResult.Refused, alarm?.ProjectId, new { alarm = alarmId, why = decision.ToString() }), cancellationToken);
        return decision;
    }

    private async Task<(RefundDecision Decision, PaymentAlarm? Alarm)> TryAcknowledgeAsync(
        Actor actor, Guid alarmId, string note, CancellationToken cancellationToken)
    {
        await using var scope = await database.BeginWriteAsync(cancellationToken);
        var context = scope.Context;
        var alarm = await context.PaymentAlarms.SingleOrDefaultAsync(one => one.Id == alarmId, cancellationToken);
        var access = await AccessControl.ScopeAsync(context, actor, cancellationToken);
        if (alarm is null || !access.Can(Permission.ViewPayments, alarm.ProjectId))
            return (RefundDecision.NotAllowed, null);
        if (actor.UserId is not { } person || !MayAcknowledge(access, alarm.ProjectId))
            return (RefundDecision.NotAllowed, alarm);
        if (alarm.AcknowledgedAt is not null)
            return (RefundDecision.AlreadyDecided, alarm);
        if (!RefundDecisions.IsNote(note))
            return (RefundDecision.NoteNeeded, alarm);
        alarm.Acknowledge(person, actor.Name, note.Trim(), clock.GetUtcNow());
        await audit.AppendAsync(scope, actor, new AuditLine(AcknowledgeAction, RefundRecords.Subject(alarm.ProjectId, alarm.PaymentId),
            ProjectId: alarm.ProjectId, Detail: new { alarm = alarm.Id, kind = alarm.Kind.ToString(), note = alarm.Note }), cancellationToken);
        try
        {
            await scope.CommitAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            // A colleague was faster, or the sums have changed since it was read.
            return (RefundDecision.AlreadyDecided, alarm);
        }

        return (RefundDecision.Done, alarm);
    }

    internal static bool MayAcknowledge(AccessScope access, long projectId) =>
        access.Can(Permission.RequestRefund, projectId) || access.Can(Permission.ApproveRefund, projectId);

    /// <summary>Whether a line of the audit log says that an alarm was raised or acknowledged.</summary>
    internal static bool IsAlarm(string action) =>
        action == AcknowledgeAction || Enum.GetValues<PaymentAlarmKind>().Any(kind => ActionOf(kind) == action);

    private static string ActionOf(PaymentAlarmKind kind) => kind switch
    {
        PaymentAlarmKind.OverRefunded => "payment.over-refunded",
        PaymentAlarmKind.PlatformDiffers => "payment.platform-differs",
        PaymentAlarmKind.RefundedTwice => "payment.refunded-twice",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown alarm."),
    };
}
