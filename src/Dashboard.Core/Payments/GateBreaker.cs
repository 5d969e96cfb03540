using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Payments;

/// <summary>
/// Stops asking the platform about a project's payments for a while when it does not answer, is throttled or fails repeatedly, so that many open
/// refunds do not press it harder. Kept in memory: each process finds out for itself, and a new one begins by asking.
/// </summary>
public sealed partial class GateBreaker(TimeProvider clock, ILogger<GateBreaker> log)
{
    /// <summary>So many questions in a row without a usable answer begin a pause.</summary>
    public const int Most = 5;

    /// <summary>The first pause; each next one is twice as long.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30);

    /// <summary>No pause is longer, whatever the platform asks for.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(8);

    private readonly Lock _lock = new();
    private readonly Dictionary<long, Track> _projects = [];

    /// <summary>Until when nothing is asked about the project's payments; null when asking is allowed.</summary>
    public DateTimeOffset? PausedUntil(long projectId)
    {
        lock (_lock)
            return _projects.GetValueOrDefault(projectId)?.Until is { } until && until > clock.GetUtcNow() ? until : null;
    }

    internal void Heard(long projectId)
    {
        lock (_lock)
            _projects.Remove(projectId);
    }

    /// <param name="retryAfter">What the platform asked for, if it did.</param>
    internal void NotHeard(long projectId, TimeSpan? retryAfter)
    {
        DateTimeOffset until;
        lock (_lock)
        {
            var before = _projects.GetValueOrDefault(projectId) ?? new Track(0, null);
            var failures = before.Failures + 1;
            if (failures < Most)
            {
                _projects[projectId] = new Track(failures, null);
                return;
            }

            var pause = FirstPause * Math.Pow(2, Math.Min(failures - Most, 10));
            pause = retryAfter > pause ? retryAfter.Value : pause;
            until = clock.GetUtcNow() + (pause < LongestPause ? pause : LongestPause);
            // After the pause one question decides: answered, all is as before; not answered, the next pause is longer.
            _projects[projectId] = new Track(failures, until);
        }

        LogPaused(projectId, until);
    }

    private sealed record Track(int Failures, DateTimeOffset? Until);

    [LoggerMessage(LogLevel.Error, "The platform does not answer questions about payments of project {ProjectId}: asking is paused until {Until:u}")]
    private partial void LogPaused(long projectId, DateTimeOffset until);
}
