using System.Security.Cryptography;

namespace Dashboard.Sandbox.State;

/// <summary>A request that was refused, for a later question by its id.</summary>
internal sealed record RefusedRequest(string RequestId, long ProjectId, string PaymentId, PlatformCode Code);

/// <summary>What the platform remembers. Payments are immutable and replaced under one lock, so readers never see half a change.</summary>
internal sealed class PlatformState
{
    private const int MaxRefused = 10_000;
    private readonly Lock _sync = new();
    private readonly Dictionary<(long, string), SandboxPayment> _payments = [];
    private readonly Dictionary<string, (long, string)> _tokens = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long, string)> _requests = new(StringComparer.Ordinal);
    private readonly HashSet<(long, string)> _refundIds = [];
    private readonly Dictionary<(long, string), PaymentScenario> _scenarios = [];
    private readonly Dictionary<string, RefusedRequest> _refused = new(StringComparer.Ordinal);
    private readonly Queue<string> _refusedOrder = new();
    private readonly List<(long, string)> _order = [];
    private long _lastOperationId;
    private long _version;

    public PlatformState(SandboxOptions options)
    {
        AcceptEverything = options.AcceptEverything;
        ReverseSameDayFullRefunds = options.ReverseSameDayFullRefunds;
        // Ids go on after a restart without a memory of their own: the merchant's database remembers the earlier ones.
        _lastOperationId = options.TimeProvider.GetUtcNow().ToUnixTimeSeconds() * 100_000;
    }

    public bool AcceptEverything { get; set; }

    public bool ReverseSameDayFullRefunds { get; set; }

    /// <summary>Grows with every change; pages ask for it to know when to look again.</summary>
    public long Version => Interlocked.Read(ref _version);

    public void Touch() => Interlocked.Increment(ref _version);

    public long NextOperationId() => Interlocked.Increment(ref _lastOperationId);

    /// <summary>An id as the platform makes them: short, opaque, unique.</summary>
    public static string NewId(int bytes = 8) => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(bytes));

    public SandboxPayment? Find(long projectId, string paymentId)
    {
        lock (_sync)
            return _payments.GetValueOrDefault((projectId, paymentId));
    }

    public SandboxPayment? FindByToken(string token)
    {
        lock (_sync)
            return _tokens.TryGetValue(token, out var key) ? _payments[key] : null;
    }

    public SandboxPayment? FindByRequest(long projectId, string requestId)
    {
        lock (_sync)
            return _requests.TryGetValue(requestId, out var key) && key.Item1 == projectId ? _payments[key] : null;
    }

    public RefusedRequest? FindRefused(long projectId, string requestId)
    {
        lock (_sync)
            return _refused.TryGetValue(requestId, out var refused) && refused.ProjectId == projectId ? refused : null;
    }

    /// <summary>Registers a payment; false when its id is taken.</summary>
    public bool TryAdd(SandboxPayment payment)
    {
        lock (_sync)
        {
            if (!_payments.TryAdd(payment.Key, payment))
                return false;
            _order.Add(payment.Key);
            _tokens[payment.Token] = payment.Key;
            Index(payment);
        }

        Touch();
        return true;
    }

    /// <summary>Replaces a payment by what <paramref name="change"/> makes of it, alone; null leaves it. Returns the new payment or null.</summary>
    public SandboxPayment? Change((long, string) key, Func<SandboxPayment, SandboxPayment?> change)
    {
        SandboxPayment? changed;
        lock (_sync)
        {
            if (!_payments.TryGetValue(key, out var payment))
                return null;
            changed = change(payment);
            if (changed is null)
                return null;
            _payments[key] = changed;
            Index(changed);
        }

        Touch();
        return changed;
    }

    /// <summary>Claims a merchant's refund id in its project; call it inside <see cref="Change"/>.</summary>
    public bool TryClaimRefundId(long projectId, string refundId)
    {
        lock (_sync)
            return _refundIds.Add((projectId, refundId));
    }

    public void Remember(RefusedRequest refused)
    {
        lock (_sync)
        {
            _refused[refused.RequestId] = refused;
            _refusedOrder.Enqueue(refused.RequestId);
            if (_refusedOrder.Count > MaxRefused)
                _refused.Remove(_refusedOrder.Dequeue());
        }
    }

    public void ChooseScenario(long projectId, string paymentId, PaymentScenario scenario)
    {
        lock (_sync)
            _scenarios[(projectId, paymentId)] = scenario;
    }

    public PaymentScenario? TakeScenario(long projectId, string paymentId)
    {
        lock (_sync)
            return _scenarios.Remove((projectId, paymentId), out var scenario) ? scenario : null;
    }

    /// <summary>The latest payments, newest first.</summary>
    public IReadOnlyList<SandboxPayment> Latest(int count)
    {
        lock (_sync)
            return [.. Enumerable.Reverse(_order).Take(count).Select(key => _payments[key])];
    }

    public IReadOnlyList<SandboxPayment> All()
    {
        lock (_sync)
            return [.. _order.Select(key => _payments[key])];
    }

    public void Clear()
    {
        lock (_sync)
        {
            _payments.Clear();
            _tokens.Clear();
            _requests.Clear();
            _refundIds.Clear();
            _scenarios.Clear();
            _refused.Clear();
            _refusedOrder.Clear();
            _order.Clear();
        }

        Touch();
    }

    private void Index(SandboxPayment payment)
    {
        foreach (var operation in payment.Operations)
            _requests[operation.RequestId] = payment.Key;
    }
}
