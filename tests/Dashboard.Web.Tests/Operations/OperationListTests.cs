using Bunit;
using Dashboard.Core.Operations;
using Dashboard.Core.Payments;
using Dashboard.Web.Exports;
using Dashboard.Web.Live;
using Dashboard.Web.Operations;
using Dashboard.Web.Payments;
using Dashboard.Web.Tests.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Tests.Operations;

public sealed class OperationListTests : UiContext
{
    private static readonly OperationRow Row = new()
    {
        Id = 1,
        PaymentRowId = 2,
        ProjectId = 386,
        PaymentId = "EP-1",
        OperationId = 632,
        Type = "refund",
        Status = "success",
        Amount = 500,
        Currency = "EUR",
        Attempt = 2,
        Initiator = OperationInitiator.Staff,
        InitiatorName = "anna@shop.test",
        CreatedAt = Now,
        UpdatedAt = Now.AddSeconds(42),
    };

    private IStringLocalizer<Web.Operations.Texts> T => Services.GetRequiredService<IStringLocalizer<Web.Operations.Texts>>();

    [Fact]
    public void Cell_OfOurRefund_NamesThePersonTheSignAndTheTimeItTook()
    {
        Assert.Equal("anna@shop.test", Cell(OperationColumn.Initiator, Row).TextContent);
        Assert.StartsWith("\u22125.00", Cell(OperationColumn.Amount, Row).TextContent, StringComparison.Ordinal);
        Assert.Equal("42 s", Cell(OperationColumn.Duration, Row).TextContent);
        Assert.Contains("number 2", Cell(OperationColumn.Attempt, Row).GetAttribute("title"), StringComparison.Ordinal);
        Assert.Equal("3 min", Cell(OperationColumn.Duration, Row with { UpdatedAt = Now.AddMinutes(3) }).TextContent);
    }

    [Fact]
    public void Cell_OfWhatHasNotEnded_SaysWhyThereIsNoEnd()
    {
        var open = Row with { Status = "processing", Initiator = OperationInitiator.Merchant, InitiatorName = null };
        Assert.Equal(("\u2014", "Not ended yet"), (Cell(OperationColumn.Duration, open).TextContent, Cell(OperationColumn.Duration, open).GetAttribute("title")));
        Assert.Equal("API", Cell(OperationColumn.Initiator, open).TextContent);
        // The platform's clock may contradict itself; no time is better than one below zero.
        Assert.Equal("\u2014", Cell(OperationColumn.Duration, Row with { UpdatedAt = Now.AddMinutes(-1) }).TextContent);
    }

    [Fact]
    public void Words_EveryColumnAndInitiator_AreThere()
    {
        Assert.All(Enum.GetValues<OperationColumn>(), column => Assert.False(T[$"Column{column}"].ResourceNotFound));
        Assert.All(Enum.GetValues<OperationInitiator>(), initiator =>
        {
            Assert.False(T[$"Initiator{initiator}"].ResourceNotFound);
            Assert.False(T[$"Initiator{initiator}Meaning"].ResourceNotFound);
        });
    }

    [Fact]
    public void Filters_EachThatIsSet_IsTakenAwayByItsCross()
    {
        var filter = new OperationFilter { Types = ["refund"], Projects = [386], Currencies = ["EUR"], MinAmount = 1000, Period = new(PeriodWord.Last7) };
        OperationFilter? chosen = null;
        var filters = Render<OperationFilters>(parameters => parameters.Add(one => one.Filter, filter).Add(one => one.ClearAddress, "/operations")
            .Add(one => one.Choices, OperationChoices.Of([new(386, "Shop")], Services.GetRequiredService<IStringLocalizer<Web.Payments.Texts>>(), Times.Culture))
            .Add(one => one.OnChange, changed => chosen = changed));
        Assert.Equal(["Remove filter: Period", "Remove filter: Type", "Remove filter: Project", "Remove filter: Currency", "Remove filter: Amount"],
            filters.FindAll(".filter-drop").Select(one => one.GetAttribute("aria-label")));

        filters.FindAll(".filter-drop")[4].Click();
        Assert.Equal(filter with { MinAmount = null }, chosen);
        // Without its currency an amount would mean something else.
        filters.FindAll(".filter-drop")[3].Click();
        Assert.Equal(filter with { MinAmount = null, Currencies = [] }, chosen);
        filters.FindAll(".filter-drop")[2].Click();
        Assert.Equal(filter with { Projects = [] }, chosen);
    }

    [Fact]
    public void Totals_OfAnyList_ShowTheFirstSumAndAllOfThemOpened()
    {
        Services.AddSingleton(TimeProvider.System);
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        var totals = new ListTotals("7 operations", "Operations", ["Amount", "Net"], [new("EUR", 5, 1, [900, -250]), new("JPY", 2, 1, [700, 700])]);
        var strip = Render<TotalsStrip>(parameters => parameters.Add(one => one.Filter, new OperationFilter()).Add(one => one.Version, 1)
            .Add(one => one.Count, _ => Task.FromResult(totals)));

        strip.WaitForAssertion(() => Assert.Equal("known", strip.Find(".totals").GetAttribute("data-totals")));
        Assert.Equal(["Net \u22122.50EUR", "Net 700JPY"], strip.FindAll(".totals-one").Select(one => string.Join(' ', one.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))));
        strip.Find(".totals-open").Click();
        Assert.Equal(["Currency", "Operations", "Amount", "Net"], strip.FindAll("thead th").Select(one => one.TextContent));
        Assert.Equal(2, strip.FindAll("tbody tr").Count);
    }

    [Fact]
    public void Export_OfACountedList_SaysHowManyRowsUntilTheFilterChanges()
    {
        Services.AddSingleton(TimeProvider.System);
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        var counted = new CountedRows();
        var next = new TaskCompletionSource<ListTotals>();
        var totals = new ListTotals("12,431 operations", "Operations", ["Amount"], [new("EUR", 12_000, 0, [900]), new(null, 431, 0, [0])]);
        var export = Render<ExportMenu>(parameters => parameters.Add(one => one.Subject, "operations").Add(one => one.Query, []).Add(one => one.Counted, counted));
        Assert.Equal("Export", export.Find("summary").TextContent.Trim());
        var strip = Render<TotalsStrip>(parameters => parameters.Add(one => one.Filter, new OperationFilter()).Add(one => one.Version, 1)
            .Add(one => one.Count, _ => Task.FromResult(totals)).Add(one => one.Counted, counted));
        export.WaitForAssertion(() => Assert.Equal("Export 12,431", export.Find("summary").TextContent.Trim()));

        strip.Render(parameters => parameters.Add(one => one.Filter, new OperationFilter { Types = ["refund"] }).Add(one => one.Count, _ => next.Task));
        export.WaitForAssertion(() => Assert.Equal("Export", export.Find("summary").TextContent.Trim()));
        strip.Render(parameters => parameters.Add(one => one.Version, 2));
        next.SetResult(totals with { Currencies = [] });
        export.WaitForAssertion(() => Assert.Equal("Export 0", export.Find("summary").TextContent.Trim()));
    }

    private AngleSharp.Dom.IElement Cell(OperationColumn column, OperationRow row) => Render<OperationCell>(parameters =>
        parameters.Add(one => one.Column, column).Add(one => one.Row, row).Add(one => one.Project, "Shop")).Find("td");
}
