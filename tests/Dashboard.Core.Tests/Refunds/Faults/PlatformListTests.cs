using Dashboard.Core.Callbacks;
using Dashboard.Core.Data;
using Dashboard.Core.Refunds;
using Dashboard.Core.Tests.Refunds.Model;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Refunds.Faults;

/// <summary>What the platform lists, asked before a send, against what messages have made of our books: where ours offer more, nothing leaves.</summary>
public sealed class PlatformListTests(Databases databases)
{
    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Refund_OfAPaymentWithASaleThatThePlatformDoesNotList_IsNotSentAndAlarms(DatabaseProvider provider)
    {
        await using var world = await ModelWorld.StartAsync(databases, provider);
        var payment = await world.AddPaymentAsync(10000);
        await ForgeSaleAsync(world, payment);
        var id = await world.RequestedAsync(payment, 15000);

        await world.SendDueAsync();

        var blocked = await world.RefundAsync(id);
        Assert.Equal((RefundState.Blocked, RefundGuard.Differs), (blocked.State, blocked.StateDetail));
        Assert.Empty(payment.Arrivals);
        await using var context = world.OpenContext();
        var alarm = Assert.Single(await context.PaymentAlarms.ToListAsync(TestContext.Current.CancellationToken));
        Assert.Equal((PaymentAlarmKind.PlatformDiffers, 20000L, 0L, 15000L, 10000L, 0L, "RUB"),
            (alarm.Kind, alarm.Captured, alarm.Refunded, alarm.Reserved, alarm.ListedCaptured, alarm.ListedRefunded, alarm.Currency));
        Assert.Equal(1, await context.AuditEntries.CountAsync(entry => entry.Action == "payment.platform-differs", TestContext.Current.CancellationToken));
        Assert.Contains(world.Logs.Lines, line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains("its refund is not sent", StringComparison.Ordinal));
        Assert.DoesNotContain(world.Logs.Lines, line => line.Contains(PlatformCallback.Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Refund_ThatWouldFitTheListedSumToo_IsNotSentEither()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payment = await world.AddPaymentAsync(10000);
        await ForgeSaleAsync(world, payment);
        var id = await world.RequestedAsync(payment, 100);

        await world.SendDueAsync();

        Assert.Equal(RefundState.Blocked, (await world.RefundAsync(id)).State);
        Assert.Empty(payment.Arrivals);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Refund_OfAPaymentWithARefundTakenBackThatThePlatformDoesNotList_IsNotSent(DatabaseProvider provider)
    {
        await using var world = await ModelWorld.StartAsync(databases, provider);
        var payment = await world.AddPaymentAsync(10000);
        payment.Elsewhere(9000);
        await world.DeliverAsync(payment.Callbacks[^1]);
        var undone = PlatformCallback.Refund(payment.Id, 9000, "RUB", 10000, "forged").Operation(99, "forged").With("operation.type", "refund reverse");
        Assert.Equal(IntakeAnswer.Stored, await world.DeliverAsync(undone.Sign()));
        var id = await world.RequestedAsync(payment, 10000);

        await world.SendDueAsync();

        Assert.Equal(RefundGuard.Differs, (await world.RefundAsync(id)).StateDetail);
        Assert.Empty(payment.Arrivals);
    }

    [Fact]
    public async Task Refund_BesideACaptureToldBetweenQuestionAndClaim_IsAskedForAgainAndSent()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payment = await world.AddPaymentAsync(10000);
        var id = await world.RequestedAsync(payment, 2000);
        payment.StatusMade = () =>
        {
            payment.StatusMade = null;
            var now = world.Clock.GetUtcNow();
            var capture = new ScriptedOperation
            {
                Id = 50,
                Type = "capture",
                Status = "success",
                Amount = 500,
                RequestId = "capture-50",
                Created = now,
                Date = now,
            };
            payment.Operations.Add(capture);
            return world.DeliverAsync(payment.Callback(capture));
        };

        await world.SendDueAsync();

        Assert.Equal(RefundState.Accepted, (await world.RefundAsync(id)).State);
        Assert.Equal(2, payment.StatusRequests);
        await using var context = world.OpenContext();
        Assert.Empty(await context.PaymentAlarms.ToListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Refund_WhoseAnswerListsNothing_WaitsAndIsNotSent()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payment = await world.AddPaymentAsync(10000);
        payment.Lists = false;
        var id = await world.RequestedAsync(payment, 2000);

        await world.SendDueAsync();

        var waiting = await world.RefundAsync(id);
        Assert.Equal(RefundState.Queued, waiting.State);
        Assert.Contains("did not list", waiting.StateDetail, StringComparison.Ordinal);
        Assert.Empty(payment.Arrivals);
        payment.Lists = true;
        world.Clock.Advance(TimeSpan.FromSeconds(10));
        await world.SendDueAsync();
        Assert.Equal(RefundState.Accepted, (await world.RefundAsync(id)).State);
    }

    [Fact]
    public async Task Alarm_RaisedAgainWhileOpen_IsOneAndTellsTheSumsOfNow()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payment = await world.AddPaymentAsync(10000);
        await ForgeSaleAsync(world, payment);
        await world.RequestedAsync(payment, 100);
        await world.SendDueAsync();
        await world.RequestedAsync(payment, 200);

        await world.SendDueAsync();

        await using var context = world.OpenContext();
        Assert.Equal(300, Assert.Single(await context.PaymentAlarms.ToListAsync(TestContext.Current.CancellationToken)).Reserved);
        Assert.Equal(2, await context.AuditEntries.CountAsync(entry => entry.Action == "payment.platform-differs", TestContext.Current.CancellationToken));
    }

    private static async Task ForgeSaleAsync(ModelWorld world, ScriptedPayment payment)
    {
        var forged = PlatformCallback.Sale(payment.Id, 10000, "RUB").Operation(77, "forged");
        Assert.Equal(IntakeAnswer.Stored, await world.DeliverAsync(forged.Sign()));
        Assert.Equal(20000, (await world.PaymentAsync(payment)).Captured);
    }
}
