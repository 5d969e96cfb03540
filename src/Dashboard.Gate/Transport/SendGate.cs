namespace Dashboard.Gate;

/// <summary>
/// Decides once and for all whether a request may reach the wire. The first write opens it; whoever seals it first makes every later write fail,
/// which is the proof that nothing was sent.
/// </summary>
internal sealed class SendGate
{
    private const int Open = 0;
    private const int Written = 1;
    private const int Sealed = 2;
    private int _state;

    /// <summary>Called before each write of request bytes.</summary>
    public void Pass()
    {
        if (Interlocked.CompareExchange(ref _state, Written, Open) == Sealed)
            throw new IOException("The request was given up before its first byte.");
    }

    /// <summary>True when nothing was written and nothing ever will be.</summary>
    public bool TrySeal() => Interlocked.CompareExchange(ref _state, Sealed, Open) != Written;
}
