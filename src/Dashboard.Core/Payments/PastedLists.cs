using System.Security.Cryptography;

namespace Dashboard.Core.Payments;

/// <summary>
/// Pasted lists that are too long for an address, which then names one by a key that cannot be guessed. The newest are kept in memory; an older one has
/// to be pasted again. A key lets nobody see more: what a list finds is what its reader may see.
/// </summary>
public sealed class PastedLists
{
    /// <summary>Characters of one list.</summary>
    public const int MostLength = 64 * 1024;

    private const int Most = 200;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly Queue<string> _keys = new();

    /// <exception cref="ArgumentOutOfRangeException">Longer than <see cref="MostLength"/>.</exception>
    public string Keep(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, MostLength);
        var key = RandomNumberGenerator.GetHexString(32, lowercase: true);
        lock (_lock)
        {
            if (_keys.Count == Most)
                _texts.Remove(_keys.Dequeue());
            _keys.Enqueue(key);
            _texts.Add(key, text);
        }

        return key;
    }

    /// <summary>Null when it is no longer kept, or never was.</summary>
    public string? Find(string key)
    {
        lock (_lock)
            return _texts.GetValueOrDefault(key);
    }
}
