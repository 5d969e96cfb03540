using Bunit;
using Dashboard.Core.Payments;
using Dashboard.Web.Live;
using Dashboard.Web.Operations;
using Dashboard.Web.Payments;
using Dashboard.Web.Tests.Ui;

namespace Dashboard.Web.Tests.Payments;

public sealed class ColumnTests : UiContext
{
    private static readonly Listing<PaymentFilter> ByAmount = new(new PaymentFilter { Methods = ["card"] }, new PaymentOrder(PaymentSort.Amount));

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
        IReadOnlyList<PaymentColumn> kept = [];
        var menu = Menu(PaymentColumns.All, [PaymentColumn.Method, PaymentColumn.Amount], PaymentColumns.Orders, changed => kept = changed);
        Assert.Equal(["Method", "Amount"], menu.FindAll(".column-list span").Take(2).Select(one => one.TextContent));
        Assert.Equal([true, true, false], menu.FindAll(".column-list input").Take(3).Select(one => one.HasAttribute("checked")));

        menu.FindAll(".column-list li")[1].QuerySelector("button.up")!.Click();
        Assert.Equal([PaymentColumn.Amount, PaymentColumn.Method], kept);
        menu.FindAll(".column-list input")[0].Change(false);
        Assert.Equal([PaymentColumn.Amount], kept);
        Assert.Equal("true", menu.Find("a[href='method=card&sort=amount']").GetAttribute("aria-current"));
    }

    [Fact]
    public void Menu_OfOperations_OffersTheirColumnsAndOnlyTheOrdersAnIndexHolds()
    {
        var menu = Menu(OperationColumns.All, OperationColumns.All.Usual, OperationColumns.Orders, _ => { });
        Assert.Equal(Enum.GetValues<OperationColumn>().Length, menu.FindAll(".column-list li").Count);
        Assert.Equal(["method=card", "method=card&sort=created.asc", "method=card&sort=amount", "method=card&sort=amount.asc"],
            menu.FindAll("a.filter-option").Select(one => one.GetAttribute("href")));
    }

    private IRenderedComponent<ColumnMenu<TColumn>> Menu<TColumn>(
        ListColumns<TColumn> set, IReadOnlyList<TColumn> columns, IReadOnlyList<PaymentSort> orders, Action<IReadOnlyList<TColumn>> onChange)
        where TColumn : struct, Enum =>
        Render<ColumnMenu<TColumn>>(parameters => parameters.Add(one => one.Set, set).Add(one => one.Columns, columns).Add(one => one.Orders, orders)
            .Add(one => one.Name, column => column.ToString()).Add(one => one.Order, ByAmount.Order).Add(one => one.Address, Address)
            .Add(one => one.OnChange, onChange));

    private IRenderedComponent<ColumnHead> Head(PaymentColumn column) => Render<ColumnHead>(parameters =>
        parameters.Add(one => one.Name, column.ToString()).Add(one => one.By, PaymentColumns.All.SortOf(column)).Add(one => one.Order, ByAmount.Order)
            .Add(one => one.Address, Address));

    private static string Address(PaymentOrder order) =>
        string.Join('&', (ByAmount with { Order = order }).ToQuery().Select(pair => $"{pair.Key}={pair.Value}"));
}
