using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace Dashboard.Web.Shell;

/// <summary>A link of the navigation, marked wherever below its path somebody is: a list may begin with a filter and be read with another.</summary>
public sealed class NavTo : NavLink
{
    [Inject] private NavigationManager Place { get; init; } = null!;

    /// <summary>The path of the page without a query.</summary>
    [Parameter, EditorRequired] public string Path { get; set; } = "";

    protected override bool ShouldMatch(string uriAbsolute)
    {
        ArgumentNullException.ThrowIfNull(uriAbsolute);
        var path = "/" + Place.ToBaseRelativePath(uriAbsolute).Split('?', '#')[0];
        return path == Path || path.StartsWith(Path + "/", StringComparison.Ordinal);
    }
}
