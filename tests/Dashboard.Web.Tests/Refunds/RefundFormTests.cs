using System.Globalization;
using Dashboard.Core.Refunds;
using Dashboard.Web.Refunds;

namespace Dashboard.Web.Tests.Refunds;

public sealed class RefundFormTests
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");
    private static readonly CultureInfo Russian = CultureInfo.GetCultureInfo("ru-RU");

    [Fact]
    public void Opened_OffersAllThatRemainsAndWaitsForAReason()
    {
        var form = Form();
        Assert.Equal((true, 5000L, false), (form.Whole, form.Amount, form.IsComplete));
        form.Reason = RefundReason.CustomerRequest;
        Assert.True(form.IsComplete);
        Assert.Equal((form.Id, 5000L, "EUR"), (form.ToInput().Id, form.ToInput().Amount, form.ToInput().Currency));
    }

    [Theory]
    [InlineData("EUR", "12.34", 1234L, null)]
    [InlineData("EUR", " 12.3 ", 1230L, null)]
    [InlineData("EUR", "50", 5000L, null)]
    [InlineData("EUR", "50.01", null, "AmountOverRemaining")]
    [InlineData("EUR", "0", null, "AmountNotPositive")]
    [InlineData("EUR", "-1", null, "AmountNotPositive")]
    [InlineData("EUR", "", null, "AmountEmpty")]
    [InlineData("EUR", "12,34", null, "AmountAmbiguousSeparator")]
    [InlineData("EUR", "12.345", null, "AmountTooManyDecimals")]
    [InlineData("JPY", "10.5", null, "AmountTooManyDecimals")]
    [InlineData("JPY", "10", 10L, null)]
    [InlineData("KWD", "1.234", 1234L, null)]
    [InlineData("EUR", "1e2", null, "AmountNotANumber")]
    public void Part_TypedAmount_IsReadByTheCurrency(string currency, string text, long? amount, string? fault)
    {
        var form = Form(currency);
        (form.Whole, form.AmountText) = (false, text);
        Assert.Equal((amount, fault), (form.Amount, form.AmountFaultOrNone));
    }

    [Fact]
    public void Button_WaitingForSomething_SaysForWhatAndOneThingAtATime()
    {
        var form = Form();
        form.Whole = false;
        Assert.Equal("MissingAmount", form.Missing);
        form.AmountText = "60";
        // The field itself says that it is too much.
        Assert.Null(form.Missing);
        form.AmountText = "12";
        Assert.Equal("MissingReason", form.Missing);
        form.Reason = RefundReason.Other;
        Assert.Equal("MissingNote", form.Missing);
        form.Note = "Parcel came back";
        Assert.Null(form.Missing);
        Assert.True(form.IsComplete);
    }

    [Fact]
    public void Part_TypedByARussian_TakesTheComma()
    {
        var form = new RefundForm(Offer("EUR"), Russian) { Whole = false, AmountText = "12,34" };
        Assert.Equal(1234, form.Amount);
    }

    [Fact]
    public void Other_WithoutNote_IsNotComplete()
    {
        var form = Form();
        (form.Reason, form.Note) = (RefundReason.Other, "  ");
        Assert.Equal((false, "NoteNeeded"), (form.IsComplete, form.NoteFault));
        form.Note = "agreed by phone";
        Assert.True(form.IsComplete);
    }

    [Theory]
    [InlineData("a;b", "TextNotAllowed")]
    [InlineData("a\nb", "TextNotAllowed")]
    [InlineData("a\ud800b", "TextNotAllowed")]
    [InlineData("fine \ud83d\ude00", null)]
    public void Note_ThatCannotTravel_IsTold(string note, string? fault)
    {
        var form = Form();
        (form.Reason, form.Note) = (RefundReason.Fraud, note);
        Assert.Equal((fault, fault is null), (form.NoteFault, form.IsComplete));
    }

    private static RefundForm Form(string currency = "EUR") => new(Offer(currency), English);

    private static RefundOffer Offer(string currency) =>
        new(1, 386, "EP-1", "alfa-click", currency, 10000, 3000, 2000, 5000, null, null, PartialAllowed: true);
}
