using Dashboard.Core.Data;
using Dashboard.Core.Refunds;
using Dashboard.Core.Tests.Refunds.Model;
using Dashboard.TestKit;

namespace Dashboard.Core.Tests.Refunds.Faults;

/// <summary>What the platform is giving back already, and no refund of ours holds, is not given back once more.</summary>
public sealed class UnderWayTests(Databases databases)
{
    private const string UnderWay = "The platform has another refund of this payment under way, made elsewhere. Ask again when it has ended.";

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Refund_BesideOneElsewhereInProgressThatLeavesLess_IsNotSentUntilItHasEnded(DatabaseProvider provider)
    {
        await using var world = await ModelWorld.StartAsync(databases, provider);
        var payment = await world.AddPaymentAsync(10000);
        var id = await world.RequestedAsync(payment, 10000);
        var elsewhere = payment.Elsewhere(7000, ends: false);

        await world.SendDueAsync();

        var blocked = await world.RefundAsync(id);
        Assert.Equal((RefundState.Blocked, UnderWay), (blocked.State, blocked.StateDetail));
        Assert.Empty(payment.Arrivals);

        // Still under way, it is asked for again and stays.
        await RequeueAsync(world, id);
        await world.SendDueAsync();
        Assert.Equal(UnderWay, (await world.RefundAsync(id)).StateDetail);

        payment.Decide(elsewhere, success: false);
        await RequeueAsync(world, id);
        await world.SendDueAsync();
        Assert.Equal(RefundState.Accepted, (await world.RefundAsync(id)).State);
        Assert.Equal(10000, payment.Out);
    }

    [Theory]
    [InlineData(3000, RefundState.Accepted)]
    [InlineData(3001, RefundState.Blocked)]
    public async Task Refund_BesideOneElsewhereInProgress_IsSentWhenBothFit(long amount, RefundState state)
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payment = await world.AddPaymentAsync(10000);
        var id = await world.RequestedAsync(payment, amount);
        payment.Elsewhere(7000, ends: false);

        await world.SendDueAsync();

        Assert.Equal(state, (await world.RefundAsync(id)).State);
        Assert.True(payment.Out <= payment.Captured);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("EUR")]
    public async Task Refund_BesideOneElsewhereInProgressWithoutASumThatCanBeCompared_IsNotSent(string? currency)
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payment = await world.AddPaymentAsync(10000);
        var id = await world.RequestedAsync(payment, 100);
        payment.Elsewhere(1, ends: false).SumCurrency = currency;

        await world.SendDueAsync();

        Assert.Equal((RefundState.Blocked, UnderWay), ((await world.RefundAsync(id)).State, (await world.RefundAsync(id)).StateDetail));
        Assert.Empty(payment.Arrivals);
    }

    [Theory]
    // Known by its id, the first takes its hold again and leaves less; without one it is somebody else's.
    [InlineData(true, RefundState.Accepted, "Refunds made elsewhere leave less than this amount.")]
    [InlineData(false, RefundState.Cancelled, UnderWay)]
    public async Task Refund_AfterOneCancelledThatIsUnderWayAfterAll_IsNotSent(bool echoes, RefundState ofTheFirst, string why)
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payment = await world.AddPaymentAsync(10000, echoes);
        payment.Replies.Enqueue(Reply.DropTakenLate);
        var first = await world.RequestedAsync(payment, 7000);
        await world.SendDueAsync();
        await LateFactTests.ProveAbsentAsync(world);
        Assert.Equal(RefundState.Blocked, (await world.RefundAsync(first)).State);
        Assert.True(await world.CancelAsync(first));
        var second = await world.RequestedAsync(payment, 10000);
        payment.Land(TimeSpan.Zero);

        await world.SendDueAsync();

        Assert.Equal(ofTheFirst, (await world.RefundAsync(first)).State);
        var blocked = await world.RefundAsync(second);
        Assert.Equal((RefundState.Blocked, why), (blocked.State, blocked.StateDetail));
        Assert.Single(payment.Arrivals);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Refund_BesideOneOfOursInProgress_IsSent(bool echoes)
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payment = await world.AddPaymentAsync(10000, echoes);
        await world.RequestedAsync(payment, 7000);
        await world.SendDueAsync();
        await world.DeliverAsync(payment.Callback(payment.Operations[^1]));
        var second = await world.RequestedAsync(payment, 3000);

        await world.SendDueAsync();

        Assert.Equal(RefundState.Accepted, (await world.RefundAsync(second)).State);
        Assert.Equal(10000, payment.Out);
    }

    [Fact]
    public async Task Refund_BesideOneElsewhereThatEndsBetweenQuestionAndClaim_IsSent()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payment = await world.AddPaymentAsync(10000);
        var id = await world.RequestedAsync(payment, 10000);
        var elsewhere = payment.Elsewhere(7000, ends: false);
        payment.StatusMade = () =>
        {
            payment.StatusMade = null;
            payment.Decide(elsewhere, success: false);
            return world.DeliverAsync(payment.Callbacks[^1]);
        };

        await world.SendDueAsync();

        Assert.Equal(RefundState.Accepted, (await world.RefundAsync(id)).State);
        Assert.Equal(2, payment.StatusRequests);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Offer_BesideOneElsewhereInProgress_IsLessByIt(DatabaseProvider provider)
    {
        await using var world = await ModelWorld.StartAsync(databases, provider);
        var payment = await world.AddPaymentAsync(10000);
        var elsewhere = payment.Elsewhere(7000, ends: false);
        await world.DeliverAsync(payment.Callbacks[^1]);

        Assert.Equal((3000L, null), await OfferAsync(world, payment));
        var refused = Assert.IsType<RequestRefundResult.Refused>(await world.RequestAsync(payment, 3001));
        Assert.Equal((RefundRefusalKind.OverRemaining, 3000L), (refused.Kind, refused.Remaining));
        await world.RequestedAsync(payment, 3000);
        Assert.Equal((0L, RefundRefusalKind.OverRemaining), await OfferAsync(world, payment));

        payment.Decide(elsewhere, success: false);
        await world.DeliverAsync(payment.Callbacks[^1]);
        Assert.Equal((7000L, null), await OfferAsync(world, payment));
    }

    [Fact]
    public async Task Offer_BesideOneElsewhereInProgressWithoutASum_IsNone()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payment = await world.AddPaymentAsync(10000);
        var elsewhere = payment.Elsewhere(7000, ends: false);
        elsewhere.SumCurrency = null;
        await world.DeliverAsync(payment.Callback(elsewhere));

        Assert.Equal((0L, RefundRefusalKind.RefundWithoutSum), await OfferAsync(world, payment));
        Assert.Equal(RefundRefusalKind.RefundWithoutSum, Assert.IsType<RequestRefundResult.Refused>(await world.RequestAsync(payment, 1)).Kind);
    }

    private static async Task<(long Remaining, RefundRefusalKind? WhyNot)> OfferAsync(ModelWorld world, ScriptedPayment payment)
    {
        var offer = (await world.Get<RefundQueries>().OfferAsync(ModelWorld.Operator, 386, payment.Id, TestContext.Current.CancellationToken))!;
        return (offer.Remaining, offer.WhyNot);
    }

    private static async Task RequeueAsync(ModelWorld world, Guid id) =>
        Assert.True((await world.Get<RequeueRefund>().HandleAsync(ModelWorld.Operator, id, TestContext.Current.CancellationToken)).IsDone);
}
