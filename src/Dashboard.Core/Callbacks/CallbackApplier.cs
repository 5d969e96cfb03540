using Dashboard.Core.Data;
using Dashboard.Core.Live;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Callbacks;

/// <summary>
/// Turns genuine messages into the rooms' state inside a transaction: the one way in, for messages that come and for those applied again.
/// </summary>
public sealed partial class CallbackApplier(IEnumerable<ICallbackHandler> handlers, ILogger<CallbackApplier> log)
{
    private readonly ICallbackHandler[] _handlers = [.. handlers.OrderBy(handler => handler.Order)];

    /// <param name="events">New messages about payments, in order of receipt.</param>
    /// <param name="changes">Gets what is to be told to open pages after the commit.</param>
    internal async Task ApplyAsync(HotSession session, IReadOnlyList<CallbackEvent> events, List<LiveChange> changes)
    {
        var batch = new CallbackBatch(session, events);
        foreach (var handler in _handlers)
            await handler.ApplyAsync(batch, CancellationToken.None);
        await session.FlushAsync(CancellationToken.None);
        changes.AddRange(batch.Changes);
    }

    /// <summary>Behind a savepoint of its own: a message that cannot be applied is parked, with why, and its neighbours are not harmed.</summary>
    internal async Task ApplyAloneAsync(HotSession session, CallbackEvent one, List<LiveChange> changes)
    {
        await session.SavepointAsync("message", CancellationToken.None);
        try
        {
            await ApplyAsync(session, [one], changes);
        }
        catch (Exception failure) when (!HotSession.IsUnavailable(failure))
        {
            await session.RollbackToAsync("message", CancellationToken.None);
            // What was rolled back must not be taken for read or saved with the next message.
            session.Context.ChangeTracker.Clear();
            one.PaymentRowId = null;
            one.Verdict = CallbackVerdict.Parked;
            one.VerdictDetail = failure.GetType().Name + ": " + failure.Message[..Math.Min(failure.Message.Length, 400)];
            LogParked(failure, one.Id);
        }
    }

    [LoggerMessage(LogLevel.Error, "Message {EventId} could not be applied and is parked")]
    private partial void LogParked(Exception failure, long eventId);
}
