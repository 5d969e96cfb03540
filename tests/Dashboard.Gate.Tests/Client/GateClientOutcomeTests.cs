using System.Text.Json.Nodes;

namespace Dashboard.Gate.Tests.Client;

/// <summary>What whole answers mean.</summary>
public sealed class GateClientOutcomeTests
{
    private const string Secret = "s3cret";
    private const string Good = """{"status":"success","request_id":"req-1","project_id":386,"payment_id":"P-1"}""";

    internal static RefundRequest Refund { get; } = new()
    {
        ProjectId = 386,
        PaymentId = "P-1",
        Amount = 10000,
        Currency = "RUB",
        Description = "goods returned",
        MerchantRefundId = "r-1",
        CustomerIp = "1.2.3.4",
        Path = "/v2/payment/online-banking/alfa-click/refund",
    };

    [Fact]
    public async Task RefundAsync_Accepted_GivesTheRequestId()
    {
        await using var server = WireServer.Answering(200, Good);
        Assert.Equal(new GateOutcome.Accepted("req-1"), await SendAsync(server));
        Assert.Equal((1, 1), (server.Requests, server.Connections));
    }

    [Fact]
    public async Task RefundAsync_Request_IsTheStoredBytesAndNothingElseTelling()
    {
        await using var server = WireServer.Answering(200, Good);
        var prepared = Refund.Prepare(Secret);
        await new GateClient().SendAsync(new Uri(server.Address, "/base/"), prepared, Secret, TestContext.Current.CancellationToken);

        var request = server.LastRequest!;
        Assert.StartsWith("POST /base/v2/payment/online-banking/alfa-click/refund HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n" + System.Text.Encoding.UTF8.GetString(prepared.Body.Span), request, StringComparison.Ordinal);
        Assert.Contains("Connection: close", request, StringComparison.Ordinal);
        Assert.DoesNotContain("traceparent", request, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Expect:", request, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Secret, request, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RefundAsync_SignedAnswer_CountsOnlyWithTheRightKey(bool right)
    {
        var signed = JsonNode.Parse(Good)!;
        signed["signature"] = Signature.Sign(TestData.Parse(Good), right ? Secret : "other");
        await using var server = WireServer.Answering(200, signed.ToJsonString());
        Assert.Equal(right ? new GateOutcome.Accepted("req-1") : new GateOutcome.Unknown("the answer's signature is wrong"), await SendAsync(server));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    [InlineData(422)]
    public async Task RefundAsync_Refusal_GivesCodeMessageAndErrors(int status)
    {
        await using var server = WireServer.Answering(status, """
            {"status":"error","code":"3283","message":"Refund amount more than init amount","project_id":386,"payment_id":"P-1",
             "errors":[{"code":"3283","field":"payment.amount","message":"m","description":"d"}]}
            """);
        var refused = Assert.IsType<GateOutcome.Refused>(await SendAsync(server));
        Assert.Equal(("3283", "Refund amount more than init amount", true), (refused.Code, refused.Message, refused.IdsEchoed));
        Assert.Equal([new GateError("3283", "payment.amount", "m", "d")], refused.Errors);
    }

    [Fact]
    public async Task RefundAsync_RefusalWithoutIds_SaysSo()
    {
        await using var server = WireServer.Answering(400, """{"status":"error","code":3261,"message":"Invalid signature"}""");
        var refused = Assert.IsType<GateOutcome.Refused>(await SendAsync(server));
        Assert.Equal(("3261", false), (refused.Code, refused.IdsEchoed));
    }

    [Theory]
    [InlineData(200, """{"status":"success","request_id":"x","project_id":386,"payment_id":"P-2"}""")]
    [InlineData(200, """{"status":"success","request_id":"x","project_id":387,"payment_id":"P-1"}""")]
    [InlineData(200, """{"status":"success","request_id":"x"}""")]
    [InlineData(200, """{"status":"success","project_id":386,"payment_id":"P-1"}""")]
    [InlineData(200, """{"status":"success","request_id":"","project_id":386,"payment_id":"P-1"}""")]
    [InlineData(200, """{"status":"error","code":"3283","project_id":386,"payment_id":"P-2"}""")]
    [InlineData(400, """{"status":"error","code":"3283","project_id":386,"payment_id":"P-2"}""")]
    [InlineData(400, """{"status":"error","code":"3283","general":{"project_id":1}}""")]
    [InlineData(200, """{"status":"done","request_id":"x","project_id":386,"payment_id":"P-1"}""")]
    [InlineData(200, """{"status":"success","status":"error","request_id":"x","project_id":386,"payment_id":"P-1"}""")]
    [InlineData(200, "<html>ok</html>")]
    [InlineData(200, "")]
    [InlineData(201, Good)]
    [InlineData(204, "")]
    [InlineData(301, "")]
    [InlineData(307, "")]
    [InlineData(500, """{"status":"error","code":"501"}""")]
    [InlineData(502, Good)]
    [InlineData(504, "")]
    public async Task RefundAsync_AnythingUnproven_IsUnknownAndArrivedOnce(int status, string body)
    {
        await using var server = WireServer.Answering(status, body);
        Assert.IsType<GateOutcome.Unknown>(await SendAsync(server));
        Assert.Equal((1, 1), (server.Requests, server.Connections));
    }

    [Fact]
    public async Task RefundAsync_RedirectToItself_ArrivesOnce()
    {
        WireServer? self = null;
        await using var server = new WireServer(async c =>
        {
            await c.ReadRequestAsync();
            await c.WriteAsync(WireServer.Http(307, "", "Location: " + self!.Address + "\r\n"));
        });
        self = server;
        Assert.IsType<GateOutcome.Unknown>(await SendAsync(server));
        Assert.Equal((1, 1), (server.Requests, server.Connections));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task RefundAsync_Throttled_GivesTheWait(int status)
    {
        await using var server = WireServer.Answering(status, "busy", "Retry-After: 7\r\n");
        Assert.Equal(new GateOutcome.Throttled(status, TimeSpan.FromSeconds(7)), await SendAsync(server));
    }

    [Theory]
    [InlineData(401, "")]
    [InlineData(403, """{"status":"error","code":"3261","project_id":386,"payment_id":"P-1"}""")]
    [InlineData(404, "not here")]
    [InlineData(400, "<html>")]
    [InlineData(418, """{"message":"teapot"}""")]
    public async Task RefundAsync_Forbidden_StopsTheProject(int status, string body)
    {
        await using var server = WireServer.Answering(status, body);
        Assert.Equal(status, Assert.IsType<GateOutcome.Forbidden>(await SendAsync(server)).HttpStatus);
    }

    [Fact]
    public async Task PaymentStatusAsync_SignedAnswerWithElevenOperations_IsReadWhole()
    {
        var answer = new JsonObject
        {
            ["project_id"] = 386,
            ["payment"] = new JsonObject { ["id"] = "P-1", ["status"] = "partially refunded", ["method"] = "alfa-click" },
            ["operations"] = new JsonArray([.. Enumerable.Range(1, 11).Select(i => (JsonNode)new JsonObject
            {
                ["id"] = i,
                ["type"] = i == 1 ? "sale" : "refund",
                ["status"] = "success",
                ["sum_initial"] = new JsonObject { ["amount"] = i == 1 ? 10000 : 100, ["currency"] = "RUB" },
            })]),
        };
        answer["signature"] = Signature.Sign(TestData.Parse(answer.ToJsonString()), Secret);
        await using var server = WireServer.Answering(200, answer.ToJsonString());
        var found = Assert.IsType<PaymentStatusOutcome.Found>(await StatusAsync(server)).Answer;

        Assert.True(found.IsSigned);
        Assert.Equal(11, found.Operations.Count);
        var callbacks = found.ToCallbacks();
        Assert.Equal(Enumerable.Range(1, 11).Select(i => (long?)i), callbacks.Select(c => c.Operation!.Id));
        Assert.All(callbacks, c => Assert.Equal(("P-1", 386L, 0), (c.Payment!.Id, c.ProjectId!.Value, c.Faults.Count)));
        Assert.Equal(new Money(10000, "RUB"), callbacks[0].Operation!.SumInitial);
    }

    [Fact]
    public async Task PaymentStatusAsync_NoSuchPayment_IsNotFound()
    {
        await using var server = WireServer.Answering(400, """{"status":"error","code":"3061","message":"Transaction not found","project_id":386,"payment_id":"P-1"}""");
        Assert.Equal(new PaymentStatusOutcome.NotFound("Transaction not found"), await StatusAsync(server));
    }

    [Theory]
    [InlineData("""{"project_id":386,"payment":{"id":"P-2"},"operations":[]}""")]
    [InlineData("""{"project_id":1,"payment":{"id":"P-1"},"operations":[]}""")]
    [InlineData("""{"project_id":386,"operations":[]}""")]
    [InlineData("""{"project_id":386,"payment":{"id":"P-1"},"operations":[],"signature":"AAAA"}""")]
    [InlineData("""{"project_id":386,"payment":{"id":"P-1"},"operations":[],"signature":null}""")]
    public async Task PaymentStatusAsync_AnotherPaymentOrWrongSignature_IsUnknown(string body)
    {
        await using var server = WireServer.Answering(200, body);
        Assert.IsType<GateOutcome.Unknown>(Assert.IsType<PaymentStatusOutcome.Failed>(await StatusAsync(server)).Outcome);
    }

    [Theory]
    [InlineData("""{"payment":{"id":"p"}}""", false)]
    [InlineData("""{"payment":{"id":"p"},"operations":null}""", false)]
    [InlineData("""{"payment":{"id":"p"},"operations":{}}""", false)]
    [InlineData("""{"payment":{"id":"p"},"operations":[]}""", true)]
    [InlineData("""{"payment":{"id":"p"},"operations":[{"id":1,"type":"sale","status":"success"}]}""", true)]
    public void PaymentStatusAnswer_TellsAMissingListFromAnEmptyOne(string body, bool lists) =>
        Assert.Equal(lists, PaymentStatusAnswer.Read(TestData.Parse(body)).ListsOperations);

    [Fact]
    public void PaymentStatusAnswer_FaultyOperation_IsAFaultOfAllMessages()
    {
        var answer = PaymentStatusAnswer.Read(TestData.Parse("""
            {"project_id":1,"payment":{"id":"p"},"operations":[{"id":1},{"id":2,"sum_initial":{"amount":1.5,"currency":"EUR"}},7]}
            """));
        Assert.Equal(["operations[1].sum_initial.amount: 1.5 is not a whole number of minor units", "operations[2]: an object is expected"], answer.Faults);
        Assert.All(answer.ToCallbacks(), c => Assert.Equal(2, c.Faults.Count));
        Assert.Single(PaymentStatusAnswer.Read(TestData.Parse("""{"payment":{"id":"p"}}""")).ToCallbacks());
    }

    private static Task<GateOutcome> SendAsync(WireServer server) =>
        new GateClient().RefundAsync(server.Address, Refund, Secret, TestContext.Current.CancellationToken);

    private static Task<PaymentStatusOutcome> StatusAsync(WireServer server) => new GateClient().PaymentStatusAsync(
        server.Address, new PaymentStatusRequest { ProjectId = 386, PaymentId = "P-1" }, Secret, TestContext.Current.CancellationToken);
}
