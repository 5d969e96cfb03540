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
