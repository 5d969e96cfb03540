using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Callbacks.Bodies;
using Dashboard.Core.Data;
using Dashboard.Gate;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Callbacks;

/// <summary>A message of the journal without its body.</summary>
/// <param name="PaymentId">Id of the payment it was applied to; null when it was applied to none.</param>
/// <param name="PreviousKey">Signed with the project's previous secret.</param>
/// <param name="Repeats">Times the same content came again.</param>
public sealed record CallbackRow(
    long Id, long ProjectId, DateTimeOffset ReceivedAt, CallbackSource Source, CallbackVerdict Verdict, string? VerdictDetail, bool PreviousKey,
    string? PaymentId, long? OperationId, int Repeats, DateTimeOffset? LastRepeatAt, string? SourceAddress)
{
    /// <summary>Row id of the payment it was applied to.</summary>
    public long? PaymentRowId { get; init; }

    /// <summary>Which of the payment's messages it is, in order of receipt from 1; null for one that was applied to no payment.</summary>
    public int? Number { get; init; }

    /// <summary>
    /// The HTTP status the sender was given, each time it came: whatever is in the journal was answered 200, which ends the platform's tries
    /// (en_Gate_Callbacks). Null for an answer to a question of ours.
    /// </summary>
    public int? Answer => Source == CallbackSource.Callback ? 200 : null;

    /// <summary>How often the content arrived.</summary>
    public int Deliveries => Repeats + 1;

    public PageKey Key => new(ReceivedAt, Id);
}

/// <summary>How many messages wait for a person.</summary>
/// <param name="AtLeast">Counting stopped at <see cref="CallbackQueries.MostCounted"/>.</param>
public sealed record WaitingCount(int Count, bool AtLeast);

/// <summary>In what a message differs from the one before it.</summary>
/// <param name="SameOperation">The one before was about the same operation; otherwise only about the same payment.</param>
public sealed record CallbackComparison(long PreviousId, DateTimeOffset PreviousAt, bool SameOperation, IReadOnlyList<FieldDifference> Differences);

/// <summary>Reads the journal of messages for screens. Whoever may not view callbacks sees an empty one.</summary>
public sealed class CallbackQueries(Database database, CallbackRejections rejections, ViewLog views)
{
    public const int MostRows = 200;

    /// <summary>Where counting stops.</summary>
    public const int MostCounted = 10_000;

    /// <summary>How many messages wait for a person, counted up to <see cref="MostCounted"/>.</summary>
    public async Task<IReadOnlyDictionary<CallbackVerdict, WaitingCount>> WaitingAsync(Actor actor, CancellationToken cancellationToken)
    {
        await using var context = await database.OpenAsync(cancellationToken);
        var counts = new Dictionary<CallbackVerdict, WaitingCount>();
        if (await EventsAsync(context, actor, cancellationToken) is not { } events)
            return counts;
        foreach (var verdict in (CallbackVerdict[])[CallbackVerdict.Quarantined, CallbackVerdict.Parked])
        {
            var counted = await events.Where(received => received.Verdict == verdict && received.Verdict != CallbackVerdict.Applied)
                .Select(received => received.Id).Take(MostCounted + 1).CountAsync(cancellationToken);
            counts[verdict] = new(Math.Min(counted, MostCounted), counted > MostCounted);
        }

        return counts;
    }

    /// <summary>
    /// When the newest callback came; null before the first. It says that the platform reaches us and nothing about what it told, so it is one for
    /// everybody, as <see cref="Live.LiveFeed.LastCallbackAt"/> is: pages show it until this process has received one itself.
    /// </summary>
    public async Task<DateTimeOffset?> NewestAsync(CancellationToken cancellationToken)
    {
        await using var context = await database.OpenAsync(cancellationToken);
        return await context.CallbackEvents.Where(received => received.Source == CallbackSource.Callback)
            .OrderByDescending(received => received.ReceivedAt).ThenByDescending(received => received.Id)
            .Select(received => (DateTimeOffset?)received.ReceivedAt).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>One message as it stands now; null when there is none that the reader may see.</summary>
    public async Task<CallbackRow?> FindAsync(Actor actor, long eventId, CancellationToken cancellationToken)
    {
        await using var context = await database.OpenAsync(cancellationToken);
        return await EventsAsync(context, actor, cancellationToken) is { } events
            ? (await ReadAsync(context, events.Where(received => received.Id == eventId), cancellationToken)).SingleOrDefault()
            : null;
    }

    /// <summary>
    /// The message beside the one before it: of the same operation, else of the same payment. Signatures, which always differ, are left out; accounts
    /// and contacts are masked. Null when there is none before it, or when one of the two has no body any more.
    /// </summary>
    public async Task<CallbackComparison?> CompareAsync(Actor actor, long eventId, CancellationToken cancellationToken)
    {
        await using var context = await database.OpenAsync(cancellationToken);
        if (await EventsAsync(context, actor, cancellationToken) is not { } events)
            return null;
        var one = await events.Where(received => received.Id == eventId && received.PaymentRowId != null)
            .Select(received => new { received.PaymentRowId, received.OperationId }).SingleOrDefaultAsync(cancellationToken);
        if (one is null)
            return null;
        var earlier = events.Where(received => received.PaymentRowId == one.PaymentRowId && received.Id < eventId && received.Source == CallbackSource.Callback)
            .OrderByDescending(received => received.OperationId == one.OperationId).ThenByDescending(received => received.Id);
        var previous = await earlier.Select(received => new { received.Id, received.ReceivedAt, received.OperationId }).FirstOrDefaultAsync(cancellationToken);
        if (previous is null)
            return null;
        var bodies = await StoredBody.ReadAsync(context, [eventId, previous.Id], cancellationToken);
        if (bodies.Count < 2)
            return null;
        using var older = StrictJson.TryParse(bodies[previous.Id], out _);
        using var newer = StrictJson.TryParse(bodies[eventId], out _);
        if (older is null || newer is null)
            return null;
        var differences = CallbackDifference.Between(older.RootElement, newer.RootElement).Where(field => field.Path is not ("signature" or "general.signature"));
        return new CallbackComparison(previous.Id, previous.ReceivedAt, previous.OperationId == one.OperationId, [.. differences.Select(CallbackText.Mask)]);
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

    /// <summary>The messages about operations of one payment that wait for a person, newest first: they belong to no payment yet. A few hundred at most.</summary>
    public async Task<IReadOnlyList<CallbackRow>> WaitingAboutAsync(Actor actor, long paymentRowId, CancellationToken cancellationToken)
    {
        await using var context = await database.OpenAsync(cancellationToken);
        if (await EventsAsync(context, actor, cancellationToken) is not { } events)
            return [];
        var rows = new List<CallbackRow>();
        foreach (var verdict in (CallbackVerdict[])[CallbackVerdict.Quarantined, CallbackVerdict.Parked])
        {
            // Said twice, so that the index of what is not applied is seen to answer it.
            var waiting = events.Where(received => received.Verdict == verdict && received.Verdict != CallbackVerdict.Applied
                && context.Operations.Any(operation => operation.PaymentRowId == paymentRowId && operation.ProjectId == received.ProjectId
                    && operation.OperationId == received.OperationId));
            rows.AddRange(await ReadAsync(context, waiting.OrderByDescending(received => received.Id).Take(MostRows), cancellationToken));
        }

        return [.. rows.OrderByDescending(row => row.Id)];
    }

    /// <summary>
    /// The body as indented text with accounts and contacts masked; null when there is none that the reader may see. Who looked is kept in the audit log.
    /// </summary>
    public async Task<string?> BodyAsync(Actor actor, long eventId, CancellationToken cancellationToken)
    {
        await using var context = await database.OpenAsync(cancellationToken);
        if (await EventsAsync(context, actor, cancellationToken) is not { } events
            || await events.Where(received => received.Id == eventId).Select(received => (long?)received.ProjectId).SingleOrDefaultAsync(cancellationToken)
                is not { } projectId)
            return null;
        if (await StoredBody.ReadAsync(context, eventId, cancellationToken) is not { } body)
            return null;
        views.CallbackSeen(actor, projectId, eventId);
        return CallbackText.Format(body, whole: false);
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

    internal static async Task<IQueryable<CallbackEvent>?> EventsAsync(AppDbContext context, Actor actor, CancellationToken cancellationToken)
    {
        var scope = await AccessControl.ScopeAsync(context, actor, cancellationToken);
        if (!scope.Can(Permission.ViewCallbacks))
            return null;
        return Visible(context, scope);
    }

    internal static IQueryable<CallbackEvent> Visible(AppDbContext context, AccessScope scope) => scope.Projects is { } visible
        ? context.CallbackEvents.Where(received => visible.Contains(received.ProjectId))
        : context.CallbackEvents;

    internal static async Task<List<CallbackRow>> ReadAsync(
        AppDbContext context, IQueryable<CallbackEvent> events, CancellationToken cancellationToken) =>
        await events.Select(received => new CallbackRow(
            received.Id, received.ProjectId, received.ReceivedAt, received.Source, received.Verdict, received.VerdictDetail, received.PreviousKey,
            context.Payments.Where(payment => payment.Id == received.PaymentRowId).Select(payment => payment.PaymentId).FirstOrDefault(),
            received.OperationId, received.Repeats, received.LastRepeatAt, received.SourceAddress)
        {
            PaymentRowId = received.PaymentRowId,
            Number = received.PaymentRowId == null
                ? null
                : context.CallbackEvents.Count(other => other.PaymentRowId == received.PaymentRowId && other.Id <= received.Id),
        }).ToListAsync(cancellationToken);
}
