using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Dashboard.Core.Refunds;
using Dashboard.Core.Tests.Refunds.Model;
using Dashboard.TestKit;

namespace Dashboard.Core.Tests.Refunds.Faults;

/// <summary>Money that went back without a sum that can be counted: nothing is freed by it, and nothing more leaves until the sum is known.</summary>
public sealed class UncountedRefundTests(Databases databases)
{
    [Theory, ClassData(typeof(EachDatabase))]
    public Task Refund_ToldDoneWithoutASum_KeepsItsHoldUntilTheSumIsTold(DatabaseProvider provider) => KeepsItsHoldAsync(provider, null);

    [Theory, ClassData(typeof(EachDatabase))]
    public Task Refund_ToldDoneInAnotherCurrency_KeepsItsHoldUntilTheSumIsTold(DatabaseProvider provider) => KeepsItsHoldAsync(provider, "EUR");

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Refund_BehindOneMadeElsewhereWithoutASum_IsNotSent(DatabaseProvider provider)
    {
        await using var world = await ModelWorld.StartAsync(databases, provider);
        var payment = await world.AddPaymentAsync(10000);
        var id = await world.RequestedAsync(payment, 2000);
        payment.Elsewhere(9000);
        payment.Operations[^1].SumCurrency = null;

        await world.SendDueAsync();

        var blocked = await world.RefundAsync(id);
        Assert.Equal((RefundState.Blocked, "The platform tells of a refund without a usable sum."), (blocked.State, blocked.StateDetail));
        Assert.Empty(payment.Arrivals);
        Assert.Equal((0L, 2000L), await LateFactTests.MoneyAsync(world, payment));
    }

    [Fact]
    public async Task Refund_EndedByPeopleAndThenToldDoneWithoutASum_KeepsItsHold()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payment = await world.AddPaymentAsync(10000);
        payment.Replies.Enqueue(Reply.DropTakenLate);
        var id = await world.RequestedAsync(payment, 2000);
        await world.SendDueAsync();
        await LateFactTests.EndByPeopleAsync(world, id);

        payment.Land(TimeSpan.Zero);
        payment.Operations[^1].SumCurrency = null;
        payment.Decide(payment.Operations[^1], success: true);
        await world.DeliverAsync(payment.Callbacks[^1]);

        Assert.True((await world.RefundAsync(id)).Holds);
        Assert.Equal((0L, 2000L), await LateFactTests.MoneyAsync(world, payment));
    }

    private async Task KeepsItsHoldAsync(DatabaseProvider provider, string? currency)
    {
        await using var world = await ModelWorld.StartAsync(databases, provider);
        var payment = await world.AddPaymentAsync(10000);
        var id = await world.RequestedAsync(payment, 2000);
        await world.SendDueAsync();
        var operation = payment.Operations[^1];
        operation.SumCurrency = currency;
        payment.Decide(operation, success: true);

        await world.DeliverAsync(payment.Callbacks[^1]);

        Assert.Equal(RefundState.Accepted, (await world.RefundAsync(id)).State);
        Assert.Equal((0L, 2000L), await LateFactTests.MoneyAsync(world, payment));
        var refused = Assert.IsType<RequestRefundResult.Refused>(await world.RequestAsync(payment, 1000));
        Assert.Equal(RefundRefusalKind.RefundWithoutSum, refused.Kind);
        // Asked at once, and not for ever when the platform says no more.
        Assert.Equal(1, await world.Get<LookAgain>().RunOnceAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, await world.Get<LookAgain>().RunOnceAsync(TestContext.Current.CancellationToken));
        Assert.Equal((0L, 2000L), await LateFactTests.MoneyAsync(world, payment));

        operation.SumCurrency = ScriptedPayment.Currency;
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        operation.Date = world.Clock.GetUtcNow();
        await world.ReconcileAsync();

        Assert.Equal(RefundState.Succeeded, (await world.RefundAsync(id)).State);
        Assert.Equal((2000L, 0L), await LateFactTests.MoneyAsync(world, payment));
        Assert.IsType<RequestRefundResult.Requested>(await world.RequestAsync(payment, 1000));
        Assert.Null((await world.Get<AuditLog>().VerifyAsync(TestContext.Current.CancellationToken)).BrokenAt);
    }
}
