namespace Dashboard.Web.Live;

/// <summary>How many rows a list's filter means, as soon as they are counted: whoever shows it is told, without the list being drawn again.</summary>
public sealed class CountedRows
{
    public event EventHandler? Changed;

    /// <summary>Null: not counted, or no longer true.</summary>
    public long? Rows { get; private set; }

    public void Tell(long? rows)
    {
        if (Rows == rows)
            return;
        Rows = rows;
        Changed?.Invoke(this, EventArgs.Empty);
    }
}
