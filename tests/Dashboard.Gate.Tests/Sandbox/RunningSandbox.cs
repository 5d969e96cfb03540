using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dashboard.Sandbox;
using Dashboard.Sandbox.Gate;
using Microsoft.AspNetCore.Builder;

namespace Dashboard.Gate.Tests.Sandbox;

/// <summary>What the emulator said to a request.</summary>
internal sealed record Said(int Status, JsonElement Root)
{
    public string? Word(string name) => Root.TryGetProperty(name, out var value) ? value.ToString() : null;
}

/// <summary>The emulator on a free port, with a merchant beside it.</summary>
internal sealed class RunningSandbox : IAsyncDisposable
{
    public const long Project = 386;
    public const string Secret = "merchant-key";
    public const string Payment = "EP1bb6-c379";
    private readonly WebApplication _app;

    private RunningSandbox(WebApplication app, CallbackReceiver merchant, ManualTimeProvider clock)
    {
        (_app, Merchant, Clock) = (app, merchant, clock);
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.First()) };
    }

    public CallbackReceiver Merchant { get; }

    public ManualTimeProvider Clock { get; }

    public HttpClient Client { get; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<RunningSandbox> StartAsync(Func<SandboxOptions, SandboxOptions>? change = null)
    {
        var merchant = await CallbackReceiver.StartAsync();
        var clock = new ManualTimeProvider(new DateTimeOffset(2026, 3, 4, 11, 7, 8, TimeSpan.Zero));
        var options = new SandboxOptions
        {
            Urls = "http://127.0.0.1:0",
            TimeProvider = clock,
            RefundDelay = TimeSpan.Zero,
            Projects = [new SandboxProject { Id = Project, Secret = Secret, CallbackUrl = merchant.Url }],
            DataApiToken = "token-of-thirty-characters-123",
            DataApiSecret = "data-key",
        };
        var app = SandboxHost.Build(change?.Invoke(options) ?? options);
        await app.StartAsync(Stop);
        return new RunningSandbox(app, merchant, clock);
    }

    public static JsonObject SaleBody(long amount = 10000, string currency = "RUB", string payment = Payment) => new()
    {
        ["general"] = new JsonObject { ["project_id"] = Project, ["payment_id"] = payment },
        ["customer"] = new JsonObject
        {
            ["id"] = "1",
            ["ip_address"] = "1.1.1.1",
            ["account_id"] = "account1",
            ["first_name"] = "John",
            ["last_name"] = "Johnson",
            ["email"] = "johnson@mail.com",
        },
        ["payment"] = new JsonObject { ["amount"] = amount, ["currency"] = currency },
    };

    public static JsonObject RefundBody(long? amount = null, string? currency = "RUB", string? refundId = null, string payment = Payment)
    {
        var body = new JsonObject { ["description"] = "returned goods" };
        if (amount is not null)
            body["amount"] = amount;
        if (amount is not null && currency is not null)
            body["currency"] = currency;
        if (refundId is not null)
            body["merchant_refund_id"] = refundId;
        return new JsonObject
        {
            ["general"] = new JsonObject { ["project_id"] = Project, ["payment_id"] = payment },
            ["customer"] = new JsonObject { ["ip_address"] = "1.1.1.1" },
            ["payment"] = body,
        };
    }

    public static JsonObject StatusBody(string payment = Payment) =>
        new() { ["general"] = new JsonObject { ["project_id"] = Project, ["payment_id"] = payment } };

    public Task<Said> SaleAsync(JsonObject? body = null, string method = "alfa-click") =>
        SendAsync($"/v2/payment/online-banking/{method}/sale", body ?? SaleBody());

    public Task<Said> RefundAsync(JsonObject body, string path = "/v2/payment/online-banking/alfa-click/refund") => SendAsync(path, body);

    public Task<Said> StatusAsync(string payment = Payment) => SendAsync("/v2/payment/status", StatusBody(payment));

    public async Task<Said> SendAsync(string path, JsonObject body, string secret = Secret)
    {
        using var response = await PostBytesAsync(path, SignedJson.SignRequest((JsonObject)body.DeepClone(), secret));
        return await ReadAsync(response);
    }

    public Task<HttpResponseMessage> PostBytesAsync(string path, byte[] bytes)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new("application/json");
        return Client.PostAsync(path, content, Stop);
    }

    /// <summary>A call of the emulator's own controls, which has to succeed.</summary>
    public async Task<JsonElement> ControlAsync(string path, object body)
    {
        using var response = await Client.PostAsJsonAsync("/sandbox" + path, body, Stop);
        var said = await ReadAsync(response);
        Assert.True(response.IsSuccessStatusCode, $"{said.Status} {said.Root}");
        return said.Root;
    }

    public Task<JsonElement> ListAsync(string path) => Client.GetFromJsonAsync<JsonElement>("/sandbox" + path, Stop);

    public Task FaultAsync(object fault) => ControlAsync("/faults", fault);

    public Task PressAsync(string button = "success", string payment = Payment) =>
        ControlAsync($"/payments/{Project}/{payment}/press", new { button });

    /// <summary>A paid payment, its two callbacks taken off the channel.</summary>
    public async Task PaidAsync(long amount = 10000, string payment = Payment)
    {
        await SaleAsync(SaleBody(amount, payment: payment));
        await Merchant.NextAsync();
        await PressAsync(payment: payment);
        Assert.Equal("success", (await Merchant.NextAsync()).PaymentStatus);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        await Merchant.DisposeAsync();
    }

    public static async Task<Said> ReadAsync(HttpResponseMessage response)
    {
        var bytes = await response.Content.ReadAsByteArrayAsync(Stop);
        using var document = StrictJson.TryParse(bytes, out _);
        return new Said((int)response.StatusCode, document?.RootElement.Clone() ?? default);
    }
}
