using System.Text;

namespace Dashboard.Gate.Tests.Callbacks;

public sealed class CallbackDetailsTests
{
    [Fact]
    public void Read_CardCallback_GivesCardBankPageAndWhatTheProviderAdded()
    {
        var read = Read("""
            {"payment":{"id":"p","region":"EU"},
             "account":{"number":"555555******4444","type":"mastercard","card_holder":"ANN O'NEIL","expiry_month":"5","expiry_year":"2027"},
             "acs":{"acs_url":"https://bank.example/acs","md":"m"},"decision":{"message":"allowed"},
             "provider_extra_fields":{"rrn":"123","nested":{"bank":"B","n":7,"none":null},"list":[1],"empty":""}}
            """);
        Assert.Equal(("mastercard", "ANN O'NEIL", "05/2027"), (read.AccountType, read.CardHolder, read.CardExpiry));
        Assert.Equal(("EU", "allowed", true), (read.Region, read.Decision, read.SentToBank));
        Assert.Equal(["rrn=123", "nested.bank=B", "nested.n=7"], read.Extra.Select(field => $"{field.Key}={field.Value}"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"account":[],"payment":7,"acs":[],"provider_extra_fields":[],"decision":"no"}""")]
    [InlineData("""{"account":{"type":"","card_holder":" ","expiry_month":"12","expiry_year":"27"}}""")]
    [InlineData("""{"account":{"expiry_month":"121","expiry_year":"2027","type":{}},"decision_message":null}""")]
    public void Read_NothingUsable_IsNothing(string json)
    {
        var read = Read(json);
        Assert.Empty(read.Extra);
        Assert.Equal(new CallbackDetails { Extra = read.Extra }, read);
    }

    [Fact]
    public void Read_ManyExtraFields_AreBounded()
    {
        var fields = string.Join(',', Enumerable.Range(0, 1000).Select(n => $"\"f{n}\":\"{n}\""));
        Assert.Equal(CallbackDetails.MostExtra, Read($$$"""{"provider_extra_fields":{{{{fields}}}}}""").Extra.Count);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("05", ThreeDSecure.Authenticated)]
    [InlineData("5", ThreeDSecure.Authenticated)]
    [InlineData("02", ThreeDSecure.Authenticated)]
    [InlineData("06", ThreeDSecure.Attempted)]
    [InlineData("01", ThreeDSecure.Attempted)]
    [InlineData("07", ThreeDSecure.NotAuthenticated)]
    [InlineData("00", ThreeDSecure.NotAuthenticated)]
    [InlineData("99", ThreeDSecure.Unknown)]
    public void Eci_EachSchemesNumber_IsRead(string? eci, ThreeDSecure? result) => Assert.Equal(result, ElectronicCommerce.Of(eci));

    private static CallbackDetails Read(string json)
    {
        using var document = StrictJson.TryParse(Encoding.UTF8.GetBytes(json), out var fault);
        Assert.Null(fault);
        return CallbackDetails.Read(document!.RootElement);
    }
}
