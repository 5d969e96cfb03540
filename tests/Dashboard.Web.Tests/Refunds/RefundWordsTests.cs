using System.Globalization;
using Bunit;
using Dashboard.Core.Refunds;
using Dashboard.Gate;
using Dashboard.Web.Refunds;
using Dashboard.Web.Tests.Ui;
using Dashboard.Web.Ui;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Tests.Refunds;

public sealed class RefundWordsTests : UiContext
{
    [Fact]
    public void EveryRefusal_HasWordsOfItsOwn()
    {
        var texts = Services.GetRequiredService<IStringLocalizer<Web.Refunds.Texts>>();
        foreach (var kind in Enum.GetValues<RefundRefusalKind>())
            Assert.DoesNotContain("Refused", RefundWords.OfRefusal(texts, kind, null, "50.00 EUR"), StringComparison.Ordinal);
        Assert.NotEqual(
            RefundWords.OfRefusal(texts, RefundRefusalKind.MethodCannot, nameof(RefundRefusal.NoRefunds), ""),
            RefundWords.OfRefusal(texts, RefundRefusalKind.MethodCannot, nameof(RefundRefusal.UnknownMethod), ""));
    }

    [Theory]
    [InlineData("The platform has another refund of this payment under way, made elsewhere. Ask again when it has ended.")]
    [InlineData("It was approved too long ago.")]
    public void ReasonsOfTheLastLook_SayWhatToDo(string detail)
    {
        var words = RefundWords.OfDetail(Services.GetRequiredService<IStringLocalizer<Web.Refunds.Texts>>(), detail);
        Assert.NotEqual(detail, words);
        Assert.Contains("ancel", words, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryAlarm_HasANameAndAMeaning()
    {
        var texts = Services.GetRequiredService<IStringLocalizer<Web.Refunds.Texts>>();
        foreach (var kind in Enum.GetValues<PaymentAlarmKind>())
            Assert.False(texts[$"Alarm{kind}"].ResourceNotFound || texts[$"Alarm{kind}Meaning"].ResourceNotFound, kind.ToString());
    }

    [Theory]
    [InlineData("The platform made this refund more than once: more went back than was asked for.")]
    [InlineData("It had ended, but the platform has another operation of it under way. Its amount is held again.")]
    public void Detail_OfARefundWithSeveralOperations_IsToldInWordsOfTheScreen(string detail)
    {
        var texts = Services.GetRequiredService<IStringLocalizer<Web.Refunds.Texts>>();
        Assert.NotEqual(detail, RefundWords.OfDetail(texts, detail));
    }

    [Fact]
    public void EveryAdviceOfADeclinedRefund_IsAboutTheRefundAndNotAboutPayingAgain()
    {
        var texts = Services.GetRequiredService<IStringLocalizer<Web.Refunds.Texts>>();
        foreach (var advice in Enum.GetValues<CodeAdvice>())
        {
            Assert.False(texts[$"DeclineAdvice{advice}"].ResourceNotFound);
            Assert.DoesNotContain("pay again", texts[$"DeclineAdvice{advice}"], StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void EveryState_HasAChipWithMeaningAndAnAnswerAboutMoney()
    {
        foreach (var state in Enum.GetValues<RefundState>())
        {
            var chip = Render<RefundChip>(parameters => parameters.Add(one => one.State, state)).Find(".chip");
            Assert.DoesNotContain("State" + state, chip.OuterHtml, StringComparison.Ordinal);
            Assert.True(Enum.IsDefined(RefundWords.MovedBy(state)));
        }

        Assert.Equal(MoneyMoved.NotKnown, RefundWords.MovedBy(RefundState.Unknown));
        Assert.Equal(MoneyMoved.No, RefundWords.MovedBy(RefundState.Declined));
    }

    [Fact]
    public void Button_MethodWithoutRefunds_IsDisabledWithTheReasonInWords()
    {
        var button = Render<RefundButton>(parameters => parameters.Add(one => one.Offer, Offer(RefundRefusalKind.MethodCannot, nameof(RefundRefusal.NoRefunds))));
        Assert.True(button.Find("button").HasAttribute("disabled"));
        Assert.Equal("This method has no refunds: the money has to go back another way.", button.Find("#refund-why-not-1").TextContent);
        Assert.Equal("refund-why-not-1", button.Find("button").GetAttribute("aria-describedby"));
    }

    [Fact]
    public void Button_Refundable_IsEnabled() =>
        Assert.False(Render<RefundButton>(parameters => parameters.Add(one => one.Offer, Offer(null, null))).Find("button").HasAttribute("disabled"));

    [Fact]
    public void Fields_TypingAnAmount_ChoosesPartAndTellsWhatIsWrong()
    {
        var form = new RefundForm(Offer(null, null), CultureInfo.GetCultureInfo("en-GB"));
        var fields = Render<RefundFields>(parameters => parameters.Add(one => one.Form, form));
        fields.Find("#refund-amount").Input("60");
        fields.Render();
        Assert.False(form.Whole);
        Assert.Equal("More than the remaining 50.00 EUR.", fields.Find("[role=alert] span").TextContent);
        Assert.Equal("true", fields.Find("#refund-amount").GetAttribute("aria-invalid"));
    }

    [Fact]
    public void Fields_BesideARefundElsewhere_TellItAsPending()
    {
        var form = new RefundForm(Offer(null, null) with { Reserved = 1000, UnderWay = 2000, Remaining = 2000 }, CultureInfo.GetCultureInfo("en-GB"));
        var fields = Render<RefundFields>(parameters => parameters.Add(one => one.Form, form));
        Assert.Contains("(30.00 EUR pending)", fields.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Fields_OtherReason_AsksForANote()
    {
        var form = new RefundForm(Offer(null, null), CultureInfo.GetCultureInfo("en-GB"));
        var fields = Render<RefundFields>(parameters => parameters.Add(one => one.Form, form).Add(one => one.Touched, true));
        fields.Find("#refund-reason").Change(nameof(RefundReason.Other));
        Assert.Equal("Say in a few words why.", fields.Find("#refund-note-error").TextContent.Trim());
    }

    private static RefundOffer Offer(RefundRefusalKind? whyNot, string? detail) =>
        new(1, 386, "EP-1", "alfa-click", "EUR", 5000, 0, 0, 5000, whyNot, detail, PartialAllowed: true);
}
