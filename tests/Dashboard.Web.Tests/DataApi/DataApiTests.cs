using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dashboard.Core.Access;
using Dashboard.Core.Projects;
using Dashboard.Gate;
using Dashboard.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.DataApi;

public sealed class DataApiTests : IAsyncLifetime
{
    private readonly DashboardApp _app = new();
    private HttpClient _client = null!;
    private ApiTokenResult _token = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app.StartServer();
        _client = _app.CreateClient();
        foreach (var project in (long[])[386, 7])
        {
            Assert.Empty(await Get<AddProject>().HandleAsync(
                Actor.CommandLine, new NewProject(project, "Shop", "http://localhost:1", PlatformCallback.Secret), Stop));
        }

        Assert.Empty(await Get<CreateUser>().HandleAsync(Actor.CommandLine, new NewStaff("a@example.com", "Finance", "long enough password", null), Stop));
        _token = await Get<CreateApiToken>().HandleAsync(Actor.CommandLine, "a@example.com", 386, Stop);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Get_Pages_GiveEveryOperationOnceInOneOrderWithRightSignatures()
    {
        for (var index = 0; index < 7; index++)
            await ReceiveAsync(PlatformCallback.Sale($"P-{index}", 1000 + index, "EUR").Operation(100 + index, $"r-{index}"));
        await ReceiveAsync(PlatformCallback.Sale("other", 5, "EUR").Project(7));

        var byOffset = new List<long>();
        for (var offset = 0; offset < 9; offset += 3)
            byOffset.AddRange(Ids(await AskAsync(new() { ["limit"] = 3, ["offset"] = offset })));
        var byToken = new List<long>();
        string? after = null;
        do
        {
            var page = await AskAsync(after is null ? new() { ["limit"] = 2 } : new() { ["limit"] = 2, ["after"] = after });
            byToken.AddRange(Ids(page));
            after = page.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        while (after is not null);

        Assert.Equal(Enumerable.Range(100, 7).Select(id => (long)id), byOffset);
        Assert.Equal(byOffset, byToken);
        Assert.Empty(Ids(await AskAsync(new() { ["project_id"] = new JsonArray(7) })));
    }

    [Fact]
    public async Task Get_OneOperation_TellsItsFactsInTheAskedZone()
    {
        var at = new DateTimeOffset(2026, 3, 1, 22, 30, 0, TimeSpan.Zero);
        await ReceiveAsync(PlatformCallback.Sale("P-1", 9_007_199_254_740_993, "EUR").Operation(23132000003336, "r").At(at).CreatedAt(at));

        var row = (await AskAsync(new() { ["timezone"] = "Europe/Riga" })).GetProperty("operations")[0];

        Assert.Equal("9007199254740993", row.GetProperty("amount_initial").GetRawText());
        Assert.Equal("23132000003336", row.GetProperty("operation_id").GetRawText());
        Assert.Equal(("P-1", "success", "EUR"), (Text(row, "payment_id"), Text(row, "operation_status"), Text(row, "currency_initial")));
        Assert.Equal("2026-03-02 00:30:00", Text(row, "operation_created_at"));
        Assert.Equal("••nt1", Text(row, "account_number"));
    }

    [Fact]
    public async Task Get_IntervalOfADayInAZone_TakesThatDayWholeAndNoMore()
    {
        string[] times = ["2026-03-01T21:59:59Z", "2026-03-01T22:00:00Z", "2026-03-02T21:59:59Z", "2026-03-02T22:00:00Z"];
        for (var index = 0; index < times.Length; index++)
        {
            var at = DateTimeOffset.Parse(times[index], CultureInfo.InvariantCulture);
            await ReceiveAsync(PlatformCallback.Sale($"P-{index}", 1, "EUR").Operation(index + 1, $"r-{index}").At(at).CreatedAt(at));
        }

        var day = new JsonObject { ["start"] = "2026-03-02", ["end"] = "2026-03-02" };
        var seconds = new JsonObject { ["start"] = "2026-03-02 00:00:00", ["end"] = "2026-03-02 23:59:59" };

        Assert.Equal([2L, 3L], Ids(await AskAsync(new() { ["interval"] = day, ["timezone"] = "Europe/Riga" })));
        Assert.Equal([2L, 3L], Ids(await AskAsync(new() { ["interval"] = seconds, ["timezone"] = "Europe/Riga" })));
    }

    [Fact]
    public async Task GetByPayment_AndFields_GiveOnlyWhatWasAskedFor()
    {
        await ReceiveAsync(PlatformCallback.Sale("P-1", 1, "EUR").Operation(1, "r-1"));
        await ReceiveAsync(PlatformCallback.Sale("P-2", 2, "EUR").Operation(2, "r-2"));

        var answer = await AskAsync(new() { ["payment_id"] = "P-2", ["fields"] = new JsonArray("amount_initial", "operation_id") }, "get-by-payment");

        Assert.Equal("""[{"operation_id":2,"amount_initial":2}]""", answer.GetProperty("operations").GetRawText());
    }

    [Theory]
    [InlineData("""{"limit":0}""", "limit: ")]
    [InlineData("""{"limit":1001}""", "limit: ")]
    [InlineData("""{"limit":1.5}""", "limit: ")]
    [InlineData("""{"limit":"7"}""", "limit: ")]
    [InlineData("""{"offset":-1}""", "offset: ")]
    [InlineData("""{"offset":99999999999}""", "offset: ")]
    [InlineData("""{"after":"x"}""", "after: ")]
    [InlineData("""{"timezone":"../../etc/passwd"}""", "timezone: ")]
    [InlineData("""{"timezone":"Mars/Phobos"}""", "timezone: ")]
    [InlineData("""{"interval":[]}""", "interval: ")]
    [InlineData("""{"interval":{"start":"2026-13-01"}}""", "interval.start: ")]
    [InlineData("""{"interval":{"start":"2026-03-02","end":"2026-03-01"}}""", "interval: ")]
    [InlineData("""{"interval":{"begin":"2026-03-02"}}""", "interval: ")]
    [InlineData("""{"project_id":[]}""", "project_id: ")]
    [InlineData("""{"project_id":["386"]}""", "project_id: ")]
    [InlineData("""{"fields":["secret"]}""", "fields: ")]
    [InlineData("""{"fields":[]}""", "fields: ")]
    [InlineData("""{"operation_type":""}""", "operation_type: ")]
    [InlineData("""{"colour":"red"}""", "colour: ")]
    [InlineData("""{"payment_id":"P-1"}""", "payment_id: ")]
    public async Task Get_WrongParameter_IsToldByItsName(string parameters, string fault)
    {
        using var answer = await SendAsync(Sign(JsonNode.Parse(parameters)!.AsObject(), _token.Token, _token.Secret), "get");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync(Stop));
        Assert.Equal("error", Text(body.RootElement, "status"));
        Assert.StartsWith(fault, Text(body.RootElement, "message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_WithoutProof_IsRefusedWithOneAnswerForEveryReason()
    {
        byte[][] bodies =
        [
            Sign([], "nobody", _token.Secret), Sign([], _token.Token, "wrong"), Encoding.UTF8.GetBytes("{}"),
            Encoding.UTF8.GetBytes($$"""{"token":"{{_token.Token}}"}"""), Encoding.UTF8.GetBytes("""{"token":7,"signature":[]}"""),
        ];
        var answers = new HashSet<string>();
        foreach (var body in bodies)
        {
            using var answer = await SendAsync(body, "get");
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            answers.Add(await answer.Content.ReadAsStringAsync(Stop));
        }

        Assert.Single(answers);
    }

    [Theory]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    [InlineData("{\"token\":\"\\ud800\"}", HttpStatusCode.BadRequest)]
    [InlineData("{\"a\":1,\"a\":2}", HttpStatusCode.BadRequest)]
    [InlineData("long", HttpStatusCode.RequestEntityTooLarge)]
    public async Task Get_HostileBody_IsRefusedNeverAFault(string text, HttpStatusCode expected)
    {
        using var answer = await SendAsync(Encoding.UTF8.GetBytes(text == "long" ? new string(' ', 70_000) : text), "get");
        Assert.Equal(expected, answer.StatusCode);
    }

    private static IEnumerable<long> Ids(JsonElement answer) =>
        answer.GetProperty("operations").EnumerateArray().Select(row => row.GetProperty("operation_id").GetInt64());

    private static string? Text(JsonElement row, string name) => row.GetProperty(name).GetString();

    private static byte[] Sign(JsonObject parameters, string token, string secret)
    {
        parameters["token"] = token;
        using var unsigned = JsonDocument.Parse(parameters.ToJsonString());
        parameters["signature"] = Signature.Sign(unsigned.RootElement, secret);
        return Encoding.UTF8.GetBytes(parameters.ToJsonString());
    }

    private T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    private async Task ReceiveAsync(PlatformCallback callback)
    {
        using var answer = await _client.PostAsync(new Uri("/callbacks", UriKind.Relative), callback.ToContent(), Stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>Asks and proves the answer's signature.</summary>
    private async Task<JsonElement> AskAsync(JsonObject parameters, string endpoint = "get")
    {
        using var answer = await SendAsync(Sign(parameters, _token.Token, _token.Secret), endpoint);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync(Stop));
        Assert.Equal(Signature.Sign(body.RootElement, _token.Secret), Text(body.RootElement, "signature"));
        return body.RootElement.Clone();
    }

    private Task<HttpResponseMessage> SendAsync(byte[] body, string endpoint) => _client.PostAsync(
        new Uri($"/data-api/v1/operations/{endpoint}", UriKind.Relative),
        new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } }, Stop);
}
