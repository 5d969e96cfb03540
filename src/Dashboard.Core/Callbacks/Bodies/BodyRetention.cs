namespace Dashboard.Core.Callbacks.Bodies;

/// <summary>
/// Settings of how long the bytes of messages are kept, section <c>Callbacks</c>. The line of the journal, its verdict and what was applied stay for good;
/// so do the bytes of messages that wait for a person.
/// </summary>
public sealed class BodyRetention
{
    public const string Section = "Callbacks";

    /// <summary>Nothing younger is erased, whatever the size: a dispute or a late answer of the platform may need it.</summary>
    public const int LeastKeptDays = 30;

    /// <summary>Days.</summary>
    public const int MostDays = 36_500;

    /// <summary>Days after which bodies are packed; 0 packs none.</summary>
    public int PackAfterDays { get; set; } = 7;

    /// <summary>Days after which bodies are erased; 0 keeps them for good.</summary>
    public int KeepBodiesDays { get; set; }

    /// <summary>Mebibytes all bodies may take before the oldest are erased; 0 sets no limit.</summary>
    public long MostBodiesMebibytes { get; set; }

    /// <returns>One line for each wrong setting with its key and the fix.</returns>
    public IEnumerable<string> Faults()
    {
        if (PackAfterDays is < 0 or > MostDays)
            yield return $"{Section}:{nameof(PackAfterDays)}: {PackAfterDays} is not 0 (never) to {MostDays} days.";
        if (KeepBodiesDays is not (0 or (>= LeastKeptDays and <= MostDays)))
            yield return $"{Section}:{nameof(KeepBodiesDays)}: {KeepBodiesDays} is neither 0 (for good) nor {LeastKeptDays} to {MostDays} days.";
        if (MostBodiesMebibytes is < 0 or > long.MaxValue >> 20)
            yield return $"{Section}:{nameof(MostBodiesMebibytes)}: {MostBodiesMebibytes} is not 0 (no limit) or a number of mebibytes.";
    }
}
