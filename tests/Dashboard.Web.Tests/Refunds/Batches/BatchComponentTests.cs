using AngleSharp.Dom;
using Bunit;
using Dashboard.Core.Refunds;
using Dashboard.Core.Refunds.Batches;
using Dashboard.Web.Refunds.Batches;
using Dashboard.Web.Shell;
using Dashboard.Web.Tests.Ui;

namespace Dashboard.Web.Tests.Refunds.Batches;

public sealed class BatchComponentTests : UiContext
{
    [Fact]
    public void Confirm_OneCurrency_OpensOnlyForItsTotalAndEveryYes()
    {
        (string Typed, bool LeaveOut, bool SameFileAgain)? confirmed = null;
        var card = Render<BatchConfirm>(c => c
            .Add(x => x.Run, Run(new EarlierBatch(Guid.Empty, "anna", Now), Check(2, BatchVerdict.Fine, 123450), Check(3, BatchVerdict.PaymentNotFound, null)))
            .Add(x => x.OnConfirm, answer => confirmed = answer));
        IElement Button() => card.Find("button.primary");

        Assert.True(Button().HasAttribute("disabled"));
        card.Find("#batch-typed").Input("1,234.50");
        Assert.True(Button().HasAttribute("disabled"));
        card.FindAll("input[type=checkbox]")[0].Change(true);
        Assert.True(Button().HasAttribute("disabled"));
        card.FindAll("input[type=checkbox]")[1].Change(true);
        Assert.False(Button().HasAttribute("disabled"));
        card.Find("#batch-typed").Input("1,234.51");
        Assert.True(Button().HasAttribute("disabled"));
        Assert.Equal("true", card.Find("#batch-typed").GetAttribute("aria-invalid"));
        card.Find("#batch-typed").Input("1234.5");
        Button().Click();

        Assert.Equal(("1234.5", true, true), confirmed);
    }

    [Fact]
    public void Confirm_Russian_TakesTheTotalAsItIsShown()
    {
        Times.Use(Viewer.Unknown with { Language = "ru" });
        var card = Render<BatchConfirm>(c => c.Add(x => x.Run, Run(null, Check(2, BatchVerdict.Fine, 123450))));
        card.Find("#batch-typed").Input("1\u00A0234,50");
        Assert.False(card.Find("button.primary").HasAttribute("disabled"));
    }

    [Fact]
    public void Confirm_SeveralCurrencies_AsksForTheNumberOfRows()
    {
        var card = Render<BatchConfirm>(c => c.Add(x => x.Run, Run(null, Check(2, BatchVerdict.Fine, 100), Check(3, BatchVerdict.Fine, 5, "JPY"))));
        Assert.Equal(["1.00EUR", "5JPY"], card.FindAll(".money").Select(money => money.TextContent));
        card.Find("#batch-typed").Input("1.00");
        Assert.True(card.Find("button.primary").HasAttribute("disabled"));
        card.Find("#batch-typed").Input("2");
        Assert.False(card.Find("button.primary").HasAttribute("disabled"));
    }

    [Fact]
    public void Confirm_NoRowFine_HasNothingToPress()
    {
        var card = Render<BatchConfirm>(c => c.Add(x => x.Run, Run(null, Check(2, BatchVerdict.OverRemaining, 100))));
        Assert.Empty(card.FindAll("button"));
        Assert.Contains("No row can be refunded", card.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void CheckTable_FaultsComeFirstAndEveryVerdictHasWords()
    {
        var rows = Enum.GetValues<BatchVerdict>().Select((verdict, index) => Check(index + 2, verdict, verdict == BatchVerdict.AmountUnreadable ? null : 100)).ToArray();
        var table = Render<BatchCheckTable>(c => c.Add(x => x.Run, Run(null, rows)));

        Assert.Equal(rows.Length - 1, table.FindAll("tbody tr").Count);
        table.FindAll(".batch-views button")[0].Click();
        Assert.Equal(rows.Length, table.FindAll("tbody tr").Count);
        Assert.DoesNotContain("Verdict", table.Markup, StringComparison.Ordinal);
        Assert.Contains("1.0x", table.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(BatchVerdict.RemainingUnknown, "The platform tells of money going back without a sum")]
    [InlineData(BatchVerdict.PaymentNotFound, "There is no such payment")]
    public void CheckTable_RemainingThatNobodyKnows_SaysWhy(BatchVerdict verdict, string why)
    {
        var table = Render<BatchCheckTable>(c => c.Add(x => x.Run, Run(null, Check(2, verdict, 100) with { Remaining = null })));
        Assert.StartsWith(why, table.Find("tbody td:nth-child(4) [title]").GetAttribute("title"), StringComparison.Ordinal);
    }

    [Fact]
    public void CheckTable_ManyRows_ShowsThemByTheHundred()
    {
        var table = Render<BatchCheckTable>(c => c.Add(x => x.Run, Run(null, [.. Enumerable.Range(2, 250).Select(line => Check(line, BatchVerdict.Fine, 100))])));
        Assert.Equal(100, table.FindAll("tbody tr").Count);
        table.Find(".list-foot button").Click();
        Assert.Equal(200, table.FindAll("tbody tr").Count);
        Assert.Equal("Shown: 200 of 250", table.Find(".list-foot span").TextContent);
    }

    [Fact]
    public void RowTable_EveryRefusal_HasWordsAndNoPlaceholder()
    {
        var rows = Enum.GetValues<RefundRefusalKind>().Select((kind, index) => Row(index + 2) with { State = RefundBatchRowState.Refused, Refusal = kind }).ToList();
        var table = Render<BatchRowTable>(c => c.Add(x => x.Rows, rows));
        Assert.All(table.FindAll("td.reason"), cell =>
        {
            Assert.NotEqual("", cell.TextContent.Trim());
            Assert.DoesNotMatch(@"Refused\w|Verdict|\{0\}", cell.TextContent);
        });
    }

    [Fact]
    public void RowTable_RefundAndLeftOutRow_TellStateAndAnswer()
    {
        var table = Render<BatchRowTable>(c => c.Add(x => x.Rows,
        [
            Row(2) with { State = RefundBatchRowState.Requested, Refund = RefundState.Declined, Code = "3283", Message = "more than", RequestId = "r-1" },
            Row(3) with { State = RefundBatchRowState.LeftOut, Verdict = BatchVerdict.PaymentNotFound, Amount = null, Currency = "" },
        ]));
        var rows = table.FindAll("tbody tr");
        Assert.Contains("Declined", rows[0].QuerySelector(".chip")!.TextContent, StringComparison.Ordinal);
        Assert.StartsWith("3283", rows[0].QuerySelector(".reason")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Left out", rows[1].QuerySelector(".chip")!.TextContent, StringComparison.Ordinal);
        Assert.Null(rows[1].QuerySelector(".row-link"));
        Assert.Contains("Not found", rows[1].QuerySelector(".reason")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Counts_RowsOfTwoCurrencies_AreNeverAddedUp()
    {
        var counts = Render<BatchCounts>(c => c.Add(x => x.Counts,
        [
            new RefundBatchCount(RefundBatchRowState.Waiting, null, "EUR", 2, 300), new RefundBatchCount(RefundBatchRowState.Waiting, null, "JPY", 1, 7),
            new RefundBatchCount(RefundBatchRowState.LeftOut, null, "ZZZ", 1, 0),
        ]));
        Assert.Equal(["rows: 1", "rows: 3"], counts.FindAll(".figures").Select(one => one.TextContent).Order(StringComparer.Ordinal));
        Assert.Equal(["3.00EUR", "7JPY"], counts.FindAll(".money").Select(one => one.TextContent));
    }

    private static BatchDryRun Run(EarlierBatch? same, params BatchRowCheck[] rows) => new(rows,
        [.. rows.Where(row => row.Verdict == BatchVerdict.Fine).GroupBy(row => row.Currency).Select(group => new BatchTotal(group.Key, group.Count(), group.Sum(row => row.Amount!.Value)))], same);

    private static BatchRowCheck Check(int line, BatchVerdict verdict, long? amount, string currency = "EUR") => new(
        new BatchDraftRow(line, "386", "EP-" + line, amount is null ? "1.0x" : "1.00", currency, "Fraud", "", ""), verdict, 386, amount, currency, RefundReason.Fraud, 500, currency);

    private static RefundBatchRowView Row(int line) => new(
        line, 386, "EP-" + line, 100, "EUR", RefundReason.Fraud, null, null, BatchVerdict.Fine, RefundBatchRowState.Waiting, null, null, null, null, null, null, null, null, null, null);
}
