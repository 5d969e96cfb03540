using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Dashboard.Web.Shell;

/// <summary>
/// On another page the keyboard and the screen reader start at its heading. Where somebody went into that page faster than this call came, they stay: the
/// framework's own component takes the focus out of the search that is being typed. A page loaded whole starts where the browser starts it.
/// </summary>
public sealed class HeadingFocus : ComponentBase
{
    private string? _path;
    private bool _due;

    /// <summary>Changes with every navigation: without it this would be told of none.</summary>
    [Parameter, EditorRequired] public Microsoft.AspNetCore.Components.RouteData RouteData { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; init; } = null!;

    [Inject] private IJSRuntime Browser { get; init; } = null!;

    protected override void OnParametersSet()
    {
        var path = new Uri(Navigation.Uri).AbsolutePath;
        _due |= _path is not null && _path != path;
        _path = path;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_due)
            return;
        _due = false;
        try
        {
            await Browser.InvokeVoidAsync("dashboard.focusHeading");
        }
        catch (JSDisconnectedException)
        {
            // The page is gone.
        }
    }
}
