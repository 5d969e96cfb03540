using System.Net;
using System.Text.Json;
using Dashboard.Sandbox;
using Microsoft.Extensions.Configuration;

namespace Dashboard.Gate.Tests.Sandbox;

public sealed class PageTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StartForm_ByGate_MakesAPaymentThatThePayerCanPress()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        using var started = await PostAsync(sandbox, "/start", Order("gate"));
        Assert.Equal(HttpStatusCode.Redirect, started.StatusCode);
        var redirect = await sandbox.Merchant.NextAsync();
        Assert.True((await sandbox.ListAsync("/ledger")).GetProperty("requests")[0].GetProperty("accepted").GetBoolean());

        var payerPage = redirect.Root.GetProperty("redirect_data").GetProperty("url").GetString()!;
        var page = await sandbox.Client.GetStringAsync(payerPage, Stop);
        Assert.Contains("No money moves", page, StringComparison.Ordinal);
        using var pressed = await PostAsync(sandbox, new Uri(payerPage).AbsolutePath + "/press", new() { ["button"] = "success" });
        Assert.Equal("success", (await sandbox.Merchant.NextAsync()).PaymentStatus);
        Assert.Contains("The payment succeeded.", await sandbox.Client.GetStringAsync(payerPage, Stop), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("amount", "10,5", "is not an amount in RUB")]
    [InlineData("currency", "EUR", "3121 Invalid currency")]
    [InlineData("project", "5", "Choose a project")]
    public async Task StartForm_WrongField_SaysWhat(string field, string value, string words)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var order = Order("gate");
        order[field] = value;
        using var answer = await PostAsync(sandbox, "/start", order);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(words, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Stop)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_HostilePaymentId_IsEncodedAndScriptsAreForbidden()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.SaleAsync(RunningSandbox.SaleBody(payment: "<script>alert(1)</script>"));
        using var answer = await sandbox.Client.GetAsync("/", Stop);
        var page = await answer.Content.ReadAsStringAsync(Stop);
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)", page, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain(RunningSandbox.Secret, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PaymentPage_SignedLink_AsksForTheLoginAndLeadsToTheMethod()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var parameters = Parameters(("force_payment_method", "alfa-click"));
        Assert.Contains("Alfa-Click login", await sandbox.Client.GetStringAsync(Link(parameters), Stop), StringComparison.Ordinal);
        Assert.Equal("3061", (await sandbox.StatusAsync("X03936")).Word("code"));

        parameters["payer.method"] = "alfa-click";
        parameters["payer.customer_account_number"] = "u_customer";
        using var confirmed = await PostAsync(sandbox, "/payment", parameters);
        Assert.StartsWith("/pay/", confirmed.Headers.Location!.OriginalString, StringComparison.Ordinal);
        using var pressed = await PostAsync(sandbox, confirmed.Headers.Location + "/press", new() { ["button"] = "success" });
        var result = await sandbox.Merchant.NextAsync();
        Assert.Equal("success", result.PaymentStatus);
        Assert.Equal("u_customer", result.Root.GetProperty("account").GetProperty("number").GetString());
    }

    [Fact]
    public async Task PaymentPage_WithoutAMethod_OffersThoseOfTheCurrency()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var page = await sandbox.Client.GetStringAsync(Link(Parameters()), Stop);
        Assert.Contains("value=\"alfa-click\">", page, StringComparison.Ordinal);
        Assert.Contains("value=\"poli\" disabled>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PaymentPage_PoliWithoutPayer_AsksForNameAndEmail()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var link = Link(Parameters(("force_payment_method", "poli"), ("payment_currency", "AUD"), ("customer_last_name", "Johnson")));
        var page = await sandbox.Client.GetStringAsync(link, Stop);
        Assert.Contains("First name", page, StringComparison.Ordinal);
        Assert.Contains("E-mail", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Last name", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("payment_amount", "1", "3261")]
    [InlineData("signature", "", "3262")]
    [InlineData("project_id", "999", "2442")]
    [InlineData("customer_id", "", "2004")]
    public async Task PaymentPage_ChangedLink_IsRefused(string name, string value, string code)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var parameters = Parameters();
        parameters[name] = value;
        using var answer = await sandbox.Client.GetAsync(Link(parameters), Stop);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(code, await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PaymentPage_BestBeforeOver_IsRefused()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        using var answer = await sandbox.Client.GetAsync(Link(Parameters(("best_before", "2026-03-04T11:07:07+00:00"))), Stop);
        Assert.Contains("is over", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Host", "evil.example")]
    public async Task Door_RequestOfAStranger_IsRefused(string header, string value)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sandbox/reset");
        request.Headers.TryAddWithoutValidation(header, value);
        using var answer = await sandbox.Client.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData("Sandbox:Url", "http://0.0.0.0:5081")]
    [InlineData("Sandbox:Url", "nonsense")]
    [InlineData("Sandbox:CallbackUrl", "callbacks")]
    [InlineData("Sandbox:RefundDelaySeconds", "-1")]
    [InlineData("Sandbox:AllowRemote", "perhaps")]
    [InlineData("Sandbox:Projects:0:Id", "12")]
    [InlineData("Sandbox:Projects:0:Id", "x")]
    [InlineData("Sandbox:DataApi:Token", "alone")]
    public void Settings_WrongValue_IsNamedByItsKey(string key, string value)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(key, (string?)value)]).Build();
        var (options, faults) = SandboxSettings.Read(configuration);
        var all = faults.Concat(options.Faults()).ToList();
        Assert.Contains(all, f => f.Contains(string.Join(':', key.Split(':').Take(2)), StringComparison.Ordinal));
    }

    [Fact]
    public void Settings_None_GiveTheDemoProjectOnTheLoopback()
    {
        var (options, faults) = SandboxSettings.Read(new ConfigurationBuilder().Build());
        Assert.Empty(faults.Concat(options.Faults()));
        Assert.Equal(("http://localhost:5081", 386), (options.Urls, options.Projects.Single().Id));
    }

    private static Dictionary<string, string> Order(string way) => new()
    {
        ["project"] = "386",
        ["method"] = "alfa-click",
        ["amount"] = "100.00",
        ["currency"] = "RUB",
        ["payment_id"] = "practice-1",
        ["customer"] = "customer1",
        ["scenario"] = "redirect",
        ["way"] = way,
    };

    private static Dictionary<string, string> Parameters(params (string Name, string Value)[] more)
    {
        var parameters = new Dictionary<string, string>
        {
            ["project_id"] = "386",
            ["payment_id"] = "X03936",
            ["payment_amount"] = "10000",
            ["payment_currency"] = "RUB",
            ["customer_id"] = "customer1",
        };
        foreach (var (name, value) in more)
            parameters[name] = value;
        parameters["signature"] = Signature.Sign(JsonSerializer.SerializeToElement(parameters), RunningSandbox.Secret);
        return parameters;
    }

    private static string Link(Dictionary<string, string> parameters) =>
        "/payment?" + string.Join('&', parameters.Select(p => p.Key + "=" + Uri.EscapeDataString(p.Value)));

    private static async Task<HttpResponseMessage> PostAsync(RunningSandbox sandbox, string path, Dictionary<string, string> form)
    {
        using var content = new FormUrlEncodedContent(form);
        return await sandbox.Client.PostAsync(path, content, Stop);
    }
}
