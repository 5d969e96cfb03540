using Bunit;
using Dashboard.Core.Audit;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Operations;
using Dashboard.Core.Payments;
using Dashboard.Core.Refunds;
using Dashboard.Core.Timeline;
using Dashboard.Web.Payments.Details;
using Dashboard.Web.Tests.Ui;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Tests.Payments.Details;

/// <summary>The parts of a payment's panel and page, each by itself.</summary>
public sealed class DetailPartsTests : UiContext
{
    [Theory]
    [InlineData("EUR", 5000, 2000, 1000, "50.00 EUR|−20.00 EUR|−10.00 EUR|20.00 EUR")]
    [InlineData("JPY", 5000, 0, 0, "5,000 JPY|0 JPY|0 JPY|5,000 JPY")]
    [InlineData("KWD", 5001, 1, 0, "5.001 KWD|−0.001 KWD|0.000 KWD|5.000 KWD")]
    [InlineData("EUR", long.MaxValue, long.MaxValue, 0, "92,233,720,368,547,758.07 EUR|−92,233,720,368,547,758.07 EUR|0.00 EUR|0.00 EUR")]
    public void Ladder_Captured_SumsToTheMinorUnit(string currency, long captured, long refunded, long reserved, string expected)
    {
        var ladder = Ladder(Payment("success", currency, captured, captured, refunded, reserved));
        Assert.Equal(expected, string.Join('|', ladder.FindAll("dd").Select(figure => Spaced(figure.TextContent, currency))));
        Assert.Single(ladder.FindAll(".ladder-bar"));
    }

    [Fact]
    public void Ladder_CapturedLessThanAskedFor_SaysBoth()
    {
        var ladder = Ladder(Payment("success", "EUR", 5000, 3000, 0, 0));
        Assert.Equal(["Asked for", "Captured", "Refunded", "Refunds pending", "Remaining"], ladder.FindAll("dt").Select(name => name.TextContent));
    }

    [Theory]
    [InlineData(1000, 2000, 1500, "-15.00", "55.00", "Of what was captured: refunded 10 %, pending 35 %, remaining 55 %")]
    [InlineData(0, 6000, 7000, "-70.00", "0.00", "Of what was captured: refunded 0 %, pending 130 %, remaining 0 %")]
    public void Ladder_RefundElsewhereUnderWay_IsARungAndLeavesLess(long refunded, long reserved, long elsewhere, string rung, string remaining, string words)
    {
        var ladder = Ladder(Payment("success", "EUR", 10000, 10000, refunded, reserved) with { UnderWay = elsewhere });

        Assert.Equal("Captured, Refunded, Refunds pending, Under way, made elsewhere, Remaining",
            string.Join(", ", ladder.FindAll("dt").Select(name => name.TextContent)));
        Assert.Contains(rung, Text(ladder.FindAll("dd")[3]), StringComparison.Ordinal);
        Assert.Contains(remaining, Text(ladder.FindAll("dd")[4]), StringComparison.Ordinal);
        Assert.Equal(words, ladder.Find("svg").GetAttribute("aria-label"));

        static string Text(AngleSharp.Dom.IElement figure) => figure.TextContent.Replace('\u2212', '-');
    }

    [Fact]
    public void Ladder_RefundElsewhereWithoutASum_SaysThatNobodyKnowsWhatRemains()
    {
        var ladder = Ladder(Payment("success", "EUR", 10000, 10000, 1000, 0) with { UnderWay = null });
        Assert.Equal("Not known: the platform tells of a refund without its sum", ladder.Find(".ladder-last dd").TextContent);
        Assert.Empty(ladder.FindAll(".ladder-remaining"));
        Assert.EndsWith("remaining Not known: the platform tells of a refund without its sum", ladder.Find("svg").GetAttribute("aria-label"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("success", 3000, "Authorised, Captured, Refunded, Refunds pending, Remaining")]
    [InlineData("awaiting capture", 0, "Asked for, Authorised, Captured")]
    public void Ladder_MoneyWasHeldFirst_SaysSo(string status, long captured, string rungs)
    {
        var ladder = Render<MoneyLadder>(parameters => parameters.Add(one => one.Row, Payment(status, "EUR", captured == 0 ? 3000 : captured, captured, 0, 0))
            .Add(one => one.Authorised, 3500));
        Assert.Equal(rungs, string.Join(", ", ladder.FindAll("dt").Select(name => name.TextContent)));
        Assert.Contains("35.00", ladder.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("decline", "No money was taken, so there is nothing to refund.")]
    [InlineData("expired", "No money was taken, so there is nothing to refund.")]
    [InlineData("awaiting capture", "The money is held on the customer's account, not taken yet.")]
    [InlineData("awaiting 3ds result", "No money has been taken: the customer still has a step to do.")]
    [InlineData("processing", "No money has been taken yet: the platform is working on it.")]
    [InlineData("a status nobody knows", "The platform has not reported a capture.")]
    public void Ladder_NothingCaptured_DrawsNoBarAndSaysWhy(string status, string words)
    {
        var ladder = Ladder(Payment(status, "EUR", 5000, 0, 0, 0));
        Assert.Empty(ladder.FindAll("svg"));
        Assert.Equal(words, ladder.Find(".ladder-words").TextContent);
        Assert.DoesNotContain("Remaining", ladder.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Decline_KnownCode_SaysMeaningAndNextStep()
    {
        var card = Decline("20105");
        Assert.Equal("Declined: Insufficient funds on customer account", card.Find("h3").TextContent.Trim());
        Assert.Equal(["Ask the customer to pay again.", "20105"], card.FindAll("dd").Select(fact => fact.TextContent));
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData("999999", 1)]
    public void Decline_NoneOrUnknownCode_ShowsNothingOrTheCode(string? code, int cards) => Assert.Equal(cards, Decline(code).FindAll("section").Count);

    [Fact]
    public void Timeline_SilenceAndDays_AreDrawnBetweenTheLines()
    {
        var view = Timeline(Sale(Now.AddHours(-26)), Callback(1, Now.AddHours(-26).AddSeconds(2)), Callback(2, Now.AddHours(-2).AddMinutes(-14)));

        Assert.Equal(["Nothing new for 2 h 14 min; something is still to come", "23 h 45 min nothing"], view.FindAll(".timeline-gap").Select(gap => gap.TextContent));
        Assert.Equal(["2 Mar 2026", "1 Mar 2026"], view.FindAll(".timeline-day").Select(day => day.TextContent));
        Assert.Equal(["06:46", "07:00", "07:00"], view.FindAll(".timeline-time").Select(time => time.TextContent));
    }

    [Fact]
    public void Timeline_OneSource_ShowsItsLinesAndItsOwnSilences()
    {
        var view = Timeline(Callback(1, Now.AddHours(-5)), Sale(Now.AddHours(-4)), Callback(2, Now.AddHours(-3)));
        view.FindAll(".timeline-filter button").Single(button => button.TextContent == "Callbacks").Click();

        Assert.Equal(2, view.FindAll(".timeline-line").Count);
        Assert.Contains("2 h nothing", view.Find(".timeline-gap:not(.open)").TextContent, StringComparison.Ordinal);
        view.FindAll(".timeline-filter button").Single(button => button.TextContent == "Staff").Click();
        Assert.Contains("Nobody has done anything", view.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Timeline_WithoutTheRight_OffersNeitherNoteNorCallbacks()
    {
        var view = Timeline(Sale(Now));
        Assert.Empty(Render<TimelineView>(one => one.Add(view => view.Timeline, PaymentTimeline.Empty)).FindAll("[data-add-note]"));
        Assert.Equal(["All", "Operations", "Callbacks", "Staff"], view.FindAll(".timeline-filter button").Select(button => button.TextContent));
        Assert.DoesNotContain("Callbacks", Render<TimelineView>(one => one.Add(view => view.Timeline, PaymentTimeline.Empty)).Find(".timeline-filter").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Action_EveryVerbOfTheLog_HasWordsForDoneAndRefused()
    {
        var texts = Services.GetRequiredService<IStringLocalizer<Web.Payments.Details.Texts>>();
        foreach (var verb in ActionWords.Known)
        {
            foreach (var result in Enum.GetValues<AuditResult>())
            {
                var words = ActionWords.Of(texts, new TimelineAction(Now, 1, verb, result, "anna", true) { To = RefundState.AwaitingApproval }, "1.00 EUR");
                Assert.DoesNotContain("Did:", words, StringComparison.Ordinal);
                Assert.NotEqual(verb, words);
            }
        }

        // One that was added since is shown as it was written, not hidden.
        Assert.Equal("refund.new-verb", ActionWords.Of(texts, new TimelineAction(Now, 1, "refund.new-verb", AuditResult.Done, "anna", true), ""));
    }

    [Fact]
    public void Action_OfTheSystem_NamesTheStateInWords()
    {
        var line = Render<ActionLine>(one => one.Add(line => line.Action, new TimelineAction(Now, 1, "refund.state", AuditResult.Done, "system", false)
        { To = RefundState.Declined, Amount = 500, Currency = "KWD", Code = "20105" }));
        Assert.Empty(line.FindAll("strong"));
        Assert.Contains("Refund of 0.500 KWD:", line.Markup, StringComparison.Ordinal);
        Assert.Contains("Declined by the platform", line.Find(".chip").TextContent, StringComparison.Ordinal);
        Assert.Contains("20105 · Insufficient funds on customer account", line.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(30, "30 min")]
    [InlineData(60, "1 h")]
    [InlineData(134, "2 h 14 min")]
    [InlineData(1440, "1 d")]
    [InlineData(1440 + 119, "1 d 1 h")]
    public void Duration_Minutes_AreTheTwoGreatestUnits(int minutes, string words) =>
        Assert.Equal(words, Durations.Words(Services.GetRequiredService<IStringLocalizer<Web.Payments.Details.Texts>>(), TimeSpan.FromMinutes(minutes)));

    private IRenderedComponent<MoneyLadder> Ladder(PaymentRow row) => Render<MoneyLadder>(one => one.Add(ladder => ladder.Row, row));

    private IRenderedComponent<DeclineCard> Decline(string? code) => Render<DeclineCard>(one => one.Add(card => card.Code, code).Add(card => card.Id, 1));

    private IRenderedComponent<TimelineView> Timeline(params TimelineEntry[] entries) => Render<TimelineView>(one => one
        .Add(view => view.Timeline, PaymentTimeline.Of(entries, Now, awaiting: true)).Add(view => view.MayViewCallbacks, true));

    private static PaymentRow Payment(string status, string currency, long amount, long captured, long refunded, long reserved) => new()
    {
        Id = 1,
        ProjectId = 386,
        PaymentId = "EP-1",
        Status = status,
        Currency = currency,
        Amount = amount,
        Captured = captured,
        Refunded = refunded,
        Reserved = reserved,
        CreatedAt = Now,
    };

    private static TimelineOperation Sale(DateTimeOffset at) => new(at, new OperationRow
    {
        Id = 1,
        PaymentRowId = 1,
        ProjectId = 386,
        PaymentId = "EP-1",
        OperationId = 632,
        Type = "sale",
        Status = "success",
        Amount = 5000,
        Currency = "EUR",
        CreatedAt = at,
    }, OperationMoment.Whole);

    private static TimelineCallback Callback(long id, DateTimeOffset at) =>
        new(new CallbackRow(id, 386, at, CallbackSource.Callback, CallbackVerdict.Applied, null, false, "EP-1", 632, 0, null, null));

    private static string Spaced(string figure, string currency) => figure.Replace(currency, " " + currency, StringComparison.Ordinal);
}
