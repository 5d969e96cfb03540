using Microsoft.Extensions.Configuration;

namespace Dashboard.Web.Tests.Payments;

public sealed class PlatformLinkTests
{
    [Theory]
    [InlineData("https://dashboard.example/payments/{payment_id}")]
    [InlineData("https://dashboard.example/?project={project_id}&id={payment_id}")]
    [InlineData("")]
    public void Setting_OfAnAddressWithThePaymentInIt_IsTaken(string address) => Assert.Empty(Faults(address));

    [Theory]
    [InlineData("http://dashboard.example/{payment_id}")]
    [InlineData("javascript:alert('{payment_id}')")]
    [InlineData("/payments/{payment_id}")]
    [InlineData("https://{payment_id}")]
    [InlineData("https://{payment_id}.example/")]
    [InlineData("https://dashboard.example/payments")]
    public void Setting_ThatLeadsElsewhere_IsRefusedByItsKeyWithTheFix(string address)
    {
        var fault = Assert.Single(Faults(address));
        Assert.StartsWith("Platform:PaymentAddress: ", fault, StringComparison.Ordinal);
        Assert.Contains("https://dashboard.example/payments/{payment_id}", fault, StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Faults(string address) =>
        SettingsValidator.Check(new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("Platform:PaymentAddress", (string?)address)]).Build());
}
