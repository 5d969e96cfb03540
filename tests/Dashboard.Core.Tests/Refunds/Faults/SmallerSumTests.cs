using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Dashboard.Core.Refunds;
using Dashboard.Core.Tests.Refunds.Model;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Refunds.Faults;

/// <summary>A refund told done with less than was asked for: the difference stays held until the platform, asked, says which sum is right.</summary>
public sealed class SmallerSumTests(Databases databases)
{
    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Refund_ToldDoneWithLess_HoldsTheDifferenceUntilThePlatformConfirmsIt(DatabaseProvider provider)
    {
        await using var world = await ModelWorld.StartAsync(databases, provider);
        var (payment, id) = await ToldLessAsync(world);

        var open = await world.RefundAsync(id);
        Assert.Equal((RefundState.Accepted, 4000L, Refund.ToldLess), (open.State, open.Held, open.StateDetail));
        Assert.Equal((6000L, 4000L), await LateFactTests.MoneyAsync(world, payment));
        Assert.IsType<RequestRefundResult.Refused>(await world.RequestAsync(payment, 1));

        await world.Get<LookAgain>().RunOnceAsync(TestContext.Current.CancellationToken);

        var ended = await world.RefundAsync(id);
        Assert.Equal((RefundState.Succeeded, 0L, "The platform gave back less than was asked for."), (ended.State, ended.Held, ended.StateDetail));
        Assert.Equal((6000L, 0L), await LateFactTests.MoneyAsync(world, payment));
        Assert.IsType<RequestRefundResult.Requested>(await world.RequestAsync(payment, 4000));
        Assert.Null((await world.Get<AuditLog>().VerifyAsync(TestContext.Current.CancellationToken)).BrokenAt);
    }

    [Fact]
    public async Task Refund_ToldDoneWithLessByMistake_EndsWithTheSumOfTheAnswer()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var (payment, id) = await ToldLessAsync(world);
        payment.Operations[^1].ToldAmount = null;

        await world.ReconcileAsync();

        Assert.Equal(RefundState.Succeeded, (await world.RefundAsync(id)).State);
        Assert.Equal((10000L, 0L), await LateFactTests.MoneyAsync(world, payment));
    }

    [Fact]
    public async Task Refund_ToldDoneWithMore_SaysSoAndCountsWhatWentBack()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payment = await world.AddPaymentAsync(10000);
        var id = await world.RequestedAsync(payment, 2000);
        await world.SendDueAsync();
        payment.Operations[^1].ToldAmount = 2500;
        payment.Decide(payment.Operations[^1], success: true);

        await world.DeliverAsync(payment.Callbacks[^1]);

        var ended = await world.RefundAsync(id);
        Assert.Equal((RefundState.Succeeded, "The platform gave back more than was asked for."), (ended.State, ended.StateDetail));
        Assert.Equal((2500L, 0L), await LateFactTests.MoneyAsync(world, payment));
    }

    [Fact]
    public async Task Refund_ToldDoneWithLess_IsNoAlarm()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        await ToldLessAsync(world);
        await using var context = world.OpenContext();
        Assert.Empty(await context.PaymentAlarms.ToListAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<(ScriptedPayment Payment, Guid Id)> ToldLessAsync(ModelWorld world)
    {
        var payment = await world.AddPaymentAsync(10000);
        var id = await world.RequestedAsync(payment, 10000);
        await world.SendDueAsync();
        payment.Operations[^1].ToldAmount = 6000;
        payment.Decide(payment.Operations[^1], success: true);
        await world.DeliverAsync(payment.Callbacks[^1]);
        return (payment, id);
    }
}
