namespace Dashboard.Core.Timeline;

/// <param name="Silence">How long nothing happened between this line and the older one below it; null when that was too short to be drawn.</param>
public sealed record TimelineStep(TimelineEntry Entry, TimeSpan? Silence);

/// <summary>Everything that happened to a payment in one order, newest first.</summary>
/// <param name="Steps">Each line once.</param>
/// <param name="SilentFor">How long nothing has happened while something is awaited; null when nothing is, or not for long.</param>
/// <param name="CompleteFrom">Older lines are left out, because a source has more than was read; null when nothing is left out.</param>
public sealed record PaymentTimeline(IReadOnlyList<TimelineStep> Steps, TimeSpan? SilentFor, DateTimeOffset? CompleteFrom)
{
    private DateTimeOffset _readAt;
    private bool _awaiting;

    /// <summary>Silence from here on is drawn.</summary>
    public static readonly TimeSpan LeastSilence = TimeSpan.FromMinutes(30);

    public static PaymentTimeline Empty { get; } = new([], null, null);

    /// <summary>Puts the lines of all sources in order.</summary>
    /// <param name="entries">In any order.</param>
    /// <param name="awaiting">Something is still to come: silence up to <paramref name="now"/> means something.</param>
    /// <param name="cutSources">For each source that was not read to its end, its oldest line that was read.</param>
    public static PaymentTimeline Of(IEnumerable<TimelineEntry> entries, DateTimeOffset now, bool awaiting, params IEnumerable<DateTimeOffset> cutSources)
    {
        // Below the oldest line of a source that goes on, the others would look as if that source had been silent.
        var cuts = cutSources.ToList();
        DateTimeOffset? completeFrom = cuts.Count == 0 ? null : cuts.Max();
        var ordered = entries.Where(entry => completeFrom is null || entry.At >= completeFrom).OrderByDescending(entry => entry.Key).ToList();
        var steps = new List<TimelineStep>(ordered.Count);
        for (var index = 0; index < ordered.Count; index++)
            steps.Add(new TimelineStep(ordered[index], index + 1 < ordered.Count ? Drawn(ordered[index].At - ordered[index + 1].At) : null));
        return new(steps, awaiting && ordered.Count > 0 ? Drawn(now - ordered[0].At) : null, completeFrom) { _readAt = now, _awaiting = awaiting };
    }

    /// <summary>Some of the lines, with the silences between them.</summary>
    public PaymentTimeline Only(Func<TimelineEntry, bool> chosen) =>
        Of(Steps.Select(step => step.Entry).Where(chosen), _readAt, _awaiting, CompleteFrom is { } from ? [from] : []);

    private static TimeSpan? Drawn(TimeSpan silence) => silence >= LeastSilence ? silence : null;
}
