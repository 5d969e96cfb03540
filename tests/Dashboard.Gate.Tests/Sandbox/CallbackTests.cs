using Dashboard.Sandbox.Callbacks;

namespace Dashboard.Gate.Tests.Sandbox;

public sealed class CallbackTests
{
    [Fact]
    public void RetryLadder_AllAttempts_FollowThePublishedFigures()
    {
        var pauses = Enumerable.Range(1, RetryLadder.MaxAttempts - 1).Select(n => RetryLadder.PauseAfter(n)!.Value).ToList();
        Assert.All(pauses.Take(5), p => Assert.Equal(TimeSpan.FromSeconds(10), p));
        Assert.Equal(TimeSpan.FromSeconds(83), pauses[5]);
        Assert.Equal(TimeSpan.FromSeconds(Math.Round(70 + (10 * Math.Pow(1.12, 36)))), pauses[39]);
        Assert.Equal(TimeSpan.FromHours(4), pauses[^1]);
        Assert.Equal(68, pauses.FindIndex(p => p == TimeSpan.FromHours(4)));
        Assert.Equal(pauses.Order(), pauses);
        Assert.InRange(pauses.Aggregate((a, b) => a + b).TotalDays, 10, 11);
        Assert.Null(RetryLadder.PauseAfter(RetryLadder.MaxAttempts));
    }

    [Theory]
    [InlineData(201)]
    [InlineData(302)]
    [InlineData(403)]
    [InlineData(503)]
    public async Task Callback_AnsweredOtherwiseThan200_ComesAgainWithTheSameBytes(int answer)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        sandbox.Merchant.Answer = answer;
        await sandbox.SaleAsync();
        var first = await sandbox.Merchant.NextAsync();
        await sandbox.Clock.WhenTimerWaitsAsync(TimeSpan.FromSeconds(10));
        sandbox.Clock.Advance(TimeSpan.FromSeconds(10));
        var second = await sandbox.Merchant.NextAsync();
        Assert.Equal(first.Bytes, second.Bytes);
        await sandbox.Clock.WhenTimerWaitsAsync(TimeSpan.FromSeconds(10));
        var delivery = Assert.Single((await sandbox.ListAsync("/callbacks")).GetProperty("callbacks").EnumerateArray());
        Assert.Equal("waiting", delivery.GetProperty("state").GetString());
        Assert.Equal([answer, answer], delivery.GetProperty("attempts").EnumerateArray().Select(a => a.GetProperty("http_status").GetInt32()));
    }

    [Fact]
    public async Task Callback_MerchantAwayForSixAttempts_WaitsLongerThenIsDelivered()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        sandbox.Merchant.Answer = 503;
        await sandbox.SaleAsync();
        await sandbox.Merchant.NextAsync();
        for (var attempt = 1; attempt < 6; attempt++)
        {
            await sandbox.Clock.WhenTimerWaitsAsync(TimeSpan.FromSeconds(10));
            sandbox.Clock.Advance(TimeSpan.FromSeconds(10));
            await sandbox.Merchant.NextAsync();
        }

        sandbox.Merchant.Answer = 200;
        await sandbox.Clock.WhenTimerWaitsAsync(TimeSpan.FromSeconds(83));
        sandbox.Clock.Advance(TimeSpan.FromSeconds(83));
        await sandbox.Merchant.NextAsync();
    }

    [Fact]
    public async Task Callback_Replayed_HasTheBytesOfTheFirst()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.SaleAsync();
        var first = await sandbox.Merchant.NextAsync();
        await sandbox.ControlAsync("/callbacks/1/replay", new { });
        Assert.Equal(first.Bytes, (await sandbox.Merchant.NextAsync()).Bytes);
    }

    [Fact]
    public async Task Callback_OwnAddressAndDelayOfTheRequest_AreKept()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await using var other = await CallbackReceiver.StartAsync();
        var body = RunningSandbox.SaleBody();
        body["general"]!["merchant_callback_url"] = other.Url.AbsoluteUri;
        body["callback"] = new System.Text.Json.Nodes.JsonObject { ["delay"] = 90 };
        var waiting = sandbox.Clock.WhenTimerWaitsAsync(TimeSpan.FromSeconds(90));
        await sandbox.SaleAsync(body);
        await waiting;
        Assert.True(other.IsEmpty);
        sandbox.Clock.Advance(TimeSpan.FromSeconds(90));
        Assert.Equal("awaiting redirect result", (await other.NextAsync()).PaymentStatus);
        Assert.True(sandbox.Merchant.IsEmpty);
    }

    [Fact]
    public async Task Reset_WithWorkUnderWay_ForgetsEverything()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.PaidAsync();
        await sandbox.FaultAsync(new { kind = "server-error" });
        await sandbox.ControlAsync("/mode", new { accept_everything = true });
        using var reset = await sandbox.Client.PostAsync("/sandbox/reset", null, TestContext.Current.CancellationToken);
        Assert.Equal(204, (int)reset.StatusCode);
        Assert.Equal(0, (await sandbox.ListAsync("/ledger")).GetProperty("requests").GetArrayLength());
        Assert.Equal(0, (await sandbox.ListAsync("/faults")).GetProperty("faults").GetArrayLength());
        Assert.Equal(0, (await sandbox.ListAsync("/callbacks")).GetProperty("callbacks").GetArrayLength());
        Assert.False((await sandbox.ListAsync("/mode")).GetProperty("accept_everything").GetBoolean());
        Assert.Equal("3061", (await sandbox.StatusAsync()).Word("code"));
    }
}
