using Dashboard.TestKit;
using Dashboard.Web.Payments.Details;

namespace Dashboard.Web.Tests.Payments.Details;

public sealed class PanelTabsTests
{
    private const string Root = "http://localhost";

    [Fact]
    public void Address_AnyIdsAndFilter_ReadsBackTheSame() => Property.Check(20260302, 500, random => (
        Tabs: random.List(1, PanelTabs.Most, one => new PanelTab(one.Number(0, long.MaxValue), one.Text(1, 12, "aZ9-_.~/%,:=&+ ж"))).Distinct().ToList(),
        At: random.Whole(0, 100), Search: random.Text(0, 6, "a&=+ ж,:%")), sample =>
    {
        var tabs = new PanelTabs(sample.Tabs, sample.Tabs[sample.At % sample.Tabs.Count]);
        var from = $"{Root}/payments?search={Uri.EscapeDataString(sample.Search)}&status=decline&status=success&open=386:old&tab=386:old";

        var address = tabs.Address(from);
        var read = PanelTabs.Read(Root + address);

        Assert.Equal(tabs.Open, read.Open);
        Assert.Equal(tabs.Active, read.Active);
        var rest = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(new Uri(Root + address).Query);
        Assert.Equal(sample.Search, rest["search"].ToString());
        Assert.Equal("decline,success", rest["status"].ToString());
    });

    [Theory]
    [InlineData("386:abc,386:def", "", "386:def")]
    [InlineData("386:abc,386:def", "386:abc", "386:abc")]
    [InlineData("386:abc,386:def", "386:gone", "386:def")]
    [InlineData("386:abc,386:abc", "", "386:abc")]
    [InlineData("nonsense,-1:x,386:,:x,386:a b,99999999999999999999:x,386:~!,386:ok", "", "386:ok")]
    public void Read_Address_TellsWhichIsInFront(string open, string tab, string active) =>
        Assert.Equal(active, PanelTabs.Read($"{Root}/payments?open={Uri.EscapeDataString(open)}&tab={Uri.EscapeDataString(tab)}").Active?.Token);

    [Theory]
    [InlineData("/payments")]
    [InlineData("/payments?open=")]
    [InlineData("/payments?open=,,,&tab=386:abc")]
    [InlineData("/payments?open=%F0%28%8C%28:x")]
    public void Read_NothingThatCanBeRead_IsNone(string path) => Assert.Same(PanelTabs.None, PanelTabs.Read(Root + path));

    [Fact]
    public void Read_MoreThanAllowed_KeepsThoseOpenedLast()
    {
        var tabs = PanelTabs.Read($"{Root}/payments?open={string.Join(',', Enumerable.Range(0, PanelTabs.Most + 3).Select(n => $"386:p{n}"))}");
        Assert.Equal(PanelTabs.Most, tabs.Open.Count);
        Assert.Equal("386:p3", tabs.Open[0].Token);
        // An id longer than any payment has is nobody's.
        Assert.Same(PanelTabs.None, PanelTabs.Read($"{Root}/payments?open=386:{new string('a', 256)}"));
    }

    [Theory]
    [InlineData("a,b,c", "a", "a", "b")]
    [InlineData("a,b,c", "b", "b", "c")]
    [InlineData("a,b,c", "c", "c", "b")]
    [InlineData("a,b,c", "c", "a", "c")]
    [InlineData("a,b,c", "c", "gone", "c")]
    [InlineData("a", "a", "a", null)]
    public void Close_OneOfThem_BringsItsNeighbourToTheFront(string open, string active, string closed, string? front)
    {
        var tabs = new PanelTabs([.. open.Split(',').Select(id => new PanelTab(386, id))], new PanelTab(386, active)).Close(new PanelTab(386, closed));
        Assert.Equal(front, tabs.Active?.PaymentId);
        Assert.DoesNotContain(tabs.Open, tab => tab.PaymentId == closed);
    }

    [Theory]
    [InlineData("/payments?status=decline&open=386:a,386:b&tab=386:a", "/payments?method=card", "/payments?method=card&open=386:a,386:b&tab=386:a")]
    [InlineData("/payments?open=386:a", "/payments", "/payments?open=386:a")]
    [InlineData("/payments?status=decline", "/payments?method=card", "/payments?method=card")]
    public void Carry_AnotherFilter_KeepsWhatIsOpen(string from, string to, string expected) => Assert.Equal(expected, PanelTabs.Carry(Root + from, to));
}
