using Dashboard.Core.Payments;

namespace Dashboard.Web.Live;

/// <summary>The columns of a list: which there are, which are usual, and how a person's choice of them is kept.</summary>
/// <param name="preference">Name under which the choice is kept with the person.</param>
/// <param name="usual">Shown to whoever has chosen nothing.</param>
/// <param name="sortOf">What a column orders the list by; null for most.</param>
/// <param name="isNumber">Figures stand at the right edge.</param>
public sealed class ListColumns<TColumn>(
    string preference, IReadOnlyList<TColumn> usual, Func<TColumn, PaymentSort?> sortOf, Func<TColumn, bool> isNumber)
    where TColumn : struct, Enum
{
    public string Preference { get; } = preference;

    public IReadOnlyList<TColumn> Usual { get; } = usual;

    public PaymentSort? SortOf(TColumn column) => sortOf(column);

    public bool IsNumber(TColumn column) => isNumber(column);

    /// <summary>What was kept; what is unknown or named twice is left out, and nothing at all means the usual columns.</summary>
    public IReadOnlyList<TColumn> Read(string? kept)
    {
        var columns = (kept ?? "").Split(',').Select(name => Enum.TryParse<TColumn>(name, out var column) && Enum.IsDefined(column) ? column : (TColumn?)null)
            .OfType<TColumn>().Distinct().ToList();
        return columns.Count == 0 ? Usual : columns;
    }

    /// <summary>Null for the usual ones.</summary>
    public string? Write(IReadOnlyList<TColumn> columns) => columns.SequenceEqual(Usual) ? null : string.Join(',', columns);

    /// <summary>Shown or not; the last column stays.</summary>
    public IReadOnlyList<TColumn> Toggle(IReadOnlyList<TColumn> columns, TColumn column)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (!columns.Contains(column))
            return [.. columns, column];
        return columns.Count == 1 ? columns : [.. columns.Where(one => !one.Equals(column))];
    }

    /// <summary>One place to the left (-1) or to the right (1).</summary>
    public IReadOnlyList<TColumn> Move(IReadOnlyList<TColumn> columns, TColumn column, int step)
    {
        var moved = columns.ToList();
        var (at, to) = (moved.IndexOf(column), moved.IndexOf(column) + step);
        if (at < 0 || to < 0 || to >= moved.Count)
            return columns;
        (moved[at], moved[to]) = (moved[to], moved[at]);
        return moved;
    }
}
