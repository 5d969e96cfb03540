using System.Text.Json;

namespace Dashboard.Gate.Tests.Callbacks;

/// <summary>Formats beside the default one: they are stored and must never break the reader.</summary>
public sealed class CallbackFormatTests
{
    [Fact]
    public void Read_AwaitingRedirect_GivesMethodUrlAndFields()
    {
        var read = Read("""
            {"project_id":386,"payment":{"id":"p","status":"awaiting redirect result"},
             "redirect_data":{"method":"POST","url":"https://pay.example/x","encrypted":[],"body":{"a":"1","n":2,"l":[],"signature":"unsigned"}}}
            """);
        Assert.Equal(("POST", "https://pay.example/x"), (read.Redirect!.Method, read.Redirect.Url));
        Assert.Equal(new Dictionary<string, string> { ["a"] = "1", ["n"] = "2" }, read.Redirect.Body);
    }

    [Fact]
    public void Read_RedirectBodyAsEmptyList_IsNoFields()
    {
        var read = Read("""{"payment":{"id":"p"},"redirect_data":{"method":"GET","url":"https://pay.example/x","body":[]}}""");
        Assert.Empty(read.Redirect!.Body);
        Assert.Empty(read.Faults);
    }

    [Fact]
    public void Read_ErrorCallback_GivesErrorsWithoutOperation()
    {
        var read = Read("""{"project_id":1,"payment":{"id":"p","status":"error"},"errors":[{"code":"502","message":"Validation error","field":"f"},7]}""");
        Assert.Equal([new GateError("502", "f", "Validation error", null)], read.Errors);
        Assert.Null(read.Operation);
        Assert.Empty(read.Faults);
    }

    [Fact]
    public void Read_TokenCallback_HasNoPayment()
    {
        var read = Read("""{"general":{"project_id":"35","signature":"x"},"request":{"id":"r","status":"success"},"token":"t","token_status":"active"}""");
        Assert.Equal(35, read.ProjectId);
        Assert.Null(read.Payment);
        Assert.Empty(read.Faults);
    }

    [Fact]
    public void Read_RefundEcho_GivesMerchantRefundId()
    {
        Assert.Equal("r-1", Read("""{"payment":{"id":"p","merchant_refund_id":"r-1"}}""").Payment!.MerchantRefundId);
        Assert.Equal("r-2", Read("""{"operation":{"id":1,"merchant_refund_id":"r-2"}}""").Operation!.MerchantRefundId);
    }

    [Fact]
    public void Read_CardCallback_GivesAccountAndCustomer()
    {
        var read = Read("""
            {"account":{"number":"555555******4444","type":"mastercard","card_holder":"ANN O'NEIL"},
             "customer":{"id":"c","email":"a@example.com","phone":"+7999","ip_address":"192.0.2.1"},"operation":{"eci":"05"}}
            """);
        Assert.Equal(("555555******4444", "mastercard", "ANN O'NEIL"), (read.AccountNumber, read.AccountType, read.CardHolder));
        Assert.Equal(("c", "a@example.com", "+7999", "192.0.2.1"), (read.CustomerId, read.CustomerEmail, read.CustomerPhone, read.CustomerIp));
        Assert.Equal("05", read.Operation!.Eci);
    }

    [Fact]
    public void Read_RootIsNoObject_IsAFaultOnly()
    {
        using var list = JsonDocument.Parse("[]");
        Assert.Equal(["the message is not an object"], CallbackMessage.Read(list.RootElement).Faults);
        Assert.False(CallbackMessage.HasRequestShape(list.RootElement));
        Assert.Null(Signature.Find(list.RootElement));
    }

    [Theory]
    [InlineData("2019-03-04T11:07:22+0000", "2019-03-04T11:07:22.0000000+00:00")]
    [InlineData("2019-03-04T11:07:22+00:00", "2019-03-04T11:07:22.0000000+00:00")]
    [InlineData("2019-03-04T11:07:22+0530", "2019-03-04T05:37:22.0000000+00:00")]
    [InlineData("2019-03-04T11:07:22-12:00", "2019-03-04T23:07:22.0000000+00:00")]
    [InlineData("2020-02-29T00:00:00+0000", "2020-02-29T00:00:00.0000000+00:00")]
    [InlineData("2019-02-29T00:00:00+0000", null)]
    [InlineData("2019-03-04T24:00:00+0000", null)]
    [InlineData("2016-12-31T23:59:60+0000", null)]
    [InlineData("0000-00-00T00:00:00+0000", null)]
    [InlineData("0001-01-01T00:00:00+1400", null)]
    [InlineData("9999-12-31T23:59:59-1200", null)]
    [InlineData("2019-03-04T11:07:22+9999", null)]
    [InlineData("2019-03-04T11:07:22Z", null)]
    [InlineData("2019-03-04T11:07:22.123+0000", null)]
    [InlineData("\u0662\u0660\u0661\u0669-03-04T11:07:22+0000", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Parse_Dates_AreInstantsOrNothing(string? text, string? expected) =>
        Assert.Equal(expected, GateDate.Parse(text)?.ToString("O", System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void Format_Instant_ReadsBack()
    {
        var instant = new DateTimeOffset(2024, 2, 29, 23, 59, 58, TimeSpan.FromHours(3));
        Assert.Equal("2024-02-29T20:59:58+0000", GateDate.Format(instant));
        Assert.Equal(instant, GateDate.Parse(GateDate.Format(instant)));
    }

    [Theory]
    [InlineData("abc", 3, "abc")]
    [InlineData("abcd", 3, "abc")]
    [InlineData("a\0\u0001\u001f\r\t\nb", 9, "a\t\nb")]
    [InlineData("ab\U0001F4B3", 3, "ab")]
    [InlineData("ab\U0001F4B3", 4, "ab\U0001F4B3")]
    [InlineData(null, 3, null)]
    public void Clean_Text_IsStorableAndBounded(string? text, int length, string? expected) => Assert.Equal(expected, CleanText.Clean(text, length));

    [Fact]
    public void Clean_HalfASurrogatePair_IsReplaced() => Assert.Equal("a\ufffdx", CleanText.Clean("a" + '\ud800' + "x", 9));

    private static CallbackMessage Read(string json) => CallbackMessage.Read(TestData.Parse(json));
}
