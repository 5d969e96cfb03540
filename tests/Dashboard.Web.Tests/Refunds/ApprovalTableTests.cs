using Bunit;
using Dashboard.Core.Refunds;
using Dashboard.Web.Refunds;
using Dashboard.Web.Tests.Ui;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Tests.Refunds;

/// <summary>Who is offered what in the inbox.</summary>
public sealed class ApprovalTableTests : UiContext
{
    [Fact]
    public void Waiting_ForAnApprover_OffersYesAndNoAndNamesThePayment()
    {
        var asked = new List<DecisionKind>();
        var table = Table(Row(RefundState.AwaitingApproval, mayApprove: true), asked);

        Assert.Equal(["Approve the refund of EP-1", "Reject the refund of EP-1"], Labels(table));
        table.FindAll("button")[0].Click();
        table.FindAll("button")[1].Click();
        Assert.Equal([DecisionKind.Approve, DecisionKind.Reject], asked);
        Assert.Contains("Above the limit of the day", table.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Waiting_Own_OffersOnlyToTakeItBack()
    {
        var table = Table(Row(RefundState.AwaitingApproval, isOwn: true, mayApprove: true, mayCancel: true), []);

        Assert.Equal(["Cancel refund: EP-1"], Labels(table));
        Assert.Contains("a colleague decides", table.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Waiting_ForSomebodyWithoutTheRight_OffersNothing() =>
        Assert.Empty(Labels(Table(Row(RefundState.AwaitingApproval), [])));

    [Fact]
    public void Blocked_SaysWhyInTheReadersLanguageAndOffersTheQueue()
    {
        var table = Table(Row(RefundState.Blocked, mayCancel: true), []);

        Assert.Equal(["Queue again: EP-1", "Cancel refund: EP-1"], Labels(table));
        Assert.Contains("Refunds are stopped.", table.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "Propose an end: EP-1")]
    [InlineData(false, "Confirm how the refund of EP-1 ended")]
    public void ManualReview_Proposed_IsConfirmedByAnotherOnly(bool isOwn, string first)
    {
        var row = Row(RefundState.ManualReview, mayApprove: true) with { Proposal = new ProposedEnd(true, "boris@shop.test", Now, "Seen", isOwn) };
        var table = Table(row, []);

        Assert.Equal(first, Labels(table)[0]);
        Assert.Contains("boris@shop.test says the money went back", table.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryDecisionAndReason_HasWords()
    {
        var texts = Services.GetRequiredService<IStringLocalizer<Web.Refunds.Texts>>();
        foreach (var decision in Enum.GetValues<RefundDecision>().Where(one => one != RefundDecision.Done))
            Assert.DoesNotContain("Decision", RefundWords.OfDecision(texts, new RefundDecisionResult(decision)), StringComparison.Ordinal);
        foreach (var reason in Enum.GetValues<ApprovalReason>())
            Assert.False(texts[$"Approval{reason}"].ResourceNotFound);
        foreach (var kind in Enum.GetValues<DecisionKind>())
            Assert.All(new[] { "", "Meaning", "Button", "Short", "Label", "Done" }, part => Assert.False(texts[$"Decide{kind}{part}"].ResourceNotFound));
        foreach (var result in Enum.GetValues<LimitResult>().Where(one => one != LimitResult.Done))
            Assert.False(texts[$"Limit{result}"].ResourceNotFound);
    }

    private IRenderedComponent<ApprovalTable> Table(ApprovalRow row, List<DecisionKind> asked) => Render<ApprovalTable>(table => table
        .Add(one => one.Rows, [row]).Add(one => one.Caption, "Rows").Add(one => one.Waiting, row.Refund.State == RefundState.AwaitingApproval)
        .Add(one => one.OnDecide, chosen => asked.Add(chosen.Kind)));

    private static List<string?> Labels(IRenderedComponent<ApprovalTable> table) => [.. table.FindAll("button").Select(button => button.GetAttribute("aria-label"))];

    private static ApprovalRow Row(RefundState state, bool isOwn = false, bool mayApprove = false, bool mayCancel = false) => new(
        new RefundView(Guid.NewGuid(), 1, 386, "EP-1", 1000, "EUR", RefundReason.CustomerRequest, null, null, "oleg@shop.test", Now, state,
            state == RefundState.Blocked ? "Refunds are stopped." : null, Now, null, null, null, null, null, 0)
        { ApprovalReason = ApprovalReason.OverDay, ExpiresAt = Now.AddHours(72) },
        isOwn, mayApprove, mayCancel, null);
}
