using Microsoft.JSInterop;

namespace Dashboard.Web.Live;

/// <summary>
/// How far a list had been read, and what was selected in it, when the browser goes back to it; js/registers.js keeps it, and the place on the screen, for
/// each address.
/// </summary>
public sealed record ListPlace(int Rows, long[] Selected)
{
    /// <summary>Of a fresh visit.</summary>
    public static ListPlace Top { get; } = new(0, []);

    /// <summary>Asked once, before the first rows are read.</summary>
    public static async Task<ListPlace> TakeAsync(IJSRuntime browser, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(browser);
        try
        {
            return await browser.InvokeAsync<ListPlace?>("listPlace.take", cancellationToken) is { } place ? place with { Selected = place.Selected ?? [] } : Top;
        }
        catch (JSException)
        {
            // A browser that keeps no places starts at the top.
            return Top;
        }
    }
}
