namespace Dashboard.Core.Common;

/// <summary>What came of asking for hidden data. <see cref="Value"/> is null when it was refused or there is nothing.</summary>
/// <param name="Allowed">False when the person may not, or gave no reason.</param>
public sealed record Reveal(bool Allowed, string? Value)
{
    /// <summary>Characters of a reason.</summary>
    public const int MostReason = 200;

    internal static Reveal Refused { get; } = new(false, null);

    internal static string? ReasonOf(string? typed)
    {
        var reason = typed?.Trim();
        return reason is { Length: > 0 and <= MostReason } && !reason.Any(char.IsControl) ? reason : null;
    }
}
