namespace Dashboard.Gate;

/// <summary>How handing a callback over ended.</summary>
public enum DeliveryEnd
{
    /// <summary>There was an HTTP answer; 200 to 299 is "taken", as for the platform's own callbacks (page en_Gate_Callbacks).</summary>
    Answered,

    /// <summary>Certainly not arrived: no connection, nothing was written.</summary>
    NotSent,

    /// <summary>Written, but no answer came in time: it may have arrived or not.</summary>
    Lost,
}

/// <param name="Status">The HTTP status; null without an answer.</param>
public sealed record DeliveryOutcome(DeliveryEnd End, int? Status);

/// <summary>
/// Hands a callback to a system of the merchant as the platform does: one POST of its bytes, no redirects, no retries.
/// </summary>
/// <param name="times">Time limits; 5 seconds to connect and 10 seconds in all unless given.</param>
public sealed class CallbackDelivery(GateTimes? times = null)
{
    /// <summary>Longest answer that is read, in bytes; only its status matters.</summary>
    private const int MaxAnswerBytes = 64 * 1024;

    private readonly GateTimes _times = times ?? GateTimes.Default with { Total = TimeSpan.FromSeconds(10) };

    /// <param name="address">Where to, http or https.</param>
    /// <param name="body">The callback's bytes, signature included.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<DeliveryOutcome> PostAsync(Uri address, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default) =>
        await Wire.PostAsync(address, body, _times, MaxAnswerBytes, cancellationToken) switch
        {
            WireAnswer.Received received => new(DeliveryEnd.Answered, received.Status),
            WireAnswer.Lost { Status: { } status } => new(DeliveryEnd.Answered, status),
            WireAnswer.Lost => new(DeliveryEnd.Lost, null),
            _ => new(DeliveryEnd.NotSent, null),
        };
}
