namespace Dashboard.Gate;

/// <summary>
/// How an attempt to start an operation ended: a closed set. Only <see cref="NotSent"/> allows the same request to go out again without asking the
/// platform first.
/// </summary>
public abstract record GateOutcome
{
    private GateOutcome()
    {
    }

    /// <summary>Provably no byte of the request left: DNS, connection or TLS failed, or the attempt was stopped before.</summary>
    public sealed record NotSent(string Reason) : GateOutcome;

    /// <summary>HTTP 200, <c>status: success</c>, our ids, a right signature if there is one: the request is registered. The result comes later.</summary>
    public sealed record Accepted(string RequestId) : GateOutcome;

    /// <summary>The platform understood the request and refused it, in an answer that is not about another payment.</summary>
    /// <param name="Code">Response code, see <see cref="ResponseCodes"/>; empty when the answer has none.</param>
    /// <param name="Message">The platform's text.</param>
    /// <param name="Errors">Single faults, if given.</param>
    /// <param name="IdsEchoed">Whether the answer named our project and payment (refusals may leave them out).</param>
    public sealed record Refused(string Code, string Message, IReadOnlyList<GateError> Errors, bool IdsEchoed) : GateOutcome;

    /// <summary>HTTP 429 or 503: probably not registered, to be proven before it is sent again.</summary>
    public sealed record Throttled(int HttpStatus, TimeSpan? RetryAfter) : GateOutcome;

    /// <summary>HTTP 401, 403, 404 or an unreadable 4xx: something is wrong with the whole connection; stop sending for the project.</summary>
    public sealed record Forbidden(int HttpStatus, string Reason) : GateOutcome;

    /// <summary>Anything else after the first byte: money may be on its way. Ask for the payment's status, never send again by guess.</summary>
    public sealed record Unknown(string Reason) : GateOutcome;
}
