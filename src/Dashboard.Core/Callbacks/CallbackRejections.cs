using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Text;

namespace Dashboard.Core.Callbacks;

public enum RejectionReason
{
    Malformed,
    Signature,
    TooLarge,
    Compressed,
    TooSlow,
}

/// <summary>A refused message, cut and masked: enough to see what is wrong, not enough to fill a disk.</summary>
public sealed record Rejection(DateTimeOffset At, RejectionReason Reason, long? ProjectId, string Network, string? Detail, string Sample);

/// <summary>
/// What was refused, in memory only and bounded: nobody who cannot sign may make this application write. Counts by reason, and the newest
/// samples.
/// </summary>
public sealed class CallbackRejections : IDisposable
{
    /// <summary>Samples kept.</summary>
    public const int MostSamples = 200;

    /// <summary>Bytes kept of each.</summary>
    public const int MostSampleBytes = 4096;

    private readonly Lock _lock = new();
    private readonly Queue<Rejection> _samples = new(MostSamples);
    private readonly Dictionary<RejectionReason, long> _counts = [];
    private readonly Meter _meter;
    private readonly Counter<long> _counter;
    private readonly TimeProvider _clock;

    public CallbackRejections(TimeProvider clock, IMeterFactory meters)
    {
        _clock = clock;
        _meter = meters.Create("Dashboard.Callbacks");
        _counter = _meter.CreateCounter<long>("dashboard_callbacks_rejected_total");
    }

    public void Add(RejectionReason reason, long? projectId, string? sourceAddress, string? detail, ReadOnlySpan<byte> body)
    {
        var sample = Mask(Encoding.UTF8.GetString(body[..Math.Min(body.Length, MostSampleBytes)]));
        _counter.Add(1, new KeyValuePair<string, object?>("reason", reason.ToString()));
        lock (_lock)
        {
            _counts[reason] = _counts.GetValueOrDefault(reason) + 1;
            if (_samples.Count == MostSamples)
                _samples.Dequeue();
            _samples.Enqueue(new Rejection(_clock.GetUtcNow(), reason, projectId, Network(sourceAddress), detail, sample));
        }
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<Rejection> Samples()
    {
        lock (_lock)
            return [.. _samples.Reverse()];
    }

    public IReadOnlyDictionary<RejectionReason, long> Counts()
    {
        lock (_lock)
            return new Dictionary<RejectionReason, long>(_counts);
    }

    public void Dispose() => _meter.Dispose();

    private static string Network(string? address)
    {
        if (!IPAddress.TryParse(address, out var parsed))
            return "";
        var bytes = (parsed.IsIPv4MappedToIPv6 ? parsed.MapToIPv4() : parsed).GetAddressBytes();
        var kept = bytes.Length == 4 ? 3 : 6;
        Array.Clear(bytes, kept, bytes.Length - kept);
        return string.Create(CultureInfo.InvariantCulture, $"{new IPAddress(bytes)}/{kept * 8}");
    }

    /// <summary>Runs of seven or more digits may be an account: their middle is not kept.</summary>
    private static string Mask(string text)
    {
        var masked = text.ToCharArray();
        for (var start = 0; start < masked.Length; start++)
        {
            var end = start;
            while (end < masked.Length && char.IsAsciiDigit(masked[end]))
                end++;
            if (end - start >= 7)
                Array.Fill(masked, '*', start + 2, end - start - 4);
            start = Math.Max(start, end);
        }

        return new string(masked);
    }
}
