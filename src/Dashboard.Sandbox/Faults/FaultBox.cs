namespace Dashboard.Sandbox.Faults;

/// <summary>The faults that wait for their request or callback.</summary>
internal sealed class FaultBox
{
    private readonly Lock _sync = new();
    private readonly List<Fault> _faults = [];
    private int _last;

    public Fault Add(Fault fault)
    {
        lock (_sync)
        {
            var numbered = fault with { Number = ++_last, Hits = 0 };
            _faults.Add(numbered);
            return numbered;
        }
    }

    public bool Remove(int number)
    {
        lock (_sync)
            return _faults.RemoveAll(f => f.Number == number) > 0;
    }

    public void Clear()
    {
        lock (_sync)
            _faults.Clear();
    }

    public IReadOnlyList<Fault> All()
    {
        lock (_sync)
            return [.. _faults];
    }

    /// <summary>A fault that ends the connection before the body is read, hence before anyone knows whom it is about.</summary>
    public Fault? TakeBlind(string endpoint) =>
        Take(f => f is { Kind: FaultKind.DropBeforeReading, IsScopedByPayment: false } && Fits(f.Endpoint, endpoint));

    /// <summary>The first fault of a request and its answer.</summary>
    public Fault? TakeForRequest(string endpoint, long? project, string? paymentId) =>
        Take(f => !f.AboutCallbacks && f.Kind != FaultKind.CallbackBeforeAnswer && Concerns(f, endpoint, project, paymentId));

    /// <summary>Whether the result has to overtake the answer.</summary>
    public Fault? TakeBeforeAnswer(string endpoint, long? project, string? paymentId) =>
        Take(f => f.Kind == FaultKind.CallbackBeforeAnswer && Concerns(f, endpoint, project, paymentId));

    /// <summary>The first fault of a callback.</summary>
    public Fault? TakeForCallback(string operationType, string operationStatus, long project, string paymentId) =>
        Take(f => f.AboutCallbacks && Concerns(f, operationType, project, paymentId) && Fits(f.OperationStatus, operationStatus));

    private Fault? Take(Func<Fault, bool> fits)
    {
        lock (_sync)
        {
            var index = _faults.FindIndex(f => fits(f));
            if (index < 0)
                return null;
            var hit = _faults[index] with { Hits = _faults[index].Hits + 1 };
            if (hit.Count > 0 && hit.Hits >= hit.Count)
                _faults.RemoveAt(index);
            else
                _faults[index] = hit;
            return hit;
        }
    }

    private static bool Concerns(Fault fault, string endpoint, long? project, string? paymentId) =>
        Fits(fault.Endpoint, endpoint)
        && (fault.Project is null || fault.Project == project)
        && Fits(fault.PaymentId, paymentId);

    private static bool Fits(string? scope, string? value) => scope is null || scope == value;
}
