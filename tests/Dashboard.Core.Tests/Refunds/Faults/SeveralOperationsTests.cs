using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Dashboard.Core.Payments;
using Dashboard.Core.Refunds;
using Dashboard.Core.Tests.Refunds.Model;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Refunds.Faults;

/// <summary>A request that was taken long after it was proven absent: the platform has two operations of one refund, and all of them say what became of it.</summary>
public sealed class SeveralOperationsTests(Databases databases)
{
    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Refund_WithOneOperationDeclinedAndOneUnderWay_KeepsItsHoldAndEndsWithTheOther(DatabaseProvider provider)
    {
        await using var world = await ModelWorld.StartAsync(databases, provider);
        var (payment, id, first, second) = await TwiceAsync(world, 10000);
        await world.DeliverAsync(payment.Callback(first));

        await EndAsync(world, payment, second, success: false);

        Assert.Equal(RefundState.Accepted, (await world.RefundAsync(id)).State);
        Assert.Equal((0L, 10000L), await LateFactTests.MoneyAsync(world, payment));
        Assert.IsType<RequestRefundResult.Refused>(await world.RequestAsync(payment, 5000));
        await EndAsync(world, payment, first, success: true);
        Assert.Equal(RefundState.Succeeded, (await world.RefundAsync(id)).State);
        // The answer lists both ends; the one that failed is no contradiction of the other.
        world.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, await RoundAsync(world));
        Assert.Equal((RefundState.Succeeded, first.Id), ((await world.RefundAsync(id)).State, (await world.RefundAsync(id)).OperationId!.Value));
        Assert.Equal((10000L, 0L), await LateFactTests.MoneyAsync(world, payment));
        Assert.Null((await world.Get<AuditLog>().VerifyAsync(TestContext.Current.CancellationToken)).BrokenAt);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Refund_WithAllOperationsDeclined_IsDeclined(bool firstFirst)
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var (payment, id, first, second) = await TwiceAsync(world, 10000);
        await world.DeliverAsync(payment.Callback(first));
        await EndAsync(world, payment, firstFirst ? first : second, success: false);
        Assert.Equal(RefundState.Accepted, (await world.RefundAsync(id)).State);

        await EndAsync(world, payment, firstFirst ? second : first, success: false);

        Assert.Equal(RefundState.Declined, (await world.RefundAsync(id)).State);
        Assert.Equal((0L, 0L), await LateFactTests.MoneyAsync(world, payment));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Refund_WhoseFirstRequestIsDeclinedWhileTheSecondIsNotKnown_KeepsItsHold(bool success)
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payment = await world.AddPaymentAsync(10000);
        payment.Replies.Enqueue(Reply.UnavailableTakenLate);
        payment.Replies.Enqueue(Reply.DropTakenLate);
        var id = await world.RequestedAsync(payment, 10000);
        await world.SendDueAsync();
        await LateFactTests.ProveAbsentAsync(world);
        await world.SendDueAsync();
        Assert.Equal((RefundState.Unknown, 2), ((await world.RefundAsync(id)).State, (await world.RefundAsync(id)).Attempts));
        payment.Land(TimeSpan.FromMinutes(10));

        await EndAsync(world, payment, payment.Operations[^1], success: false);

        Assert.Equal(RefundState.Accepted, (await world.RefundAsync(id)).State);
        Assert.Equal((0L, 10000L), await LateFactTests.MoneyAsync(world, payment));
        payment.Land(TimeSpan.Zero);
        await EndAsync(world, payment, payment.Operations[^1], success);
        Assert.Equal(success ? RefundState.Succeeded : RefundState.Declined, (await world.RefundAsync(id)).State);
        Assert.Equal((success ? 10000L : 0L, 0L), await LateFactTests.MoneyAsync(world, payment));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Refund_DeclinedBeforeItsOtherOperationIsHeardOf_HoldsAgain(DatabaseProvider provider)
    {
        await using var world = await ModelWorld.StartAsync(databases, provider);
        var (payment, id, first, second) = await TwiceAsync(world, 10000, land: false);
        await EndAsync(world, payment, second, success: false);
        Assert.Equal(RefundState.Declined, (await world.RefundAsync(id)).State);
        var other = await world.RequestedAsync(payment, 5000);

        payment.Land(TimeSpan.Zero);
        await world.DeliverAsync(payment.Callback(first));

        var open = await world.RefundAsync(id);
        Assert.Equal((RefundState.Accepted, 10000L, null), (open.State, open.Held, open.Code));
        Assert.Equal((0L, 15000L), await LateFactTests.MoneyAsync(world, payment));
        // What no longer fits has not left yet and waits; somebody is told.
        Assert.Equal(RefundState.Blocked, (await world.RefundAsync(other)).State);
        Assert.Equal([PaymentAlarmKind.OverRefunded], await AlarmsAsync(world));
        await EndAsync(world, payment, first, success: true);
        Assert.Equal(RefundState.Succeeded, (await world.RefundAsync(id)).State);
        Assert.Equal((10000L, 5000L), await LateFactTests.MoneyAsync(world, payment));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Refund_DeclinedAndThenDoneByItsOtherOperation_Succeeds(bool told)
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var (payment, id, first, second) = await TwiceAsync(world, 2000, land: false);
        await EndAsync(world, payment, second, success: false);
        payment.Land(TimeSpan.Zero);
        payment.Decide(first, success: true);

        if (told)
            await world.DeliverAsync(payment.Callbacks[^1]);
        else
            await AskAsync(world, payment);

        Assert.Equal(RefundState.Succeeded, (await world.RefundAsync(id)).State);
        await AskAsync(world, payment);
        Assert.Equal(RefundState.Succeeded, (await world.RefundAsync(id)).State);
        Assert.Equal((2000L, 0L), await LateFactTests.MoneyAsync(world, payment));
        Assert.Empty(await AlarmsAsync(world));
    }

    [Fact]
    public async Task Refund_WhoseDoneOperationTurnsOutDeclinedWhileAnotherIsUnderWay_HoldsAgain()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var (payment, id, first, second) = await TwiceAsync(world, 2000);
        await EndAsync(world, payment, first, success: true);
        first.Status = "decline";

        await AskAsync(world, payment);

        Assert.Equal(RefundState.Accepted, (await world.RefundAsync(id)).State);
        Assert.Equal((0L, 2000L), await LateFactTests.MoneyAsync(world, payment));
        await EndAsync(world, payment, second, success: false);
        Assert.Equal(RefundState.Declined, (await world.RefundAsync(id)).State);
        Assert.Equal((0L, 0L), await LateFactTests.MoneyAsync(world, payment));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Refund_DoneTwice_SaysSoAndAlarmsOnce(DatabaseProvider provider)
    {
        await using var world = await ModelWorld.StartAsync(databases, provider);
        var (payment, id, first, second) = await TwiceAsync(world, 2000);
        await EndAsync(world, payment, first, success: true);
        Assert.Empty(await AlarmsAsync(world));

        await EndAsync(world, payment, second, success: true);
        world.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, await RoundAsync(world));

        var refund = await world.RefundAsync(id);
        Assert.Equal((RefundState.Succeeded, Refund.DoneTwice), (refund.State, refund.StateDetail));
        Assert.Equal((4000L, 0L), await LateFactTests.MoneyAsync(world, payment));
        Assert.Equal([PaymentAlarmKind.RefundedTwice], await AlarmsAsync(world));
        await using var context = world.OpenContext();
        Assert.Equal(1, await context.AuditEntries.CountAsync(entry => entry.Action == "payment.refunded-twice", TestContext.Current.CancellationToken));
        Assert.Contains(world.Logs.Lines, line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains("more than once", StringComparison.Ordinal));
        Assert.Null((await world.Get<AuditLog>().VerifyAsync(TestContext.Current.CancellationToken)).BrokenAt);
    }

    [Fact]
    public async Task Refund_DoneTwiceAndTakenBackOnce_StaysDoneUntilBothAreTakenBack()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var (payment, id, first, second) = await TwiceAsync(world, 2000);
        await EndAsync(world, payment, first, success: true);
        await EndAsync(world, payment, second, success: true);

        payment.Reverse(second);
        await world.DeliverAsync(payment.Callbacks[^1]);
        Assert.Equal(RefundState.Succeeded, (await world.RefundAsync(id)).State);
        Assert.Equal((2000L, 0L), await LateFactTests.MoneyAsync(world, payment));

        payment.Reverse(first);
        await world.DeliverAsync(payment.Callbacks[^1]);
        Assert.Equal(RefundState.Reversed, (await world.RefundAsync(id)).State);
        Assert.Equal((0L, 0L), await LateFactTests.MoneyAsync(world, payment));
    }

    /// <summary>A refund whose first request the platform took late, so that a second one went out, which it took as well.</summary>
    private static async Task<(ScriptedPayment Payment, Guid Id, ScriptedOperation First, ScriptedOperation Second)> TwiceAsync(
        ModelWorld world, long amount, bool land = true)
    {
        var payment = await world.AddPaymentAsync(10000);
        payment.Replies.Enqueue(Reply.UnavailableTakenLate);
        var id = await world.RequestedAsync(payment, amount);
        await world.SendDueAsync();
        await LateFactTests.ProveAbsentAsync(world);
        await world.SendDueAsync();
        Assert.Equal((RefundState.Accepted, 2), ((await world.RefundAsync(id)).State, (await world.RefundAsync(id)).Attempts));
        var first = Assert.Single(payment.Late);
        if (land)
            payment.Land(TimeSpan.Zero);
        return (payment, id, first, payment.Operations.Single(one => one.Ours == id && one != first));
    }

    private static async Task EndAsync(ModelWorld world, ScriptedPayment payment, ScriptedOperation operation, bool success)
    {
        payment.Decide(operation, success);
        await world.DeliverAsync(payment.Callbacks[^1]);
    }

    private static Task<int> RoundAsync(ModelWorld world) => world.Get<LookAgain>().RunOnceAsync(TestContext.Current.CancellationToken);

    private static Task<PlatformAnswer> AskAsync(ModelWorld world, ScriptedPayment payment) => LateFactTests.AskAsync(world, payment);

    private static async Task<List<PaymentAlarmKind>> AlarmsAsync(ModelWorld world)
    {
        await using var context = world.OpenContext();
        return await context.PaymentAlarms.OrderBy(alarm => alarm.RaisedAt).Select(alarm => alarm.Kind).ToListAsync(TestContext.Current.CancellationToken);
    }
}
