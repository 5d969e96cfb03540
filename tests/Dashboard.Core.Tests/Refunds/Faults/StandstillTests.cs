using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Refunds;
using Dashboard.Core.Tests.Refunds.Model;
using Dashboard.TestKit;

namespace Dashboard.Core.Tests.Refunds.Faults;

/// <summary>What was true a while ago is not taken for true when a refund leaves: neither the platform's list nor a colleague's yes.</summary>
public sealed class StandstillTests(Databases databases)
{
    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Refund_WhoseProcessStoodStillAfterTheAnswer_AsksAgainAndSeesWhatCameMeanwhile(DatabaseProvider provider)
    {
        await using var world = await ModelWorld.StartAsync(databases, provider);
        var payment = await world.AddPaymentAsync(10000);
        var id = await world.RequestedAsync(payment, 10000);
        payment.StatusMade = () =>
        {
            payment.StatusMade = null;
            world.Clock.Advance(TimeSpan.FromSeconds(61));
            // Its callback is lost.
            payment.Elsewhere(7000);
            return Task.CompletedTask;
        };

        await world.SendDueAsync();

        Assert.Equal(2, payment.StatusRequests);
        Assert.Equal(RefundState.Blocked, (await world.RefundAsync(id)).State);
        Assert.Empty(payment.Arrivals);
    }

    [Fact]
    public async Task Refund_OnAnAnswerOfAMinute_IsSentOnIt()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payment = await world.AddPaymentAsync(10000);
        var id = await world.RequestedAsync(payment, 2000);
        payment.StatusMade = () =>
        {
            world.Clock.Advance(TimeSpan.FromSeconds(60));
            return Task.CompletedTask;
        };

        await world.SendDueAsync();

        Assert.Equal(1, payment.StatusRequests);
        Assert.Equal(RefundState.Accepted, (await world.RefundAsync(id)).State);
    }

    [Fact]
    public async Task Refund_WhoseAnswersAreAllOld_StaysQueuedAndLeavesInAnotherRound()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payment = await world.AddPaymentAsync(10000);
        var id = await world.RequestedAsync(payment, 2000);
        payment.StatusMade = () =>
        {
            world.Clock.Advance(TimeSpan.FromSeconds(61));
            return Task.CompletedTask;
        };

        await world.SendDueAsync();

        Assert.Equal((RefundState.Queued, 0), ((await world.RefundAsync(id)).State, (await world.RefundAsync(id)).Attempts));
        Assert.Empty(payment.Arrivals);
        payment.StatusMade = null;
        await world.SendDueAsync();
        Assert.Equal(RefundState.Accepted, (await world.RefundAsync(id)).State);
    }

    [Fact]
    public async Task Refund_WhoseProcessStoodStillAfterTheClaim_IsNotSentOnAListThatIsOldByThen()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payment = await world.AddPaymentAsync(10000);
        var id = await world.RequestedAsync(payment, 2000);
        payment.StatusMade = () =>
        {
            payment.StatusMade = null;
            world.Clock.Advance(TimeSpan.FromSeconds(50));
            return Task.CompletedTask;
        };
        CrashPoints? commits = null;
        commits = new CrashPoints(world.ConnectionString, () =>
        {
            using var context = world.OpenContext();
            if (context.Refunds.Any(refund => refund.State == RefundState.Sending))
                world.Clock.Advance(TimeSpan.FromSeconds(11));
            else
                commits!.Arm(1);
        }, onlyAfter: true);
        using (commits)
        {
            commits.Arm(1);
            await world.SendDueAsync();
        }

        var waiting = await world.RefundAsync(id);
        Assert.Equal((RefundState.Queued, "Not sent: too much time passed before sending. No money moved."), (waiting.State, waiting.StateDetail));
        Assert.Empty(payment.Arrivals);
        world.Clock.Advance(TimeSpan.FromSeconds(10));
        await world.SendDueAsync();
        Assert.Equal(RefundState.Accepted, (await world.RefundAsync(id)).State);
    }

    [Theory]
    [InlineData(72, RefundState.Blocked)]
    [InlineData(71, RefundState.Accepted)]
    public async Task Refund_ApprovedLongAgo_IsNotSentOnThatYes(int hours, RefundState state)
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payment = await world.AddPaymentAsync(10000);
        // One without a result keeps the other waiting.
        payment.Replies.Enqueue(Reply.DropTakenLate);
        await world.RequestedAsync(payment, 1000);
        await world.SendDueAsync();
        var id = Assert.IsType<RequestRefundResult.Requested>(await world.RequestAsync(payment, 2000, by: ModelWorld.Junior)).RefundId;
        await world.Get<StepUps>().ConfirmedAsync(ModelWorld.Finance[0], StepUpMethod.Password, TestContext.Current.CancellationToken);
        Assert.True((await world.Get<ApproveRefund>().HandleAsync(ModelWorld.Finance[0], id, TestContext.Current.CancellationToken)).IsDone);
        world.Clock.Advance(TimeSpan.FromHours(hours));
        payment.Land(TimeSpan.Zero);
        payment.Decide(payment.Operations[^1], success: true);
        await world.DeliverAsync(payment.Callbacks[^1]);

        await world.SendDueAsync();

        var refund = await world.RefundAsync(id);
        Assert.Equal((state, state == RefundState.Blocked ? "It was approved too long ago." : null), (refund.State, refund.StateDetail));
        Assert.Equal(state == RefundState.Blocked ? 1 : 2, payment.Arrivals.Count);
    }
}
