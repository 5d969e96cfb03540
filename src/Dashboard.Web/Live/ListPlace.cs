using Microsoft.JSInterop;

namespace Dashboard.Web.Live;

/// <summary>How far a list had been read when the browser goes back to it; js/registers.js keeps it, and the place on the screen, for each address.</summary>
public static class ListPlace
{
    /// <summary>Asked once, before the first rows are read. 0 on a fresh visit.</summary>
    public static async Task<int> RowsAsync(IJSRuntime browser, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(browser);
        try
        {
            return (await browser.InvokeAsync<Place?>("listPlace.take", cancellationToken))?.Rows ?? 0;
        }
        catch (JSException)
        {
            // A browser that keeps no places starts at the top.
            return 0;
        }
    }

    private sealed record Place(int Rows);
}
