using Dashboard.Core.Data;
using Dashboard.Core.Projects;
using Dashboard.Core.Refunds;
using Dashboard.Core.Tests.Refunds.Model;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Refunds.Faults;

/// <summary>One refund that cannot go on must not hold up the others, nor bother the platform.</summary>
public sealed class QueueTests(Databases databases)
{
    [Fact]
    public async Task Refunds_BehindAnUnknownOne_NeitherAskThePlatformNorHoldUpOtherPayments()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var stuck = await world.AddPaymentAsync(100000);
        stuck.Replies.Enqueue(Reply.DropTakenLate);
        await world.RequestedAsync(stuck, 1);
        await world.SendDueAsync();
        for (var count = 0; count < 51; count++)
            await world.RequestedAsync(stuck, 10 + count);
        var asked = stuck.StatusRequests;
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        var other = await world.AddPaymentAsync(10000);
        var id = await world.RequestedAsync(other, 2000);

        await world.SendDueAsync();
        await world.SendDueAsync();

        Assert.Equal(RefundState.Accepted, (await world.RefundAsync(id)).State);
        Assert.Equal(asked, stuck.StatusRequests);
        Assert.Single(stuck.Arrivals);
    }

    [Fact]
    public async Task Refund_BehindAnUnknownOne_GoesOutOnceThatIsKnown()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payment = await world.AddPaymentAsync(10000);
        payment.Replies.Enqueue(Reply.DropTakenLate);
        await world.RequestedAsync(payment, 1000);
        await world.SendDueAsync();
        var second = await world.RequestedAsync(payment, 2000);
        await world.SendDueAsync();
        Assert.Equal(RefundState.Queued, (await world.RefundAsync(second)).State);

        payment.Land(TimeSpan.Zero);
        payment.Decide(payment.Operations[^1], success: true);
        await world.DeliverAsync(payment.Callbacks[^1]);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.SendDueAsync();

        Assert.Equal(RefundState.Accepted, (await world.RefundAsync(second)).State);
    }

    [Fact]
    public async Task Reconciler_WithOneRefundThatCannotBeAskedFor_AsksForTheOthers()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var broken = await world.AddPaymentAsync(10000);
        await world.RequestedAsync(broken, 1000);
        await world.SendDueAsync();
        await using (var context = world.OpenContext())
        {
            context.Projects.Add(new Project { Id = 999, Name = "No key", GateUrl = world.Platform.Address });
            await context.SaveChangesAsync(TestContext.Current.CancellationToken);
            await context.Refunds.ExecuteUpdateAsync(change => change.SetProperty(refund => refund.ProjectId, 999), TestContext.Current.CancellationToken);
        }

        world.Clock.Advance(TimeSpan.FromSeconds(1));
        var fine = await world.AddPaymentAsync(10000);
        var id = await world.RequestedAsync(fine, 1000);
        await world.SendDueAsync();
        fine.Decide(fine.Operations[^1], success: true);

        await world.ReconcileAsync();

        Assert.Equal(RefundState.Succeeded, (await world.RefundAsync(id)).State);
    }

    [Fact]
    public async Task Refund_OfAPaymentWithAnAddressThatIsNone_UsesTheProjectsOwn()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payment = await world.AddPaymentAsync(10000);
        await using (var context = world.OpenContext())
            await context.Payments.ExecuteUpdateAsync(change => change.SetProperty(one => one.CustomerIp, "unknown, 10.0.0.1"), TestContext.Current.CancellationToken);
        var id = await world.RequestedAsync(payment, 1000);

        await world.SendDueAsync();

        Assert.Equal(RefundState.Accepted, (await world.RefundAsync(id)).State);
    }

    [Fact]
    public async Task Refund_QueuedAfterManyStatusRequests_StartsItsScheduleAnew()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payment = await world.AddPaymentAsync(10000);
        payment.Replies.Enqueue(Reply.UnavailableUntaken);
        var id = await world.RequestedAsync(payment, 1000);
        await world.SendDueAsync();
        payment.StatusReply = StatusReply.ServerError;
        for (var check = 0; check < 12; check++)
            await world.ReconcileAsync();
        payment.StatusReply = StatusReply.Ok;
        await LateFactTests.ProveAbsentAsync(world);
        Assert.Equal(RefundState.Queued, (await world.RefundAsync(id)).State);

        // One unanswered question is no reason to give up.
        payment.StatusReply = StatusReply.ServerError;
        await world.SendDueAsync();

        Assert.Equal(RefundState.Queued, (await world.RefundAsync(id)).State);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Refunds_OfEqualAmountAskedForAtOnceByTwo_AreOneWithoutADeliberateYes(DatabaseProvider provider)
    {
        await using var world = await ModelWorld.StartAsync(databases, provider);
        for (var round = 0; round < 10; round++)
        {
            var payment = await world.AddPaymentAsync(10000);

            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => world.RequestAsync(payment, 1000, second: false)));

            Assert.Single(answers, answer => answer is RequestRefundResult.Requested);
            Assert.Equal(1000, (await world.PaymentAsync(payment)).Reserved);
        }
    }
}
