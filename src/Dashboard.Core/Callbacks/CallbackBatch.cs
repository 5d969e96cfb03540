using Dashboard.Core.Data;
using Dashboard.Core.Live;

namespace Dashboard.Core.Callbacks;

/// <summary>Messages that share one transaction, and what their handlers leave for each other.</summary>
public sealed class CallbackBatch(HotSession session, IReadOnlyList<CallbackEvent> events)
{
    private readonly Dictionary<Type, object> _shared = [];

    public HotSession Session { get; } = session;

    /// <summary>New messages about payments, in order of receipt.</summary>
    public IReadOnlyList<CallbackEvent> Events { get; } = events;

    /// <summary>Told to the live feed after the commit.</summary>
    public List<LiveChange> Changes { get; } = [];

    /// <summary>Leaves something for the handlers that follow.</summary>
    public void Share<T>(T value)
        where T : class => _shared[typeof(T)] = value;

    public T Shared<T>()
        where T : class => (T)_shared[typeof(T)];
}
