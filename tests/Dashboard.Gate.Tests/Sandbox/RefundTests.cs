using System.Text.Json;

namespace Dashboard.Gate.Tests.Sandbox;

public sealed class RefundTests
{
    [Fact]
    public async Task Refund_PartThenRest_WalksThePaymentToRefunded()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.PaidAsync(50000);
        var said = await sandbox.RefundAsync(RunningSandbox.RefundBody(10000, refundId: "r-1"));
        Assert.Equal((200, "success"), (said.Status, said.Word("status")));
        var part = await sandbox.Merchant.NextAsync();
        Assert.True(part.IsSignedWith(RunningSandbox.Secret));
        Assert.Equal(("partially refunded", "success", "0"), (part.PaymentStatus, part.OperationStatus, part.Code));
        Assert.Equal("refund", part.Operation.GetProperty("type").GetString());
        Assert.Equal(said.Word("request_id"), part.Operation.GetProperty("request_id").GetString());
        Assert.Equal(10000, part.Operation.GetProperty("sum_initial").GetProperty("amount").GetInt64());
        Assert.Equal(50000, part.Root.GetProperty("payment").GetProperty("sum").GetProperty("amount").GetInt64());
        Assert.Equal("r-1", part.Root.GetProperty("payment").GetProperty("merchant_refund_id").GetString());
        Assert.False(part.Operation.GetProperty("provider").TryGetProperty("endpoint_id", out _));

        await sandbox.RefundAsync(RunningSandbox.RefundBody(), "/v2/payment/refund");
        var rest = await sandbox.Merchant.NextAsync();
        Assert.Equal("refunded", rest.PaymentStatus);
        Assert.Equal(40000, rest.Operation.GetProperty("sum_initial").GetProperty("amount").GetInt64());
        Assert.Equal("3060", (await sandbox.RefundAsync(RunningSandbox.RefundBody(1))).Word("code"));
    }

    [Fact]
    public async Task Refund_MoreThanPaid_IsAcceptedAndDeclinedByCallback3283()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.PaidAsync(50000);
        Assert.Equal(200, (await sandbox.RefundAsync(RunningSandbox.RefundBody(50001))).Status);
        var callback = await sandbox.Merchant.NextAsync();
        Assert.Equal(("success", "decline", "3283"), (callback.PaymentStatus, callback.OperationStatus, callback.Code));
        Assert.True(callback.IsSignedWith(RunningSandbox.Secret));
    }

    [Fact]
    public async Task Refund_ManyAtOnce_NeverGivesBackMoreThanPaid()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.PaidAsync(10000);
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => sandbox.RefundAsync(RunningSandbox.RefundBody(700))));
        var accepted = answers.Count(a => a.Status == 200);
        var succeeded = 0;
        for (var i = 0; i < accepted; i++)
            succeeded += (await sandbox.Merchant.NextAsync()).OperationStatus == "success" ? 1 : 0;
        Assert.Equal(14, succeeded);
        Assert.Equal(9800, (await sandbox.ListAsync($"/payments/{RunningSandbox.Project}/{RunningSandbox.Payment}")).GetProperty("refunded").GetInt64());
    }

    [Theory]
    [InlineData("{\"description\":\"x\",\"currency\":\"RUB\"}", "3286")]
    [InlineData("{\"description\":\"x\",\"amount\":100}", "3287")]
    [InlineData("{\"description\":\"x\",\"amount\":100,\"currency\":\"USD\"}", "3284")]
    [InlineData("{\"description\":\"x\",\"amount\":0,\"currency\":\"RUB\"}", "702")]
    [InlineData("{\"description\":\"x\",\"amount\":-5,\"currency\":\"RUB\"}", "702")]
    [InlineData("{\"amount\":100,\"currency\":\"RUB\"}", "2004")]
    public async Task Refund_FieldWrong_IsRefusedWithItsCode(string payment, string code)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.PaidAsync();
        var body = RunningSandbox.RefundBody();
        body["payment"] = System.Text.Json.Nodes.JsonNode.Parse(payment);
        Assert.Equal(code, (await sandbox.RefundAsync(body)).Word("code"));
        Assert.True(sandbox.Merchant.IsEmpty);
    }

    [Fact]
    public async Task Refund_UsedMerchantRefundId_IsRefused3230()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.PaidAsync();
        await sandbox.RefundAsync(RunningSandbox.RefundBody(100, refundId: "r-1"));
        Assert.Equal("3230", (await sandbox.RefundAsync(RunningSandbox.RefundBody(200, refundId: "r-1"))).Word("code"));
    }

    [Fact]
    public async Task Refund_UnknownOrUnpaidPayment_IsRefused()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        Assert.Equal("3061", (await sandbox.RefundAsync(RunningSandbox.RefundBody(100))).Word("code"));
        await sandbox.SaleAsync();
        Assert.Equal("3060", (await sandbox.RefundAsync(RunningSandbox.RefundBody(100))).Word("code"));
    }

    [Theory]
    [InlineData("/v2/payment/online-banking/poli/refund")]
    [InlineData("/v2/payment/refund")]
    public async Task Refund_OfPoli_IsRefused310(string path)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.SaleAsync(RunningSandbox.SaleBody(1000, "NZD"), "poli");
        await sandbox.PressAsync();
        Assert.Equal("310", (await sandbox.RefundAsync(RunningSandbox.RefundBody(100, "NZD"), path)).Word("code"));
    }

    [Fact]
    public async Task Refund_ResultComesAfterThePause()
    {
        await using var sandbox = await RunningSandbox.StartAsync(o => o with { RefundDelay = TimeSpan.FromSeconds(5) });
        await sandbox.PaidAsync();
        var waiting = sandbox.Clock.WhenTimerWaitsAsync(TimeSpan.FromSeconds(5));
        var said = await sandbox.RefundAsync(RunningSandbox.RefundBody(100));
        await waiting;
        var operations = (await sandbox.StatusAsync()).Root.GetProperty("operations");
        Assert.Equal("processing", operations[1].GetProperty("status").GetString());
        Assert.Equal(said.Word("request_id"), operations[1].GetProperty("request_id").GetString());
        sandbox.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("partially refunded", (await sandbox.Merchant.NextAsync()).PaymentStatus);
    }

    [Theory]
    [InlineData(0, "reversal", "reversed")]
    [InlineData(1, "refund", "refunded")]
    public async Task FullRefund_WithReversalsOn_DependsOnTheUtcDay(int days, string type, string status)
    {
        await using var sandbox = await RunningSandbox.StartAsync(o => o with { ReverseSameDayFullRefunds = true });
        await sandbox.PaidAsync();
        sandbox.Clock.Advance(TimeSpan.FromDays(days));
        await sandbox.RefundAsync(RunningSandbox.RefundBody());
        var callback = await sandbox.Merchant.NextAsync();
        Assert.Equal((type, status), (callback.Operation.GetProperty("type").GetString(), callback.PaymentStatus));
    }

    [Fact]
    public async Task AcceptEverything_AnyRefund_SucceedsAndStandsInTheLedger()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.ControlAsync("/mode", new { accept_everything = true });
        await sandbox.PaidAsync(100);
        await sandbox.RefundAsync(RunningSandbox.RefundBody(90000, refundId: "r-1"));
        Assert.Equal("success", (await sandbox.Merchant.NextAsync()).OperationStatus);
        await sandbox.RefundAsync(RunningSandbox.RefundBody(700, payment: "never-seen"));
        Assert.Equal("success", (await sandbox.Merchant.NextAsync()).OperationStatus);
        var refunds = (await sandbox.ListAsync("/ledger/refunds")).GetProperty("refunds").EnumerateArray().ToList();
        Assert.Equal([90000L, 700L], refunds.Select(r => r.GetProperty("amount").GetInt64()));
        Assert.All(refunds, r => Assert.True(r.GetProperty("accepted").GetBoolean()));
        Assert.Equal("r-1", refunds[0].GetProperty("merchant_refund_id").GetString());
        Assert.Equal(RunningSandbox.Payment, refunds[0].GetProperty("payment_id").GetString());
    }

    [Fact]
    public async Task RefundElsewhere_ThenReverse_TellsOfUnknownRequests()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.PaidAsync();
        var path = $"/payments/{RunningSandbox.Project}/{RunningSandbox.Payment}";
        await sandbox.ControlAsync(path + "/refund-elsewhere", new { amount = 4000 });
        Assert.Equal("partially refunded", (await sandbox.Merchant.NextAsync()).PaymentStatus);
        await sandbox.ControlAsync(path + "/refund-reverse", new { });
        var reverse = await sandbox.Merchant.NextAsync();
        Assert.Equal(("success", "refund reverse"), (reverse.PaymentStatus, reverse.Operation.GetProperty("type").GetString()));
        Assert.Empty((await sandbox.ListAsync("/ledger/refunds")).GetProperty("refunds").EnumerateArray());
    }

    [Fact]
    public async Task Status_OfPaymentAndOfRequest_AreSigned()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        Assert.Equal("3061", (await sandbox.StatusAsync()).Word("code"));
        await sandbox.PaidAsync();
        var refused = await sandbox.RefundAsync(RunningSandbox.RefundBody(100, "USD"));
        var status = await sandbox.StatusAsync();
        Assert.True(new Received([], status.Root).IsSignedWith(RunningSandbox.Secret));
        Assert.Equal(1, status.Root.GetProperty("operations").GetArrayLength());

        var body = RunningSandbox.StatusBody();
        body["general"]!["request_id"] = refused.Word("request_id");
        var answer = await sandbox.SendAsync("/v2/payment/status/request", body);
        Assert.Equal(("error", "3284"), (answer.Word("status"), answer.Word("code")));
        Assert.True(new Received([], answer.Root).IsSignedWith(RunningSandbox.Secret));
    }

    [Fact]
    public async Task Refund_OfAPaymentFromBeforeTheStart_IsRecalled()
    {
        await using var sandbox = await RunningSandbox.StartAsync(o => o with
        {
            RecallPayment = (project, id, _) => ValueTask.FromResult<Dashboard.Sandbox.RecalledPayment?>(id == "old" ? new()
            {
                ProjectId = project,
                PaymentId = id,
                Method = "alfa-click",
                Amount = 5000,
                Refunded = 1000,
                Currency = "RUB",
                Created = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
            } : null),
        });
        await sandbox.RefundAsync(RunningSandbox.RefundBody(4000, payment: "old"));
        Assert.Equal("refunded", (await sandbox.Merchant.NextAsync()).PaymentStatus);
        Assert.Equal("3061", (await sandbox.RefundAsync(RunningSandbox.RefundBody(4000, payment: "other"))).Word("code"));
    }

    [Fact]
    public async Task Payment_RecalledWithItsRefunds_TellsThemAsTheSameOperations()
    {
        await using var sandbox = await RunningSandbox.StartAsync(o => o with
        {
            RecallPayment = (project, id, _) => ValueTask.FromResult<Dashboard.Sandbox.RecalledPayment?>(new()
            {
                ProjectId = project,
                PaymentId = id,
                Method = "alfa-click",
                Amount = 5000,
                Refunded = 1000,
                Refunds = [new(41, 300, DateTimeOffset.UnixEpoch, "request-41", "ours"), new(42, 700, DateTimeOffset.UnixEpoch)],
                Currency = "RUB",
                Created = DateTimeOffset.UnixEpoch,
                SaleOperationId = 40,
            }),
        });

        var known = Assert.IsType<PaymentStatusOutcome.Found>(await new GateClient().PaymentStatusAsync(sandbox.Client.BaseAddress!,
            new PaymentStatusRequest { ProjectId = RunningSandbox.Project, PaymentId = "old" }, RunningSandbox.Secret, TestContext.Current.CancellationToken));

        Assert.Equal([(40L, 5000L), (41, 300), (42, 700)], known.Answer.Operations.Select(one => (one.Id!.Value, one.SumInitial!.Value.MinorUnits)).Order());
        Assert.Equal("request-41", known.Answer.Operations.Single(one => one.Id == 41).RequestId);
    }

    [Fact]
    public async Task DataApi_OperationsGet_ListsSignedOperationsInTheAskedZone()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.PaidAsync();
        var body = new System.Text.Json.Nodes.JsonObject { ["timezone"] = "Indian/Mauritius", ["token"] = "token-of-thirty-characters-123" };
        body["signature"] = Signature.Sign(JsonSerializer.SerializeToElement(body), "data-key");
        using var response = await sandbox.PostBytesAsync("/v1/operations/get", System.Text.Encoding.UTF8.GetBytes(body.ToJsonString()));
        var said = await RunningSandbox.ReadAsync(response);
        Assert.True(new Received([], said.Root).IsSignedWith("data-key"));
        var operation = Assert.Single(said.Root.GetProperty("operations").EnumerateArray());
        Assert.Equal("2026-03-04 15:07:08", operation.GetProperty("operation_created_at").GetString());
        Assert.Equal(RunningSandbox.Payment, operation.GetProperty("payment_id").GetString());
    }
}
