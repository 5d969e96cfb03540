using Dashboard.Core.Data;
using Dashboard.Core.Refunds;
using Dashboard.Core.Tests.Refunds.Model;
using Dashboard.TestKit;

namespace Dashboard.Core.Tests.Refunds.Faults;

/// <summary>A refusal ends a refund only when it is surely about it and nothing of it has moved.</summary>
public sealed class RefusalTests(Databases databases)
{
    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Refusal_BecauseTheIdExists_IsNotKnownAndNeverProvenAbsent(DatabaseProvider provider)
    {
        await using var world = await ModelWorld.StartAsync(databases, provider);
        var payment = await world.AddPaymentAsync(10000);
        payment.RefusalCode = "3230";
        // Turned away, proven absent, sent again: and there it was after all.
        payment.Replies.Enqueue(Reply.UnavailableTakenLate);
        payment.Replies.Enqueue(Reply.Refuse);
        var id = await world.RequestedAsync(payment, 2000);
        await world.SendDueAsync();
        await LateFactTests.ProveAbsentAsync(world);
        await world.SendDueAsync();

        var unknown = await world.RefundAsync(id);
        Assert.Equal((RefundState.Unknown, false, 2), (unknown.State, unknown.MayResend, unknown.Attempts));
        Assert.Null(unknown.AbsentSince);
        await LateFactTests.ProveAbsentAsync(world);
        await LateFactTests.ProveAbsentAsync(world);
        Assert.Equal(RefundState.Unknown, (await world.RefundAsync(id)).State);
        Assert.Equal((0L, 2000L), await LateFactTests.MoneyAsync(world, payment));

        payment.Land(TimeSpan.Zero);
        payment.Decide(payment.Operations[^1], success: true);
        await world.DeliverAsync(payment.Callbacks[^1]);
        Assert.Equal(RefundState.Succeeded, (await world.RefundAsync(id)).State);
        Assert.Equal((2000L, 0L), await LateFactTests.MoneyAsync(world, payment));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Operation_DeclinedBecauseTheIdExists_SaysNothingOfTheFirstOne(DatabaseProvider provider)
    {
        await using var world = await ModelWorld.StartAsync(databases, provider);
        var payment = await world.AddPaymentAsync(10000);
        payment.Replies.Enqueue(Reply.DropTakenLate);
        var id = await world.RequestedAsync(payment, 2000);
        await world.SendDueAsync();
        var second = PlatformCallback.Refund(payment.Id, 2000, "RUB", 10000, "request-second").Operation(77, "request-second")
            .MerchantRefund(id.ToString()).Declined("3230", "Exists");

        await world.DeliverAsync(second.Sign());
        Assert.Equal(RefundState.Accepted, (await world.RefundAsync(id)).State);
        Assert.Equal((0L, 2000L), await LateFactTests.MoneyAsync(world, payment));

        payment.Land(TimeSpan.Zero);
        payment.Decide(payment.Operations[^1], success: true);
        await world.DeliverAsync(payment.Callbacks[^1]);
        await world.DeliverAsync(second.With("operation.message", "Exists already").Sign());
        await world.Get<LookAgain>().RunOnceAsync(TestContext.Current.CancellationToken);
        Assert.Equal(RefundState.Succeeded, (await world.RefundAsync(id)).State);
        Assert.Equal((2000L, 0L), await LateFactTests.MoneyAsync(world, payment));
    }

    [Theory]
    [InlineData(true, StatusReply.Ok, true, RefundState.Declined)]
    [InlineData(true, StatusReply.WithoutSignature, true, RefundState.Declined)]
    [InlineData(true, StatusReply.Ok, false, RefundState.Unknown)]
    [InlineData(false, StatusReply.Ok, true, RefundState.Declined)]
    [InlineData(false, StatusReply.WithoutSignature, true, RefundState.Unknown)]
    [InlineData(false, StatusReply.Ok, false, RefundState.Unknown)]
    public async Task Refusal_IsBelievedWhenItNamesThePaymentOrASignedAnswerAgrees(bool named, StatusReply status, bool lists, RefundState end)
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payment = await world.AddPaymentAsync(10000);
        payment.RefusalsNamed = named;
        payment.StatusReply = status;
        // What is asked before the send has a list either way.
        world.Platform.Arrived = (one, _) => one.Lists = lists;
        payment.Replies.Enqueue(Reply.Refuse);
        var id = await world.RequestedAsync(payment, 2000);

        await world.SendDueAsync();

        var refund = await world.RefundAsync(id);
        Assert.Equal((end, end == RefundState.Unknown), (refund.State, refund.Holds));
        Assert.False(refund.MayResend);
    }
}
