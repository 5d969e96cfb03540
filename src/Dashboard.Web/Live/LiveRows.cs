
namespace Dashboard.Web.Live;

/// <summary>
/// The rows of an open list. What changes is changed in place and what is new is counted, never put under the reader's cursor.
/// </summary>
/// <param name="keyOf">Identity and creation of a row.</param>
/// <param name="precedes">Whether the first comes before the second in the list; null: the newer one does.</param>
public sealed class LiveRows<TRow>(Func<TRow, PageKey> keyOf, Func<TRow, TRow, bool>? precedes = null)
    where TRow : class
{
    private readonly List<TRow> _rows = [];
    private readonly HashSet<long> _waiting = [];
    private HashSet<long> _fresh = [];

    public IReadOnlyList<TRow> Rows => _rows;

    /// <summary>Older rows follow.</summary>
    public bool More { get; private set; }

    /// <summary>Rows that belong to the list but are not shown yet.</summary>
    public int Waiting => _waiting.Count;

    public PageKey? LastKey => _rows.Count == 0 ? null : keyOf(_rows[^1]);

    public bool IsFresh(TRow row) => _fresh.Contains(keyOf(row).Id);

    public bool Shows(long id) => _rows.Exists(row => keyOf(row).Id == id);

    public void Start(Window<TRow> window)
    {
        ArgumentNullException.ThrowIfNull(window);
        _rows.Clear();
        _waiting.Clear();
        _fresh.Clear();
        Append(window);
    }

    /// <summary>The list read again: what waited is in it, and new to the reader.</summary>
    public void StartAgain(Window<TRow> window)
    {
        var waited = _waiting.ToHashSet();
        Start(window);
        _fresh = waited;
    }

    public void Append(Window<TRow> window)
    {
        ArgumentNullException.ThrowIfNull(window);
        // A row that was met again further down (its time was corrected meanwhile) is shown once.
        _rows.AddRange(window.Rows.Where(row => !Shows(keyOf(row).Id)));
        More = window.More;
    }

    /// <summary>Takes over rows read anew. True when anything visible changed.</summary>
    /// <param name="current">Rows already shown, whether or not they still match.</param>
    /// <param name="matching">Rows that match and may be new.</param>
    public bool Take(IEnumerable<TRow> current, IEnumerable<TRow> matching)
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(matching);
        var fresh = new HashSet<long>();
        foreach (var row in current)
        {
            var at = _rows.FindIndex(shown => keyOf(shown).Id == keyOf(row).Id);
            if (at < 0 || EqualityComparer<TRow>.Default.Equals(_rows[at], row))
                continue;
            _rows[at] = row;
            fresh.Add(keyOf(row).Id);
        }

        var before = _waiting.Count;
        foreach (var row in matching.Where(row => !Shows(keyOf(row).Id) && BelongsAbove(row)))
            _waiting.Add(keyOf(row).Id);
        if (fresh.Count > 0)
            _fresh = fresh;
        return fresh.Count > 0 || _waiting.Count != before;
    }

    // What lies below the last row comes with "load more".
    private bool BelongsAbove(TRow row) => !More || _rows.Count == 0 || (precedes ?? IsNewer)(row, _rows[^1]);

    private bool IsNewer(TRow row, TRow last) =>
        keyOf(row).CreatedAt > keyOf(last).CreatedAt || (keyOf(row).CreatedAt == keyOf(last).CreatedAt && keyOf(row).Id > keyOf(last).Id);
}
