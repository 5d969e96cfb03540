using Bunit;
using Dashboard.Core.Payments;
using Dashboard.Core.Refunds;
using Dashboard.Web.Refunds;
using Dashboard.Web.Tests.Ui;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Tests.Refunds;

/// <summary>What a person is told of a refund whose end is overdue, and what can be done.</summary>
public sealed class OverdueTableTests : UiContext
{
    [Fact]
    public void Accepted_TellsTheNextStepByThePlatformsIdAndAsks()
    {
        var asked = new List<OverdueRow>();
        var row = Row(RefundState.Accepted, "request-1", mayAsk: true);
        var table = Table(row, null, asked);

        Assert.Contains("Do not refund again.", table.Markup, StringComparison.Ordinal);
        Assert.Contains("name request-1 to the platform", table.Markup, StringComparison.Ordinal);
        table.Find("button[aria-label='Ask now: EP-1']").Click();
        Assert.Same(row, Assert.Single(asked));
    }

    [Fact]
    public void Unknown_NamesTheRefundsOwnIdAndOffersNothingWithoutTheRight()
    {
        var row = Row(RefundState.Unknown, null, mayAsk: false);
        var table = Table(row, null, []);

        Assert.Contains("Nobody knows whether the request arrived.", table.Markup, StringComparison.Ordinal);
        Assert.Contains(row.Refund.Id.ToString(), table.Markup, StringComparison.Ordinal);
        Assert.Empty(table.FindAll("button"));
    }

    [Fact]
    public void Asking_CannotBeAskedAgain()
    {
        var row = Row(RefundState.Accepted, "request-1", mayAsk: true);

        Assert.True(Table(row, row.Refund.Id, []).Find("button").HasAttribute("disabled"));
    }

    [Fact]
    public void EveryAnswer_HasWords()
    {
        var texts = Services.GetRequiredService<IStringLocalizer<Web.Refunds.Texts>>();
        Assert.All(Enum.GetValues<AskedAnswer>(), answer => Assert.False(texts[$"Asked{answer}"].ResourceNotFound));
    }

    private IRenderedComponent<OverdueTable> Table(OverdueRow row, Guid? asking, List<OverdueRow> asked) => Render<OverdueTable>(table => table
        .Add(one => one.Rows, [row]).Add(one => one.Asking, asking).Add(one => one.OnAsk, asked.Add));

    private static OverdueRow Row(RefundState state, string? requestId, bool mayAsk) => new(
        new RefundView(Guid.CreateVersion7(), 1, 386, "EP-1", 1000, "EUR", RefundReason.CustomerRequest, null, null, "oleg@shop.test", Now.AddHours(-4), state,
            null, Now.AddHours(-3), Now.AddHours(-3), requestId, null, null, null, 7)
        { OverdueAt = Now.AddHours(-2) },
        mayAsk, Now.AddDays(10));
}
