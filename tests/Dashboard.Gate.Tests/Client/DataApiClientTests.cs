using System.Text.Json.Nodes;

namespace Dashboard.Gate.Tests.Client;

public sealed class DataApiClientTests
{
    private const string Secret = "token-key";

    [Fact]
    public async Task GetOperationsAsync_SignedAnswer_GivesOperationsAsTheyCame()
    {
        await using var server = WireServer.Answering(200, Signed("""{"operations":[{"operation_id":1,"payment_id":"p"},{"operation_id":2}]}""", Secret));
        var page = Assert.IsType<DataApiOutcome.Operations>(await GetAsync(server));
        Assert.Equal([1, 2], page.List.Select(o => o.GetProperty("operation_id").GetInt32()));
        Assert.StartsWith("POST /v1/operations/get HTTP/1.1", server.LastRequest, StringComparison.Ordinal);
        Assert.Contains("\"token\":\"T\"", server.LastRequest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetOperationsAsync_AnswerUnsignedOrOfAnotherKey_IsNotUsed()
    {
        await using var unsigned = WireServer.Answering(200, """{"operations":[]}""");
        Assert.IsType<DataApiOutcome.Failed>(await GetAsync(unsigned));
        await using var other = WireServer.Answering(200, Signed("""{"operations":[]}""", "other"));
        Assert.IsType<DataApiOutcome.Failed>(await GetAsync(other));
        await using var noList = WireServer.Answering(200, Signed("""{"operations":{}}""", Secret));
        Assert.IsType<DataApiOutcome.Failed>(await GetAsync(noList));
    }

    [Fact]
    public async Task GetOperationsAsync_Refusal_GivesStatusCodeAndMessage()
    {
        await using var server = WireServer.Answering(403, """{"status":"error","code":"303","message":"Access denied"}""");
        Assert.Equal(new DataApiOutcome.Refused(403, "303", "Access denied"), await GetAsync(server));
        await using var plain = WireServer.Answering(500, "oops");
        Assert.Equal(new DataApiOutcome.Refused(500, "", "HTTP 500"), await GetAsync(plain));
    }

    private static string Signed(string json, string secret)
    {
        var signed = JsonNode.Parse(json)!;
        signed["signature"] = Signature.Sign(TestData.Parse(json), secret);
        return signed.ToJsonString();
    }

    private static Task<DataApiOutcome> GetAsync(WireServer server) => new DataApiClient().GetOperationsAsync(
        new Uri(server.Address, "/v1"), new OperationsQuery(), "T", Secret, TestContext.Current.CancellationToken);
}
