using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Callbacks;

/// <summary>A message of the journal without its body.</summary>
/// <param name="PaymentId">Id of the payment it was applied to; null when it was applied to none.</param>
/// <param name="PreviousKey">Signed with the project's previous secret.</param>
/// <param name="Repeats">Times the same content came again.</param>
public sealed record CallbackRow(
    long Id, long ProjectId, DateTimeOffset ReceivedAt, CallbackSource Source, CallbackVerdict Verdict, string? VerdictDetail, bool PreviousKey,
    string? PaymentId, long? OperationId, int Repeats, DateTimeOffset? LastRepeatAt, string? SourceAddress);

/// <summary>Reads the journal of messages for screens. Whoever may not view callbacks sees an empty one.</summary>
public sealed class CallbackQueries(Database database, CallbackRejections rejections)
{
    public const int MostRows = 200;

    /// <summary>The newest messages, or those received before the one with the id <paramref name="before"/>.</summary>
    /// <param name="verdict">Only those with this verdict; null = all.</param>
    public async Task<Window<CallbackRow>> ListAsync(
        Actor actor, CallbackVerdict? verdict, long? before, int size, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, MostRows);
        await using var context = await database.OpenAsync(cancellationToken);
        if (await EventsAsync(context, actor, cancellationToken) is not { } events)
            return new([], false);
        if (verdict is not null)
            events = events.Where(received => received.Verdict == verdict);
        if (before is not null)
            events = events.Where(received => received.Id < before);
        return Window<CallbackRow>.Of(await ReadAsync(context, events.OrderByDescending(received => received.Id).Take(size + 1), cancellationToken), size);
    }

    /// <summary>The messages about one payment, newest first.</summary>
    public async Task<Window<CallbackRow>> OfPaymentAsync(Actor actor, long paymentRowId, CancellationToken cancellationToken)
    {
        await using var context = await database.OpenAsync(cancellationToken);
        if (await EventsAsync(context, actor, cancellationToken) is not { } events)
            return new([], false);
        var ofPayment = events.Where(received => received.PaymentRowId == paymentRowId).OrderByDescending(received => received.Id).Take(MostRows + 1);
        return Window<CallbackRow>.Of(await ReadAsync(context, ofPayment, cancellationToken), MostRows);
    }

    /// <summary>The body as indented text with accounts and contacts masked; null when there is none that the reader may see.</summary>
    public async Task<string?> BodyAsync(Actor actor, long eventId, CancellationToken cancellationToken)
    {
        await using var context = await database.OpenAsync(cancellationToken);
        if (await EventsAsync(context, actor, cancellationToken) is not { } events
            || !await events.AnyAsync(received => received.Id == eventId, cancellationToken))
            return null;
        var body = await context.CallbackBodies.Where(one => one.EventId == eventId).Select(one => one.Body).SingleOrDefaultAsync(cancellationToken);
        return body is null ? null : CallbackText.Format(body, whole: false);
    }

    /// <summary>The newest refused messages of this process with their counts; samples of projects the reader cannot see are left out.</summary>
    public async Task<(IReadOnlyList<Rejection> Samples, IReadOnlyDictionary<RejectionReason, long> Counts)> RejectedAsync(
        Actor actor, CancellationToken cancellationToken)
    {
        await using var context = await database.OpenAsync(cancellationToken);
        var scope = await AccessControl.ScopeAsync(context, actor, cancellationToken);
        if (!scope.Can(Permission.ViewCallbacks))
            return ([], new Dictionary<RejectionReason, long>());
        var samples = rejections.Samples().Where(sample => sample.ProjectId is { } project ? scope.Sees(project) : scope.Projects is null);
        return ([.. samples], rejections.Counts());
    }

    private static async Task<IQueryable<CallbackEvent>?> EventsAsync(AppDbContext context, Actor actor, CancellationToken cancellationToken)
    {
        var scope = await AccessControl.ScopeAsync(context, actor, cancellationToken);
        if (!scope.Can(Permission.ViewCallbacks))
            return null;
        return scope.Projects is { } visible ? context.CallbackEvents.Where(received => visible.Contains(received.ProjectId)) : context.CallbackEvents;
    }

    private static async Task<List<CallbackRow>> ReadAsync(
        AppDbContext context, IQueryable<CallbackEvent> events, CancellationToken cancellationToken) =>
        await events.Select(received => new CallbackRow(
            received.Id, received.ProjectId, received.ReceivedAt, received.Source, received.Verdict, received.VerdictDetail, received.PreviousKey,
            context.Payments.Where(payment => payment.Id == received.PaymentRowId).Select(payment => payment.PaymentId).FirstOrDefault(),
            received.OperationId, received.Repeats, received.LastRepeatAt, received.SourceAddress)).ToListAsync(cancellationToken);
}
