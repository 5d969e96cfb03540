namespace Dashboard.Gate.Tests.Sandbox;

/// <summary>The Gate clients and the emulator, which were written apart from the same facts, understand each other.</summary>
public sealed class ClientTests
{
    private static readonly GateClient Gate = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("alfa-click", "RUB")]
    [InlineData("poli", "AUD")]
    public async Task Sale_ByTheClient_IsAccepted(string method, string currency)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var outcome = await Gate.SaleAsync(sandbox.Client.BaseAddress!, Sale(method, currency), RunningSandbox.Secret, Stop);
        var accepted = Assert.IsType<GateOutcome.Accepted>(outcome);
        var callback = CallbackMessage.Read((await sandbox.Merchant.NextAsync()).Root);
        Assert.Empty(callback.Faults);
        Assert.Equal(accepted.RequestId, callback.Operation!.RequestId);
    }

    [Fact]
    public async Task RefundAndStatus_ByTheClient_TellTheSameStory()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.PaidAsync();
        var gate = sandbox.Client.BaseAddress!;
        var accepted = Assert.IsType<GateOutcome.Accepted>(await Gate.RefundAsync(gate, Refund(4000), RunningSandbox.Secret, Stop));
        await sandbox.Merchant.NextAsync();
        var found = Assert.IsType<PaymentStatusOutcome.Found>(await Gate.PaymentStatusAsync(gate,
            new PaymentStatusRequest { ProjectId = RunningSandbox.Project, PaymentId = RunningSandbox.Payment }, RunningSandbox.Secret, Stop));
        Assert.True(found.Answer.IsSigned);
        Assert.Empty(found.Answer.Faults);
        Assert.Equal("partially refunded", found.Answer.Payment!.Status);
        Assert.Equal(accepted.RequestId, found.Answer.Operations[1].RequestId);

        var byRequest = Assert.IsType<PaymentStatusOutcome.Found>(await Gate.PaymentStatusAsync(gate, new PaymentStatusRequest
        {
            ProjectId = RunningSandbox.Project,
            PaymentId = RunningSandbox.Payment,
            RequestId = accepted.RequestId,
        }, RunningSandbox.Secret, Stop));
        Assert.Equal(accepted.RequestId, Assert.Single(byRequest.Answer.Operations).RequestId);
    }

    [Fact]
    public async Task Refund_UnknownPayment_IsRefused()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var refused = Assert.IsType<GateOutcome.Refused>(
            await Gate.RefundAsync(sandbox.Client.BaseAddress!, Refund(100), RunningSandbox.Secret, Stop));
        Assert.Equal(("3061", true), (refused.Code, refused.IdsEchoed));
    }

    [Theory]
    [InlineData("drop-after-taking", typeof(GateOutcome.Unknown))]
    [InlineData("cut-answer", typeof(GateOutcome.Unknown))]
    [InlineData("garbage-answer", typeof(GateOutcome.Unknown))]
    [InlineData("foreign-ids", typeof(GateOutcome.Unknown))]
    [InlineData("wrong-answer-signature", typeof(GateOutcome.Unknown))]
    [InlineData("redirect", typeof(GateOutcome.Unknown))]
    [InlineData("server-error", typeof(GateOutcome.Unknown))]
    [InlineData("too-many-requests", typeof(GateOutcome.Throttled))]
    [InlineData("unavailable", typeof(GateOutcome.Throttled))]
    [InlineData("reject", typeof(GateOutcome.Refused))]
    public async Task Refund_UnderAFault_ReachesThePlatformOnceAndEndsAsItShould(string kind, Type outcome)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.PaidAsync();
        await sandbox.FaultAsync(new { kind, endpoint = "refund" });
        Assert.IsType(outcome, await Gate.RefundAsync(sandbox.Client.BaseAddress!, Refund(100), RunningSandbox.Secret, Stop));
        Assert.Single((await sandbox.ListAsync("/ledger/refunds")).GetProperty("refunds").EnumerateArray());
    }

    [Fact]
    public async Task PaymentPageLink_OfTheClient_OpensThePage()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var link = new PaymentPageLink
        {
            ProjectId = RunningSandbox.Project,
            PaymentId = "X03936",
            Amount = 10000,
            Currency = "RUB",
            CustomerId = "customer1",
            CustomerAccountNumber = "u_customer",
            ForcePaymentMethod = "alfa-click",
            BestBefore = sandbox.Clock.GetUtcNow().AddDays(1),
        };
        var page = await sandbox.Client.GetStringAsync(link.Build(RunningSandbox.Secret, new Uri(sandbox.Client.BaseAddress!, "/payment")), Stop);
        Assert.Contains("Continue to Alfa-Click", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DataApi_ByTheClient_FiltersByTypeAndPeriod()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.PaidAsync();
        await sandbox.RefundAsync(RunningSandbox.RefundBody(100));
        await sandbox.Merchant.NextAsync();
        var client = new DataApiClient();
        var address = new Uri(sandbox.Client.BaseAddress!, "/v1");
        var refunds = Assert.IsType<DataApiOutcome.Operations>(await client.GetOperationsAsync(
            address, new OperationsQuery { Type = "refund" }, "token-of-thirty-characters-123", "data-key", Stop));
        Assert.Equal(100, Assert.Single(refunds.List).GetProperty("initial_amount").GetInt64());
        var earlier = new OperationsQuery { Start = new DateTime(2026, 3, 3), End = new DateTime(2026, 3, 4) };
        Assert.Empty(Assert.IsType<DataApiOutcome.Operations>(await client.GetOperationsAsync(
            address, earlier, "token-of-thirty-characters-123", "data-key", Stop)).List);
        Assert.IsType<DataApiOutcome.Refused>(await client.GetOperationsAsync(address, earlier, "another-token", "data-key", Stop));
    }

    private static SaleRequest Sale(string method, string currency) => new()
    {
        ProjectId = RunningSandbox.Project,
        PaymentId = RunningSandbox.Payment,
        Amount = 10000,
        Currency = currency,
        Method = method,
        CustomerId = "1",
        CustomerIp = "1.1.1.1",
        CustomerAccountId = "account1",
        CustomerEmail = "johnson@mail.com",
        CustomerFirstName = "John",
        CustomerLastName = "Johnson",
    };

    private static RefundRequest Refund(long amount) => new()
    {
        ProjectId = RunningSandbox.Project,
        PaymentId = RunningSandbox.Payment,
        Amount = amount,
        Currency = "RUB",
        Description = "returned goods",
        MerchantRefundId = "r-1",
    };
}
