using System.Net;

namespace Dashboard.Gate.Tests.Sandbox;

public sealed class FaultTests
{
    [Theory]
    [InlineData("drop-before-reading", false, false)]
    [InlineData("drop-before-reading", true, false)]
    [InlineData("drop-after-taking", true, true)]
    [InlineData("cut-answer", true, true)]
    public async Task Fault_ConnectionEnds_LedgerTellsWhetherItWasTaken(string kind, bool scoped, bool taken)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.PaidAsync();
        await sandbox.FaultAsync(new { kind, endpoint = "refund", payment_id = scoped ? RunningSandbox.Payment : null });
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => sandbox.RefundAsync(RunningSandbox.RefundBody(100)));
        await AssertTakenAsync(sandbox, taken);
    }

    [Theory]
    [InlineData("redirect", false, 307)]
    [InlineData("too-many-requests", false, 429)]
    [InlineData("unavailable", false, 503)]
    [InlineData("server-error", false, 500)]
    [InlineData("server-error", true, 500)]
    [InlineData("unavailable", true, 503)]
    [InlineData("garbage-answer", true, 200)]
    public async Task Fault_OddAnswer_ComesOnceThenAllIsWell(string kind, bool taken, int status)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.PaidAsync();
        await sandbox.FaultAsync(new { kind, endpoint = "refund", taken });
        var said = await sandbox.RefundAsync(RunningSandbox.RefundBody(100));
        Assert.Equal(status, said.Status);
        Assert.NotEqual("success", said.Root.ValueKind == System.Text.Json.JsonValueKind.Object ? said.Word("status") : null);
        await AssertTakenAsync(sandbox, taken);
        Assert.Equal("success", (await sandbox.RefundAsync(RunningSandbox.RefundBody(200))).Word("status"));
    }

    [Theory]
    [InlineData("hang-before-taking", false)]
    [InlineData("hang-after-taking", true)]
    public async Task Fault_NoAnswer_LedgerTellsWhetherItWasTaken(string kind, bool taken)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.PaidAsync();
        await sandbox.FaultAsync(new { kind, endpoint = "refund" });
        var asking = sandbox.RefundAsync(RunningSandbox.RefundBody(100));
        if (taken)
            Assert.Equal("success", (await sandbox.Merchant.NextAsync()).OperationStatus);
        Assert.False(asking.IsCompleted);
        sandbox.Client.CancelPendingRequests();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        var accepted = (await sandbox.ListAsync("/ledger/refunds")).GetProperty("refunds").EnumerateArray().Count(r => r.GetProperty("accepted").GetBoolean());
        Assert.Equal(taken ? 1 : 0, accepted);
    }

    [Fact]
    public async Task Fault_Delay_HoldsTheAnswerByTheClock()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.FaultAsync(new { kind = "delay", delay_ms = 7000 });
        var waiting = sandbox.Clock.WhenTimerWaitsAsync(TimeSpan.FromSeconds(7));
        var asking = sandbox.SaleAsync();
        await waiting;
        Assert.False(asking.IsCompleted);
        sandbox.Clock.Advance(TimeSpan.FromSeconds(7));
        Assert.Equal(200, (await asking).Status);
    }

    [Fact]
    public async Task Fault_ForeignIds_AnswersAboutAnotherPayment()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.FaultAsync(new { kind = "foreign-ids", endpoint = "sale" });
        Assert.Equal("someone-elses-payment", (await sandbox.SaleAsync()).Word("payment_id"));
    }

    [Fact]
    public async Task Fault_WrongAnswerSignature_DoesNotVerify()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.SaleAsync();
        await sandbox.FaultAsync(new { kind = "wrong-answer-signature", endpoint = "status" });
        Assert.False(new Received([], (await sandbox.StatusAsync()).Root).IsSignedWith(RunningSandbox.Secret));
        Assert.True(new Received([], (await sandbox.StatusAsync()).Root).IsSignedWith(RunningSandbox.Secret));
    }

    [Fact]
    public async Task Fault_RejectAndDecline_CarryTheChosenCode()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.PaidAsync();
        await sandbox.FaultAsync(new { kind = "reject", endpoint = "refund", code = "3285", message = "Too often" });
        await sandbox.FaultAsync(new { kind = "decline", endpoint = "refund", code = "20706" });
        Assert.Equal("3285", (await sandbox.RefundAsync(RunningSandbox.RefundBody(100))).Word("code"));
        Assert.Equal(200, (await sandbox.RefundAsync(RunningSandbox.RefundBody(100))).Status);
        var callback = await sandbox.Merchant.NextAsync();
        Assert.Equal(("success", "decline", "20706"), (callback.PaymentStatus, callback.OperationStatus, callback.Code));
    }

    [Fact]
    public async Task Fault_ScopedToAnotherPaymentOrProject_HitsNobodyElse()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.FaultAsync(new { kind = "server-error", payment_id = "other" });
        await sandbox.FaultAsync(new { kind = "server-error", project = 999 });
        Assert.Equal(200, (await sandbox.SaleAsync()).Status);
        Assert.Equal(500, (await sandbox.SaleAsync(RunningSandbox.SaleBody(payment: "other"))).Status);
    }

    [Fact]
    public async Task CallbackFaults_WrongSignatureNeverDropDuplicate_DoWhatTheySay()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.PaidAsync();
        await sandbox.FaultAsync(new { kind = "callback-never", endpoint = "refund" });
        await sandbox.RefundAsync(RunningSandbox.RefundBody(100, refundId: "never"));
        await sandbox.FaultAsync(new { kind = "callback-wrong-signature", endpoint = "refund" });
        await sandbox.RefundAsync(RunningSandbox.RefundBody(100, refundId: "forged"));
        var forged = await sandbox.Merchant.NextAsync();
        Assert.Contains("\"forged\"", forged.Text, StringComparison.Ordinal);
        Assert.False(forged.IsSignedWith(RunningSandbox.Secret));

        await sandbox.FaultAsync(new { kind = "callback-duplicate", endpoint = "refund", times = 3 });
        await sandbox.RefundAsync(RunningSandbox.RefundBody(100, refundId: "thrice"));
        var copies = new[] { await sandbox.Merchant.NextAsync(), await sandbox.Merchant.NextAsync(), await sandbox.Merchant.NextAsync() };
        Assert.All(copies, c => Assert.Equal(copies[0].Bytes, c.Bytes));

        await sandbox.FaultAsync(new { kind = "callback-drop", endpoint = "refund" });
        var waiting = sandbox.Clock.WhenTimerWaitsAsync(TimeSpan.FromSeconds(10));
        await sandbox.RefundAsync(RunningSandbox.RefundBody(100, refundId: "lost"));
        await waiting;
        Assert.True(sandbox.Merchant.IsEmpty);
        sandbox.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Contains("\"lost\"", (await sandbox.Merchant.NextAsync()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallbackFaults_Reorder_SendsTheLaterOneFirst()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.FaultAsync(new { kind = "callback-reorder", endpoint = "sale" });
        await sandbox.SaleAsync();
        await sandbox.PressAsync();
        Assert.Equal("success", (await sandbox.Merchant.NextAsync()).PaymentStatus);
        Assert.Equal("awaiting redirect result", (await sandbox.Merchant.NextAsync()).PaymentStatus);
    }

    [Fact]
    public async Task CallbackFaults_Contradicting_ClaimsBothEndsOfOneOperation()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.PaidAsync();
        await sandbox.FaultAsync(new { kind = "callback-contradicting", endpoint = "refund" });
        await sandbox.RefundAsync(RunningSandbox.RefundBody(100));
        var (first, second) = (await sandbox.Merchant.NextAsync(), await sandbox.Merchant.NextAsync());
        Assert.Equal(("success", "decline"), (first.OperationStatus, second.OperationStatus));
        Assert.Equal(first.Operation.GetProperty("id").GetInt64(), second.Operation.GetProperty("id").GetInt64());
        Assert.True(second.IsSignedWith(RunningSandbox.Secret));
    }

    [Fact]
    public async Task CallbackFaults_BeforeAnswer_ResultArrivesWhileTheAnswerIsHeldBack()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.PaidAsync();
        await sandbox.FaultAsync(new { kind = "callback-before-answer", endpoint = "refund" });
        await sandbox.FaultAsync(new { kind = "hang-after-taking", endpoint = "refund" });
        var asking = sandbox.RefundAsync(RunningSandbox.RefundBody(100));
        Assert.Equal("success", (await sandbox.Merchant.NextAsync()).OperationStatus);
        Assert.False(asking.IsCompleted);
        sandbox.Client.CancelPendingRequests();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    [Theory]
    [InlineData("{\"kind\":\"explode\"}")]
    [InlineData("{\"kind\":\"delay\",\"surprise\":1}")]
    [InlineData("{\"kind\":\"delay\",\"count\":-1}")]
    [InlineData("{}")]
    public async Task Faults_UnreadableOrder_IsRefusedWithAReason(string body)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        using var response = await sandbox.PostBytesAsync("/sandbox/faults", System.Text.Encoding.UTF8.GetBytes(body));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.False(string.IsNullOrEmpty((await RunningSandbox.ReadAsync(response)).Word("error")));
    }

    private static async Task AssertTakenAsync(RunningSandbox sandbox, bool taken)
    {
        var entry = Assert.Single((await sandbox.ListAsync("/ledger/refunds")).GetProperty("refunds").EnumerateArray());
        Assert.Equal(taken, entry.GetProperty("accepted").GetBoolean());
        if (taken)
            Assert.Equal("success", (await sandbox.Merchant.NextAsync()).OperationStatus);
        else
            Assert.True(sandbox.Merchant.IsEmpty);
    }
}
