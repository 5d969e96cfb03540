using Bunit;
using Dashboard.Web.Live;
using Dashboard.Web.Tests.Ui;

namespace Dashboard.Web.Tests.Live;

public sealed class FilterMenuTests : UiContext
{
    private static readonly FilterMenu.Option[] Options =
    [
        new("all Declined", "Declined: all 2", ["decline", "error"]), new("success", "Success"), new("decline", "Declined"), new("error", "Error"),
    ];

    /// <summary>The next option must not move under the pointer that has just ticked one.</summary>
    [Fact]
    public void Tick_WhileTheMenuIsOpen_MovesNoOption()
    {
        var menu = Open("error");
        Assert.Equal(["Declined: all 2", "Error", "Success", "Declined"], Names(menu));
        Tick(menu, "Success");
        Tick(menu, "Declined");
        Assert.Equal(["Declined: all 2", "Error", "Success", "Declined"], Names(menu));
        Assert.Equal(["error", "success", "decline"], menu.Instance.Chosen);

        menu.Render(one => one.Add(menu => menu.Chosen, ["decline"]));
        Assert.Equal(["Declined: all 2", "Declined", "Success", "Error"], Names(menu));
    }

    [Fact]
    public void Group_Ticked_StandsForAllOfItsOptions()
    {
        var menu = Open("error");
        Tick(menu, "Declined: all 2");
        Assert.Equal(["error", "decline"], menu.Instance.Chosen);
        Assert.Equal("Status: Declined: all 2", menu.Find("summary").TextContent.Trim());
        Tick(menu, "Declined: all 2");
        Assert.Empty(menu.Instance.Chosen);
    }

    private IRenderedComponent<FilterMenu> Open(params string[] chosen)
    {
        IRenderedComponent<FilterMenu>? menu = null;
        menu = Render<FilterMenu>(one => one.Add(menu => menu.Name, "Status").Add(menu => menu.Options, Options).Add(menu => menu.Chosen, chosen)
            .Add(menu => menu.OnChange, now =>
            {
                // As a page does it: drawn once more as it was, then as the address says.
                menu!.Render(again => again.Add(menu => menu.Chosen, menu!.Instance.Chosen));
                menu!.Render(again => again.Add(menu => menu.Chosen, now));
            }));
        return menu;
    }

    private static IEnumerable<string> Names(IRenderedComponent<FilterMenu> menu) => menu.FindAll(".filter-option").Select(option => option.TextContent);

    private static void Tick(IRenderedComponent<FilterMenu> menu, string name) =>
        menu.FindAll(".filter-option").First(option => option.TextContent == name).QuerySelector("input")!.Change(true);
}
