using System.Globalization;

namespace Dashboard.Gate.Tests.Reference;

public sealed class ReferenceDataTests
{
    [Fact]
    public void ResponseCodes_Register_HasEveryDocumentedCodeWithItsMeaningAndAdvice()
    {
        var documented = File.ReadAllLines(TestData.PathOf("documented-codes.txt"));
        Assert.Equal(272, documented.Length);
        Assert.Equal(272, ResponseCodes.All.Count);
        Assert.All(documented, line =>
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var found = ResponseCodes.Find(line[..space]);
            Assert.NotNull(found);
            Assert.Equal(line[(space + 1)..^4], found.English);
            Assert.Equal(line[^2], found.Advice switch
            {
                CodeAdvice.Correct => 'C',
                CodeAdvice.Resend => 'R',
                CodeAdvice.Later => 'L',
                CodeAdvice.Support => 'S',
                CodeAdvice.AccountManager => 'K',
                CodeAdvice.Wait => 'W',
                _ => 'N',
            });
        });
    }

    [Fact]
    public void ResponseCodes_RussianMeanings_AreRussian() =>
        Assert.All(ResponseCodes.All, c => Assert.Contains(c.Russian, letter => letter is >= 'а' and <= 'я'));

    [Theory]
    [InlineData("0", CodeGroup.Success)]
    [InlineData("9999", CodeGroup.Waiting)]
    [InlineData("20105", CodeGroup.CustomerFunds)]
    [InlineData("20301", CodeGroup.CustomerCancelled)]
    [InlineData("20000", CodeGroup.NotFinished)]
    [InlineData("1499", CodeGroup.Risk)]
    [InlineData("10403", CodeGroup.Risk)]
    [InlineData("10103", CodeGroup.WrongData)]
    [InlineData("2642", CodeGroup.Limits)]
    [InlineData("314", CodeGroup.Provider)]
    [InlineData("310", CodeGroup.Setup)]
    [InlineData("3283", CodeGroup.Other)]
    public void ResponseCodes_Group_IsTheChartsReason(string code, CodeGroup expected) => Assert.Equal(expected, ResponseCodes.Find(code)!.Group);

    [Fact]
    public void ResponseCodes_Meaning_FollowsTheCulture()
    {
        var code = ResponseCodes.Find("3283")!;
        Assert.Equal("Refund amount more than init amount", code.Meaning(CultureInfo.GetCultureInfo("en-GB")));
        Assert.Equal("Сумма возврата больше суммы первоначальной оплаты", code.Meaning(CultureInfo.GetCultureInfo("ru-RU")));
        Assert.Null(ResponseCodes.Find("123456"));
        Assert.Null(ResponseCodes.Find(null));
    }

    [Fact]
    public void PaymentMethods_AlfaClick_IsAsItsPageSays()
    {
        var alfa = PaymentMethods.Find("alfa-click")!;
        Assert.Equal((MethodSupport.Yes, MethodSupport.Yes), (alfa.FullRefund, alfa.PartialRefund));
        Assert.Equal(["EUR", "KZT", "RUB", "USD"], alfa.Currencies);
        Assert.Equal([new Money(100, "RUB")], alfa.Minimum);
        Assert.Empty(alfa.Maximum);
        Assert.Equal(("online-banking", "/v2/payment/online-banking/alfa-click/refund"), (alfa.Group, alfa.RefundPath));
    }

    [Fact]
    public void PaymentMethods_Poli_IsAsItsPageSays()
    {
        var poli = PaymentMethods.Find("poli")!;
        Assert.Equal((MethodSupport.No, MethodSupport.No), (poli.FullRefund, poli.PartialRefund));
        Assert.Equal(["AUD", "NZD"], poli.Currencies);
        Assert.Equal([new Money(100, "USD")], poli.Minimum);
        Assert.Equal([new Money(1_000_000, "AUD"), new Money(1_000_000, "NZD")], poli.Maximum);
    }

    [Theory]
    [InlineData("alfa-click", true, "RUB", RefundRefusal.None)]
    [InlineData("alfa-click", false, "RUB", RefundRefusal.None)]
    [InlineData("alfa-click", false, "XXX", RefundRefusal.UnknownCurrency)]
    [InlineData("poli", false, "AUD", RefundRefusal.NoRefunds)]
    [InlineData("poli", true, "AUD", RefundRefusal.NoRefunds)]
    [InlineData("card", true, "EUR", RefundRefusal.None)]
    [InlineData("klarna", false, "EUR", RefundRefusal.None)]
    [InlineData("klarna", true, "EUR", RefundRefusal.PartialRefundsUnconfirmed)]
    [InlineData("Alfa-Click", false, "RUB", RefundRefusal.UnknownMethod)]
    [InlineData("new-wallet", false, "RUB", RefundRefusal.UnknownMethod)]
    [InlineData(null, false, "RUB", RefundRefusal.UnknownMethod)]
    public void WhyNotRefundable_MethodMatrix_DecidesWithAReason(string? method, bool partial, string currency, RefundRefusal expected) =>
        Assert.Equal(expected, PaymentMethods.WhyNotRefundable(method, partial, currency));

    [Theory]
    [InlineData("success", true, true, true)]
    [InlineData("partially refunded", true, true, true)]
    [InlineData("reversed", true, true, true)]
    [InlineData("decline", true, true, false)]
    [InlineData("canceled", true, true, false)]
    [InlineData("cancelled", true, true, false)]
    [InlineData("awaiting redirect result", true, false, false)]
    [InlineData("Success", false, false, false)]
    [InlineData("brand new", false, false, false)]
    [InlineData(null, false, false, false)]
    public void PaymentStatus_Of_TellsKnownFinalAndSuccess(string? code, bool known, bool final, bool success)
    {
        var status = PaymentStatus.Of(code);
        Assert.Equal((known, final, success), (status.Known, status.IsFinal, status.IsSuccess));
    }

    [Theory]
    [InlineData("success", true, true)]
    [InlineData("decline", true, false)]
    [InlineData("expired", true, false)]
    [InlineData("unknown", false, false)]
    [InlineData("refunded", false, false)]
    public void OperationStatus_Of_TellsFinalAndSuccess(string code, bool final, bool success)
    {
        var status = OperationStatus.Of(code);
        Assert.Equal((final, success), (status.IsFinal, status.IsSuccess));
    }

    [Theory]
    [InlineData("sale", 1)]
    [InlineData("capture", 1)]
    [InlineData("recurring", 1)]
    [InlineData("refund", -1)]
    [InlineData("reversal", -1)]
    [InlineData("refund reverse", 1)]
    [InlineData("auth", 0)]
    [InlineData("payout", 0)]
    [InlineData("SALE", 0)]
    [InlineData("brand new", 0)]
    [InlineData(null, 0)]
    public void OperationType_Of_GivesTheSignOfMoney(string? code, int sign) => Assert.Equal(sign, OperationType.Of(code).Sign);

    [Fact]
    public void OperationType_All_AreTheDocumentedOnes() => Assert.Equal(21, OperationType.All.Count(t => t.Known));
}
