using System.Diagnostics.Metrics;

namespace Dashboard.Core.Callbacks;

/// <summary>What the receiver did, for the metrics page.</summary>
public sealed class CallbackCounters : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _answered;
    private readonly Counter<long> _commits;

    public CallbackCounters(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _meter = meters.Create("Dashboard.Callbacks");
        _answered = _meter.CreateCounter<long>("dashboard_callbacks_answered_total");
        _commits = _meter.CreateCounter<long>("dashboard_callbacks_commits_total");
    }

    /// <summary>A batch has ended, all of it in one way.</summary>
    public void Answered(WriteResult result, int count)
    {
        _answered.Add(count, new KeyValuePair<string, object?>("result", result.ToString()));
        _commits.Add(1);
    }

    public void Dispose() => _meter.Dispose();
}
