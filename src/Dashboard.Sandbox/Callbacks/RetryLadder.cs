namespace Dashboard.Sandbox.Callbacks;

/// <summary>When an undelivered callback is tried again (en_PP_Callbacks, en_Gate_Callbacks).</summary>
internal static class RetryLadder
{
    public const int MaxAttempts = 120;

    public static readonly TimeSpan Horizon = TimeSpan.FromDays(11);
    private static readonly TimeSpan Plateau = TimeSpan.FromHours(4);

    /// <summary>The pause after the attempt of this number (from 1); null when that attempt was the last.</summary>
    public static TimeSpan? PauseAfter(int attempt)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempt, 1);
        if (attempt >= MaxAttempts)
            return null;
        if (attempt < 6)
            return TimeSpan.FromSeconds(10);
        var seconds = 70 + (10 * Math.Pow(1.12, attempt - 4));
        return seconds >= Plateau.TotalSeconds ? Plateau : TimeSpan.FromSeconds(Math.Round(seconds));
    }
}
