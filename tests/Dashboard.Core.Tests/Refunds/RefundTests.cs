using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Dashboard.Core.Refunds;
using Dashboard.TestKit;

namespace Dashboard.Core.Tests.Refunds;

public sealed class RefundTests(Databases databases)
{
    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Refund_OfPartOfACardPayment_IsTakenAndDone(DatabaseProvider provider)
    {
        await using var world = await RefundWorld.StartAsync(databases, provider, sale: PlatformCallback.Sale(RefundWorld.PaymentId, 10850, "EUR").Method("card"));

        var id = Assert.IsType<RequestRefundResult.Requested>(await world.RequestAsync(2500, currency: "EUR")).RefundId;
        await world.SendAsync(id);

        await world.WaitForAsync(id, RefundState.Succeeded);
        Assert.Equal((10850L, 2500L, 0L), await MoneyAsync(world));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Refund_OfAPart_IsHeldThenAcceptedThenDoneByTheCallback(DatabaseProvider provider)
    {
        await using var world = await RefundWorld.StartAsync(databases, provider);

        var id = await world.RequestedAsync(10000);
        Assert.Equal((50000L, 0L, 10000L), await MoneyAsync(world));
        Assert.Empty(await world.ArrivedAsync());

        await world.SendAsync(id);
        var done = await world.WaitForAsync(id, RefundState.Succeeded);

        Assert.Equal((50000L, 10000L, 0L), await MoneyAsync(world));
        Assert.Equal("partially refunded", (await world.PaymentAsync()).Status);
        Assert.NotNull(done.RequestId);
        Assert.NotNull(done.OperationId);
        Assert.Equal(id.ToString(), Assert.Single(await world.ArrivedAsync()).GetProperty("merchant_refund_id").GetString());
        var actions = await world.AuditActionsAsync();
        Assert.Equal("refund.request Done", actions[0]);
        Assert.InRange(actions.Count(action => action == "refund.state Done"), 2, 3);
        Assert.Null((await world.Core.Get<AuditLog>().VerifyAsync(TestContext.Current.CancellationToken)).BrokenAt);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Refund_OfAllThatRemains_RefundsThePayment(DatabaseProvider provider)
    {
        await using var world = await RefundWorld.StartAsync(databases, provider);
        var part = await world.RequestedAsync(20000);
        await world.SendAsync(part);
        await world.WaitForAsync(part, RefundState.Succeeded);

        var rest = await world.RequestedAsync(30000);
        await world.SendAsync(rest);
        await world.WaitForAsync(rest, RefundState.Succeeded);

        Assert.Equal((50000L, 50000L, 0L), await MoneyAsync(world));
        Assert.Equal("refunded", (await world.PaymentAsync()).Status);
        Assert.Equal(RefundRefusalKind.OverRemaining, Assert.IsType<RequestRefundResult.Refused>(await world.RequestAsync(1)).Kind);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Refund_Declined_FreesTheAmountAndTellsTheCode(DatabaseProvider provider)
    {
        await using var world = await RefundWorld.StartAsync(databases, provider);
        await world.FaultAsync(new { kind = "decline", endpoint = "refund", code = "3283", message = "Refund amount more than init amount" });

        var id = await world.RequestedAsync(10000);
        await world.SendAsync(id);
        var declined = await world.WaitForAsync(id, RefundState.Declined);

        Assert.Equal(("3283", "Refund amount more than init amount"), (declined.Code, declined.Message));
        Assert.Equal((50000L, 0L, 0L), await MoneyAsync(world));
        Assert.Equal("success", (await world.PaymentAsync()).Status);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Refund_AskedForTwiceWithOneId_IsOne(DatabaseProvider provider)
    {
        await using var world = await RefundWorld.StartAsync(databases, provider);
        var id = Guid.CreateVersion7();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => world.RequestAsync(10000, id)));

        Assert.All(answers, answer => Assert.Equal(id, Assert.IsType<RequestRefundResult.Requested>(answer).RefundId));
        Assert.Equal((50000L, 0L, 10000L), await MoneyAsync(world));
        Assert.Equal(RefundRefusalKind.IdUsedForAnother, Assert.IsType<RequestRefundResult.Refused>(await world.RequestAsync(10001, id)).Kind);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Refunds_AskedForAtOnce_NeverHoldMoreThanWasCaptured(DatabaseProvider provider)
    {
        await using var world = await RefundWorld.StartAsync(databases, provider);

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => world.RequestAsync(7000)));

        Assert.Equal(7, answers.Count(answer => answer is RequestRefundResult.Requested));
        Assert.Equal((50000L, 0L, 49000L), await MoneyAsync(world));
    }

    [Fact]
    public async Task Refund_OfAMethodWithoutRefunds_IsRefusedWithoutAnyRequest()
    {
        await using var world = await RefundWorld.StartAsync(databases, DatabaseProvider.Sqlite,
            sale: PlatformCallback.Sale(RefundWorld.PaymentId, 50000, "AUD").Method("poli"));

        var refused = Assert.IsType<RequestRefundResult.Refused>(await world.RequestAsync(10000, currency: "AUD"));

        Assert.Equal(RefundRefusalKind.MethodCannot, refused.Kind);
        Assert.Empty(await world.ArrivedAsync());
        Assert.Contains("refund.request Refused", await world.AuditActionsAsync());
    }

    [Theory]
    [InlineData(0, "RUB", RefundRefusalKind.AmountNotPositive)]
    [InlineData(-5, "RUB", RefundRefusalKind.AmountNotPositive)]
    [InlineData(50001, "RUB", RefundRefusalKind.OverRemaining)]
    [InlineData(100, "USD", RefundRefusalKind.CurrencyDiffers)]
    public async Task Refund_ThatCannotBe_IsRefusedInWordsAndHoldsNothing(long amount, string currency, RefundRefusalKind kind)
    {
        await using var world = await RefundWorld.StartAsync(databases, DatabaseProvider.Sqlite);

        var refused = Assert.IsType<RequestRefundResult.Refused>(await world.RequestAsync(amount, currency: currency));

        Assert.Equal((kind, 50000L), (refused.Kind, refused.Remaining));
        Assert.Equal((50000L, 0L, 0L), await MoneyAsync(world));
    }

    [Fact]
    public async Task Refund_OfAnEqualAmountWithinADay_NeedsADeliberateYes()
    {
        await using var world = await RefundWorld.StartAsync(databases, DatabaseProvider.Sqlite);
        await world.RequestedAsync(10000);

        Assert.Equal(RefundRefusalKind.EqualRefundToday, Assert.IsType<RequestRefundResult.Refused>(await world.RequestAsync(10000, second: false)).Kind);
        Assert.IsType<RequestRefundResult.Requested>(await world.RequestAsync(10000, second: true));
    }

    [Theory]
    [InlineData("success", true)]
    [InlineData("processing", true)]
    [InlineData("decline", false)]
    public async Task Refund_OfAnAmountThatWentBackElsewhereWithinADay_NeedsADeliberateYesToo(string status, bool asks)
    {
        var clock = new ManualTimeProvider();
        await using var world = await RefundWorld.StartAsync(databases, DatabaseProvider.Sqlite, clock);
        var elsewhere = PlatformCallback.Refund(RefundWorld.PaymentId, 7000, "RUB", 50000, "elsewhere").Operation(900, "elsewhere")
            .At(clock.GetUtcNow()).CreatedAt(clock.GetUtcNow()).With("operation.status", status);
        await world.Core.ReceiveAsync(elsewhere);

        var answer = await world.RequestAsync(7000, second: false);

        Assert.Equal(asks ? RefundRefusalKind.EqualRefundToday : null, (answer as RequestRefundResult.Refused)?.Kind);
        Assert.IsType<RequestRefundResult.Requested>(await world.RequestAsync(6999, second: false));
        clock.Advance(TimeSpan.FromHours(24));
        Assert.IsType<RequestRefundResult.Requested>(await world.RequestAsync(7000, second: false));
    }

    [Fact]
    public async Task Refund_NotSentYet_CanBeTakenBack()
    {
        await using var world = await RefundWorld.StartAsync(databases, DatabaseProvider.Sqlite);
        var id = await world.RequestedAsync(10000);

        Assert.True(await world.Core.Get<CancelRefund>().HandleAsync(RefundWorld.Operator, id, TestContext.Current.CancellationToken));
        await world.SendAsync(id);

        Assert.Equal((50000L, 0L, 0L), await MoneyAsync(world));
        Assert.Empty(await world.ArrivedAsync());
    }

    internal static async Task<(long Captured, long Refunded, long Reserved)> MoneyAsync(RefundWorld world)
    {
        var payment = await world.PaymentAsync();
        return (payment.Captured, payment.Refunded, payment.Reserved);
    }
}
