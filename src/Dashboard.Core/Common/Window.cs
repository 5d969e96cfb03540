namespace Dashboard.Core.Common;

/// <summary>Place of a row in a list that is ordered newest first: by time at the platform, then by row id.</summary>
public readonly record struct PageKey(DateTimeOffset CreatedAt, long Id);

/// <summary>A part of a list, newest first.</summary>
/// <param name="Rows">At most as many as were asked for.</param>
/// <param name="More">Whether older rows follow.</param>
public sealed record Window<TRow>(IReadOnlyList<TRow> Rows, bool More)
{
    /// <summary>Cuts what was read with one row to spare.</summary>
    internal static Window<TRow> Of(List<TRow> read, int size) =>
        read.Count > size ? new(read.GetRange(0, size), true) : new(read, false);
}
