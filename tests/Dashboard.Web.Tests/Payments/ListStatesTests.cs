using Bunit;
using Dashboard.Core.Payments;
using Dashboard.Web.Live;
using Dashboard.Web.Tests.Ui;

namespace Dashboard.Web.Tests.Payments;

public sealed class ListStatesTests : UiContext
{
    [Fact]
    public void Loading_ShowsTheLayoutToCome() => Assert.NotEmpty(Show(loading: true).FindAll(".skeleton-line"));

    [Fact]
    public void NothingYet_SaysHowRowsCome()
    {
        var list = Show();
        Assert.Equal("Nothing yet", list.Find(".state-title").TextContent);
        Assert.Empty(list.FindAll(".state-actions"));
    }

    [Fact]
    public void FilteredOut_LeadsToAllTimeAndToNoFilter()
    {
        var list = Show(filtered: true, wider: "/payments?status=decline");
        Assert.Equal(["/payments?status=decline", "/payments"], list.FindAll(".state-actions a").Select(link => link.GetAttribute("href")));
    }

    [Fact]
    public void FoundNowhere_NamesWhatWasLookedForAndDoesNotBlameTheFilters()
    {
        var list = Render<ListStates>(one => one.Add(list => list.Filtered, true).Add(list => list.Sought, "EP-404").Add(list => list.ClearAddress, "/payments")
            .Add(list => list.WiderAddress, "/payments?q=EP-404"));
        Assert.Equal("Nothing found for “EP-404”", list.Find(".state-title").TextContent);
        Assert.Equal(["Clear the search"], list.FindAll(".state-actions a").Select(link => link.TextContent));
    }

    [Fact]
    public void FoundWithoutTheOtherFilters_LeadsThereFirst()
    {
        var list = Render<ListStates>(one => one.Add(list => list.Filtered, true).Add(list => list.Sought, "EP-1").Add(list => list.Elsewhere, "/payments?q=EP-1")
            .Add(list => list.ClearAddress, "/payments"));
        Assert.Equal("No rows match these filters", list.Find(".state-title").TextContent);
        Assert.Equal("/payments?q=EP-1", list.Find(".state-actions a.primary").GetAttribute("href"));
    }

    [Fact]
    public void MoreFailed_KeepsTheRowsAndOffersAnotherTry()
    {
        var list = Render<ListStates>(one => one.Add(list => list.Count, 50).Add(list => list.More, true).Add(list => list.MoreFailure, "ABC234").AddChildContent("<table></table>"));
        Assert.NotNull(list.Find("table"));
        Assert.Contains("ABC234", list.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("Try again", list.Find(".list-foot button").TextContent);
    }

    [Fact]
    public void Failed_NamesTheReferenceAndSaysThatNoMoneyMoved()
    {
        var tried = false;
        var list = Show(failure: "ABC234", onRetry: () => tried = true);
        Assert.Contains("ABC234", list.Markup, StringComparison.Ordinal);
        Assert.Contains("No", list.FindAll("dd").Select(one => one.TextContent));
        list.Find("button.button").Click();
        Assert.True(tried);
    }

    [Fact]
    public void Rows_WithMore_OfferMore()
    {
        Assert.Single(Show(count: 50, more: true).FindAll(".list-foot button"));
        Assert.Empty(Show(count: 12).FindAll(".list-foot button"));
    }

    [Fact]
    public void NewRows_AreOfferedOnlyWhenThereAreSome()
    {
        Assert.Empty(Render<NewRows>(parameters => parameters.Add(rows => rows.Count, 0)).FindAll("button"));
        Assert.Contains("3 new", Render<NewRows>(parameters => parameters.Add(rows => rows.Count, 3)).Find("button").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_NameTheValueAsTextAndTheReason()
    {
        var faults = Render<Faults>(parameters => parameters.Add(one => one.List, [new("from", "<script>", FilterFaultKind.NotADate)]));
        Assert.Contains("from=<script>", faults.Find("li").TextContent, StringComparison.Ordinal);
        Assert.Empty(faults.FindAll("script"));
    }

    public static TheoryData<FilterFaultKind> Kinds => [.. Enum.GetValues<FilterFaultKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Faults_EveryKind_HasWords(FilterFaultKind kind)
    {
        var faults = Render<Faults>(parameters => parameters.Add(one => one.List, [new("key", "value", kind)]));
        Assert.DoesNotContain("Fault" + kind, faults.Markup, StringComparison.Ordinal);
    }

    private IRenderedComponent<ListStates> Show(
        bool loading = false, bool filtered = false, int count = 0, bool more = false, string? failure = null, string? wider = null, Action? onRetry = null) =>
        Render<ListStates>(parameters => parameters
            .Add(list => list.Loading, loading).Add(list => list.Filtered, filtered).Add(list => list.Count, count).Add(list => list.More, more)
            .Add(list => list.Failure, failure).Add(list => list.WiderAddress, wider).Add(list => list.ClearAddress, "/payments")
            .Add(list => list.OnRetry, () => onRetry?.Invoke()).AddChildContent("<table></table>"));
}
