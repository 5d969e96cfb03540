using Bunit;
using Dashboard.Core.Access;
using Dashboard.Core.Refunds;
using Dashboard.TestKit;
using Dashboard.Web.Refunds;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Refunds;

/// <summary>The rules of methods as an administrator writes them.</summary>
public sealed class RefundMethodsTests(Databases databases) : RefundPageContext(databases)
{
    [Fact]
    public async Task Administrator_WritesARuleAndRemovesIt()
    {
        var database = await CreateDatabaseAsync();
        await PrepareAsync(database, Roles.Admin);
        var methods = Render<RefundMethods>();

        methods.Find("#method-code").Input("ideal");
        methods.Find("#method-most").Input("200");
        methods.Find("form").Submit();

        methods.WaitForElement("tbody tr");
        Assert.Contains("200", methods.Find("tbody tr").TextContent, StringComparison.Ordinal);
        var rule = Assert.Single(await Services.GetRequiredService<SetRefundMethod>().ListAsync(Anna, Xunit.TestContext.Current.CancellationToken));
        Assert.Equal(("ideal", true, false, 200L, null), (rule.Method, rule.Full, rule.Partial, rule.Most, rule.WindowDays));
        methods.Find("button[aria-label='Remove the rule of ideal in Shop']").Click();
        methods.WaitForAssertion(() => Assert.Empty(methods.FindAll("tbody tr")));
    }

    [Theory]
    [InlineData("poli", "", "cannot do that")]
    [InlineData("ideal", "1.5", "Write whole amounts")]
    public async Task Rule_ThatCannotBe_IsRefusedWithTheFix(string method, string most, string words)
    {
        var database = await CreateDatabaseAsync();
        await PrepareAsync(database, Roles.Admin);
        var methods = Render<RefundMethods>();
        methods.Find("#method-code").Input(method);
        methods.Find("#method-most").Input(most);

        methods.Find("form").Submit();

        methods.WaitForElement("[role=alert]");
        Assert.Contains(words, methods.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Empty(methods.FindAll("tbody tr"));
    }

    [Fact]
    public async Task Others_SeeNothingOfIt()
    {
        var database = await CreateDatabaseAsync();
        await PrepareAsync(database, Roles.Finance);
        Assert.Empty(Render<RefundMethods>().FindAll("form"));
    }
}
