using System.Text;
using System.Text.Json.Nodes;

namespace Dashboard.Gate.Tests.Sandbox;

public sealed class SaleTests
{
    [Fact]
    public async Task Sale_Accepted_AnswersWithIdsAndAsksForRedirectAsTheSeedPrints()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var said = await sandbox.SaleAsync();
        Assert.Equal(200, said.Status);
        Assert.Equal(["status", "request_id", "project_id", "payment_id"], said.Root.EnumerateObject().Select(m => m.Name));
        Assert.Equal("success", said.Word("status"));

        var callback = await sandbox.Merchant.NextAsync();
        Assert.True(callback.IsSignedWith(RunningSandbox.Secret));
        Assert.Equal("awaiting redirect result", callback.PaymentStatus);
        Assert.Equal("9999", callback.Code);
        Assert.Equal(said.Word("request_id"), callback.Operation.GetProperty("request_id").GetString());
        Assert.Contains("\"redirect_data\":{\"body\":{\"redirectType\":\"redirect\"},\"method\":\"GET\",\"url\":\"http://127.0.0.1:", callback.Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task PoliSale_Accepted_SendsAnEmptyArrayAsRedirectBody()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.SaleAsync(RunningSandbox.SaleBody(1000, "AUD"), "poli");
        var callback = await sandbox.Merchant.NextAsync();
        Assert.Contains("\"redirect_data\":{\"body\":[],\"method\":\"GET\",\"url\":\"http://127.0.0.1:", callback.Text, StringComparison.Ordinal);
        Assert.Contains("\"customer\":{\"id\":\"1\"}", callback.Text, StringComparison.Ordinal);
        await sandbox.PressAsync();
        var result = await sandbox.Merchant.NextAsync();
        Assert.Equal("iBankAU01", result.Operation.GetProperty("provider").GetProperty("endpoint_id").GetString());
        Assert.True(result.IsSignedWith(RunningSandbox.Secret));
    }

    [Theory]
    [InlineData(10000, "success", "success", "0")]
    [InlineData(40000, "success", "decline", "20105")]
    [InlineData(40400, "decline", "decline", "20105")]
    [InlineData(40001, "success", "success", "0")]
    [InlineData(10000, "decline", "decline", "20301")]
    public async Task Press_AnyAmount_EndsByTheTestRules(long amount, string button, string status, string code)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.SaleAsync(RunningSandbox.SaleBody(amount));
        await sandbox.Merchant.NextAsync();
        await sandbox.PressAsync(button);
        var result = await sandbox.Merchant.NextAsync();
        Assert.True(result.IsSignedWith(RunningSandbox.Secret));
        Assert.Equal((status, status, code), (result.PaymentStatus, result.OperationStatus, result.Code));
        Assert.Equal("account1", result.Root.GetProperty("account").GetProperty("number").GetString());
    }

    [Fact]
    public async Task OpenedPage_ThirtyMinutesWithoutAPress_Declines20000()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.SaleAsync();
        await sandbox.Merchant.NextAsync();
        sandbox.Clock.Advance(TimeSpan.FromHours(23.9));
        await sandbox.ControlAsync($"/payments/{RunningSandbox.Project}/{RunningSandbox.Payment}/open", new { });
        sandbox.Clock.Advance(TimeSpan.FromMinutes(30) - TimeSpan.FromTicks(1));
        Assert.Equal("awaiting redirect result", (await sandbox.StatusAsync()).Root.GetProperty("payment").GetProperty("status").GetString());
        sandbox.Clock.Advance(TimeSpan.FromTicks(1));
        var result = await sandbox.Merchant.NextAsync();
        Assert.Equal(("decline", "20000"), (result.PaymentStatus, result.Code));
    }

    [Fact]
    public async Task UnopenedPage_AfterADay_Declines20000()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.SaleAsync();
        await sandbox.Merchant.NextAsync();
        sandbox.Clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal("20000", (await sandbox.Merchant.NextAsync()).Code);
    }

    [Fact]
    public async Task Instruction_Chosen_SendsNoRedirectAndTheBillLivesSevenDays()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.ControlAsync($"/payments/{RunningSandbox.Project}/{RunningSandbox.Payment}/scenario", new { scenario = "instruction" });
        await sandbox.SaleAsync();
        var callback = await sandbox.Merchant.NextAsync();
        Assert.Equal("awaiting customer action", callback.PaymentStatus);
        Assert.False(callback.Root.TryGetProperty("redirect_data", out _));
        sandbox.Clock.Advance(TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1));
        Assert.Equal("awaiting customer action", (await sandbox.StatusAsync()).Root.GetProperty("payment").GetProperty("status").GetString());
        sandbox.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("20000", (await sandbox.Merchant.NextAsync()).Code);
    }

    [Theory]
    [InlineData("general.project_id", null, "2004")]
    [InlineData("general.project_id", "999", "2442")]
    [InlineData("general.payment_id", null, "2004")]
    [InlineData("customer.account_id", null, "2004")]
    [InlineData("customer.ip_address", null, "2004")]
    [InlineData("customer.email", "\"nobody\"", "2426")]
    [InlineData("payment.amount", null, "2004")]
    [InlineData("payment.amount", "\"10000\"", "702")]
    [InlineData("payment.amount", "99", "3358")]
    [InlineData("payment.currency", null, "2004")]
    [InlineData("payment.currency", "\"EUR\"", "3121")]
    public async Task Sale_FieldWrongOrMissing_IsRefusedWithItsCode(string field, string? value, string code)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var body = RunningSandbox.SaleBody();
        var (holder, name) = (field.Split('.')[0], field.Split('.')[1]);
        body[holder]!.AsObject().Remove(name);
        if (value is not null)
            body[holder]![name] = JsonNode.Parse(value);
        var said = await sandbox.SaleAsync(body);
        Assert.Equal((400, "error", code), (said.Status, said.Word("status"), said.Word("code")));
        Assert.Equal(field, said.Root.GetProperty("errors")[0].GetProperty("field").GetString());
        Assert.Empty((await sandbox.ListAsync("/payments")).GetProperty("payments").EnumerateArray());
    }

    [Fact]
    public async Task Sale_UsedPaymentId_IsRefused3041()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.SaleAsync();
        Assert.Equal("3041", (await sandbox.SaleAsync(RunningSandbox.SaleBody(20000))).Word("code"));
    }

    [Fact]
    public async Task Sale_ManyAtOnceUnderOneId_TakesExactlyOne()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => sandbox.SaleAsync()));
        Assert.Single(answers, a => a.Status == 200);
    }

    [Fact]
    public async Task Sale_UnknownMethod_IsRefused2541()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        Assert.Equal("2541", (await sandbox.SaleAsync(method: "sofort")).Word("code"));
    }

    [Theory]
    [InlineData("wrong", "3261")]
    [InlineData("", "3262")]
    [InlineData(null, "3262")]
    public async Task Request_SignatureWrongOrEmpty_IsRefused(string? signature, string code)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var body = RunningSandbox.SaleBody();
        if (signature is not null)
            body["general"]!["signature"] = signature;
        using var response = await sandbox.PostBytesAsync("/v2/payment/online-banking/alfa-click/sale", Encoding.UTF8.GetBytes(body.ToJsonString()));
        Assert.Equal(code, (await RunningSandbox.ReadAsync(response)).Word("code"));
    }

    [Theory]
    [InlineData("{\"general\":")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task Request_NotAJsonObject_IsRefused2003(string body)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        using var response = await sandbox.PostBytesAsync("/v2/payment/status", Encoding.UTF8.GetBytes(body));
        Assert.Equal("2003", (await RunningSandbox.ReadAsync(response)).Word("code"));
    }
}
