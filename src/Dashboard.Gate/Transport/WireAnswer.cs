namespace Dashboard.Gate;

/// <summary>How one HTTP exchange ended.</summary>
internal abstract record WireAnswer
{
    private WireAnswer()
    {
    }

    /// <summary>No byte of the request left this machine, and none can any more.</summary>
    public sealed record NotSent(string Reason) : WireAnswer;

    /// <summary>The request, or a part of it, may have arrived; there is no whole answer.</summary>
    public sealed record Lost(string Reason, int? Status) : WireAnswer;

    /// <summary>A whole answer.</summary>
    public sealed record Received(int Status, TimeSpan? RetryAfter, ReadOnlyMemory<byte> Body) : WireAnswer;
}
