namespace Dashboard.Web.Live;

/// <summary>
/// Changes of a filter whose address the browser has not told of yet. A page shows what was chosen at once, so that the next choice adds to it; until the
/// address of the last one has come, those before it are only passed by.
/// </summary>
public sealed class StepsAhead
{
    private int _count;

    public void Take() => _count++;

    /// <summary>Asked for every address that comes. True: a later step is still to come, and the page lets this one pass; false: it follows it.</summary>
    /// <param name="isShown">It means what the page shows already, so that nothing is missing, whatever else was never told.</param>
    public bool PassBy(bool isShown)
    {
        _count = isShown ? 0 : Math.Max(0, _count - 1);
        return _count > 0;
    }
}
