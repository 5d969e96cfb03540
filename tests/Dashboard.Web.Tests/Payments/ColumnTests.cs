using Bunit;
using Dashboard.Core.Payments;
using Dashboard.Web.Payments;
using Dashboard.Web.Tests.Ui;

namespace Dashboard.Web.Tests.Payments;

public sealed class ColumnTests : UiContext
{
    private static readonly PaymentListing ByAmount = new(new PaymentFilter { Methods = ["card"] }, new PaymentOrder(PaymentSort.Amount));

    [Fact]
    public void Head_OfTheOrder_SaysItsDirectionAndTurnsIt()
    {
        var head = Head(PaymentColumn.Amount);
        Assert.Equal("descending", head.Find("th").GetAttribute("aria-sort"));
        Assert.Equal("method=card&sort=amount.asc", head.Find("a").GetAttribute("href"));
    }

    [Fact]
    public void Head_OfAnotherSortableColumn_LeadsToItsOrder()
    {
        var head = Head(PaymentColumn.Created);
        Assert.Null(head.Find("th").GetAttribute("aria-sort"));
        Assert.Equal("method=card", head.Find("a").GetAttribute("href"));
    }

    [Fact]
    public void Head_OfAColumnWithoutOrder_IsWordsOnly() => Assert.Empty(Head(PaymentColumn.Customer).FindAll("a"));

    [Fact]
    public void Menu_ShownColumnsFirst_MovesAndTogglesThem()
    {
        IReadOnlyList<PaymentColumn> columns = [PaymentColumn.Method, PaymentColumn.Amount];
        IReadOnlyList<PaymentColumn> kept = [];
        var menu = Render<ColumnMenu>(parameters => parameters.Add(one => one.Columns, columns).Add(one => one.Listing, ByAmount)
            .Add(one => one.Address, Address).Add(one => one.OnChange, changed => kept = changed));
        Assert.Equal(["Method", "Amount"], menu.FindAll(".column-list span").Take(2).Select(one => one.TextContent));
        Assert.Equal([true, true, false], menu.FindAll(".column-list input").Take(3).Select(one => one.HasAttribute("checked")));

        menu.FindAll(".column-list li")[1].QuerySelector("button.up")!.Click();
        Assert.Equal([PaymentColumn.Amount, PaymentColumn.Method], kept);
        menu.FindAll(".column-list input")[0].Change(false);
        Assert.Equal([PaymentColumn.Amount], kept);
        Assert.Equal("true", menu.Find("a[href='method=card&sort=amount']").GetAttribute("aria-current"));
    }

    private IRenderedComponent<ColumnHead> Head(PaymentColumn column) => Render<ColumnHead>(parameters =>
        parameters.Add(one => one.Column, column).Add(one => one.Listing, ByAmount).Add(one => one.Address, Address));

    private static string Address(PaymentListing listing) => string.Join('&', listing.ToQuery().Select(pair => $"{pair.Key}={pair.Value}"));
}
