using System.Security.Cryptography;

namespace Dashboard.Core.Refunds.Batches;

/// <summary>
/// Payments that somebody selected in a list to refund them together, kept on the way from the list to the dry run: an address names them by a key, so
/// that no payment's id stands in addresses, histories and logs. In memory, for the person who selected them, and for a short time.
/// </summary>
public sealed class RefundSelections(TimeProvider clock)
{
    public static readonly TimeSpan Validity = TimeSpan.FromMinutes(30);

    /// <summary>Of all people together; the oldest goes first.</summary>
    public const int Most = 200;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Selection> _kept = new(StringComparer.Ordinal);
    private readonly Queue<string> _keys = new();

    /// <returns>The key by which <see cref="Find"/> gives it back.</returns>
    public string Keep(Guid? userId, IReadOnlyList<(long ProjectId, string PaymentId)> payments)
    {
        ArgumentNullException.ThrowIfNull(payments);
        var key = RandomNumberGenerator.GetHexString(32, lowercase: true);
        lock (_lock)
        {
            if (_keys.Count == Most)
                _kept.Remove(_keys.Dequeue());
            _keys.Enqueue(key);
            _kept.Add(key, new Selection(userId, clock.GetUtcNow() + Validity, [.. payments.Take(BatchFile.MostRows)]));
        }

        return key;
    }

    /// <summary>Null when it is no longer kept, or is somebody else's.</summary>
    public IReadOnlyList<(long ProjectId, string PaymentId)>? Find(Guid? userId, string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        lock (_lock)
            return _kept.GetValueOrDefault(key) is { } kept && kept.UserId == userId && kept.Until > clock.GetUtcNow() ? kept.Payments : null;
    }

    private sealed record Selection(Guid? UserId, DateTimeOffset Until, IReadOnlyList<(long ProjectId, string PaymentId)> Payments);
}
