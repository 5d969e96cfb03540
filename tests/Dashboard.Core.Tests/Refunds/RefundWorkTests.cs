using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Payments;
using Dashboard.Core.Refunds;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Refunds;

/// <summary>What lists say of a payment's open refunds, after each way in which a refund changes.</summary>
public sealed class RefundWorkTests(Databases databases)
{
    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Work_OfAWaitingRefund_IsPendingUntilRejected(DatabaseProvider provider)
    {
        await using var world = await RefundWorld.StartAsync(databases, provider);
        var finance = await world.HireAsync(Roles.Finance);
        var id = await world.WaitingAsync();
        Assert.Equal(RefundWork.Pending, await WorkAsync(world));

        Assert.Equal(RefundDecision.Done, await world.RejectAsync(finance, id));

        Assert.Equal(RefundWork.None, await WorkAsync(world));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Work_OfAnApprovedRefund_IsPendingUntilItIsDone(DatabaseProvider provider)
    {
        await using var world = await RefundWorld.StartAsync(databases, provider);
        var finance = await world.HireAsync(Roles.Finance);
        var id = await world.WaitingAsync();
        await world.StepUpAsync(finance);
        Assert.Equal(RefundDecision.Done, await world.ApproveAsync(finance, id));
        Assert.Equal(RefundWork.Pending, await WorkAsync(world));

        await world.SendAsync(id);
        await world.WaitForAsync(id, RefundState.Succeeded);

        Assert.Equal(RefundWork.None, await WorkAsync(world));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Work_OfACancelledRefund_IsNone(DatabaseProvider provider)
    {
        await using var world = await RefundWorld.StartAsync(databases, provider);
        var id = await world.RequestedAsync(1000);
        Assert.Equal(RefundWork.Pending, await WorkAsync(world));

        await world.Core.Get<CancelRefund>().HandleAsync(RefundWorld.Operator, id, CancellationToken.None);

        Assert.Equal(RefundWork.None, await WorkAsync(world));
    }

    [Theory]
    [InlineData(true, RefundWork.None)]
    [InlineData(false, RefundWork.Failed)]
    public async Task Work_OfARefundDecidedByPeople_FollowsTheirWord(bool moneyMoved, RefundWork expected)
    {
        await using var world = await RefundWorld.StartAsync(databases, DatabaseProvider.Sqlite);
        var (one, other) = (await world.HireAsync(Roles.Finance), await world.HireAsync(Roles.Finance));
        var id = await world.RequestedAsync(1000);
        await world.PutAsync(id, RefundState.ManualReview);
        Assert.Equal(RefundDecision.Done, await world.ProposeAsync(one, id, moneyMoved));
        Assert.Equal(RefundWork.Unknown, await WorkAsync(world));

        await world.StepUpAsync(other);
        Assert.Equal(RefundDecision.Done, await world.ConfirmAsync(other, id, moneyMoved));

        Assert.Equal(expected, await WorkAsync(world));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Work_OfABlockedRefundQueuedAgain_IsPending(DatabaseProvider provider)
    {
        await using var world = await RefundWorld.StartAsync(databases, provider);
        var id = await world.RequestedAsync(1000);
        await world.StopAsync(Actor.CommandLine, null);
        await world.SendAsync(id);
        Assert.Equal((RefundState.Blocked, RefundWork.Failed), ((await world.RefundAsync(id)).State, await WorkAsync(world)));

        await world.ResumeAsync(Actor.CommandLine, null);
        Assert.Equal(RefundDecision.Done, await world.RequeueAsync(RefundWorld.Operator, id));

        Assert.Equal(RefundWork.Pending, await WorkAsync(world));
    }

    private static async Task<RefundWork> WorkAsync(RefundWorld world)
    {
        await using var context = world.Core.OpenContext();
        return await context.Payments.Select(payment => payment.RefundWork).SingleAsync();
    }
}
