namespace Dashboard.Gate;

/// <summary>Time limits of one request.</summary>
/// <param name="Connect">For DNS, TCP and TLS together.</param>
/// <param name="Total">From the call to the last byte of the answer.</param>
public readonly record struct GateTimes(TimeSpan Connect, TimeSpan Total)
{
    /// <summary>5 seconds to connect, 20 seconds in all.</summary>
    public static GateTimes Default { get; } = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(20));
}
