namespace Dashboard.Gate;

/// <summary>
/// Sends signed requests to Gate over HTTP. One instance serves a whole process and all projects; it keeps no state between calls. Each request
/// uses a connection of its own, goes out at most once and ends as a value of a closed set.
/// </summary>
/// <param name="times">Time limits; <see cref="GateTimes.Default"/> unless given.</param>
public sealed class GateClient(GateTimes? times = null)
{
    /// <summary>Longest answer that is read, in bytes.</summary>
    public const int MaxAnswerBytes = 256 * 1024;

    /// <summary>Address of the platform's Gate.</summary>
    public static readonly Uri PlatformAddress = new("https://api.ecommpay.com");

    private readonly GateTimes _times = times ?? GateTimes.Default;

    /// <summary>Sends a prepared sale or refund exactly as its bytes are.</summary>
    /// <param name="gate">Base address of Gate, http or https.</param>
    /// <param name="request">The request, prepared by <see cref="RefundRequest.Prepare"/> or <see cref="SaleRequest.Prepare"/>.</param>
    /// <param name="secret">The project's key, to check the answer's signature.</param>
    /// <param name="cancellationToken">For the end of the process only: what was stopped half-way is unknown.</param>
    public async Task<GateOutcome> SendAsync(Uri gate, PreparedRequest request, string secret, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var answer = await Wire.PostAsync(Address(gate, request.Path), request.Body, _times, MaxAnswerBytes, cancellationToken);
        return AnswerReader.Read(answer, request, secret);
    }

    /// <summary>Starts a refund. <see cref="GateOutcome.Accepted"/> does not mean refunded: the result comes by callback or status request.</summary>
    /// <exception cref="ArgumentException">The request has faults.</exception>
    public Task<GateOutcome> RefundAsync(Uri gate, RefundRequest request, string secret, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return SendAsync(gate, request.Prepare(secret), secret, cancellationToken);
    }

    /// <summary>Starts a sale.</summary>
    /// <exception cref="ArgumentException">The request has faults.</exception>
    public Task<GateOutcome> SaleAsync(Uri gate, SaleRequest request, string secret, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return SendAsync(gate, request.Prepare(secret), secret, cancellationToken);
    }

    /// <summary>Asks for a payment and its operations.</summary>
    /// <exception cref="ArgumentException">The request has faults.</exception>
    public async Task<PaymentStatusOutcome> PaymentStatusAsync(
        Uri gate, PaymentStatusRequest request, string secret, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var prepared = request.Prepare(secret);
        var answer = await Wire.PostAsync(Address(gate, prepared.Path), prepared.Body, _times, MaxAnswerBytes, cancellationToken);
        return AnswerReader.ReadStatus(answer, prepared, secret);
    }

    internal static Uri Address(Uri gate, string path)
    {
        ArgumentNullException.ThrowIfNull(gate);
        if (!gate.IsAbsoluteUri || (gate.Scheme != Uri.UriSchemeHttp && gate.Scheme != Uri.UriSchemeHttps))
            throw new ArgumentException("The address must begin with http:// or https://.", nameof(gate));
        return new Uri(gate.GetLeftPart(UriPartial.Path).TrimEnd('/') + path);
    }
}
