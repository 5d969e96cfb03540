using Dashboard.Core.Audit;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Refunds;
using Dashboard.Core.Tests.Refunds.Model;
using Dashboard.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Tests.Refunds.Faults;

/// <summary>Facts that come late, in the wrong order, or beside the point: no money leaves twice and nothing is claimed that did not happen.</summary>
public sealed class LateFactTests(Databases databases)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Refund_ThatAppearsAfterProofOfAbsence_IsNotSentAgain(bool echoes)
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payment = await world.AddPaymentAsync(10000, echoes);
        payment.Replies.Enqueue(Reply.UnavailableTakenLate);
        var id = await world.RequestedAsync(payment, 2000);
        await world.SendDueAsync();
        await ProveAbsentAsync(world);
        Assert.Equal(RefundState.Queued, (await world.RefundAsync(id)).State);

        payment.Land(TimeSpan.Zero);
        payment.Decide(payment.Operations[^1], success: true);
        await world.SendDueAsync();

        Assert.Single(payment.Arrivals);
        Assert.Equal(RefundState.Succeeded, (await world.RefundAsync(id)).State);
        Assert.Equal((2000L, 0L), await MoneyAsync(world, payment));
    }

    [Fact]
    public async Task Refund_ThatAppearsWhileItIsBlocked_EndsByTheFact()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payment = await world.AddPaymentAsync(10000);
        payment.Replies.Enqueue(Reply.DropTakenLate);
        var id = await world.RequestedAsync(payment, 2000);
        await world.SendDueAsync();
        await ProveAbsentAsync(world);
        Assert.Equal(RefundState.Blocked, (await world.RefundAsync(id)).State);

        payment.Land(TimeSpan.Zero);
        payment.Decide(payment.Operations[^1], success: true);
        await world.DeliverAsync(payment.Callbacks[^1]);

        Assert.Equal(RefundState.Succeeded, (await world.RefundAsync(id)).State);
        Assert.Equal((2000L, 0L), await MoneyAsync(world, payment));
    }

    [Fact]
    public async Task Refund_TakenBackBeforeItsSuccessIsHeardOf_EndsReversed()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payment = await world.AddPaymentAsync(10000);
        var id = await world.RequestedAsync(payment, 2000);
        await world.SendDueAsync();
        payment.Decide(payment.Operations[^1], success: true);
        payment.Reverse(payment.Operations[^1]);

        await world.DeliverAsync(payment.Callbacks[1]);
        await world.DeliverAsync(payment.Callbacks[0]);

        Assert.Equal(RefundState.Reversed, (await world.RefundAsync(id)).State);
        Assert.Equal((0L, 0L), await MoneyAsync(world, payment));
    }

    [Fact]
    public async Task Payment_WhoseTakenBackRefundIsUnknown_OffersNoMoreThanWasCaptured()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payment = await world.AddPaymentAsync(10000);
        payment.Elsewhere(4000);
        payment.Reverse(payment.Operations[^1]);

        await world.DeliverAsync(payment.Callbacks[^1]);

        Assert.Equal(10000, (await world.PaymentAsync(payment)).Remaining);
        Assert.IsType<RequestRefundResult.Refused>(await world.RequestAsync(payment, 10001));
    }

    [Fact]
    public async Task Refund_OfEqualSumMadeElsewhereJustBefore_IsNotTakenForOurs()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payment = await world.AddPaymentAsync(10000);
        payment.Elsewhere(2000);
        payment.Replies.Enqueue(Reply.DropUntaken);
        var id = await world.RequestedAsync(payment, 2000);
        await world.SendDueAsync();
        Assert.Equal(RefundState.Unknown, (await world.RefundAsync(id)).State);

        // Another refund makes the status answer a new one, in which the older one is told again.
        payment.Elsewhere(500);
        await world.ReconcileAsync();

        Assert.Equal(RefundState.Unknown, (await world.RefundAsync(id)).State);
        Assert.Equal((2500L, 2000L), await MoneyAsync(world, payment));
    }

    [Fact]
    public async Task StatusAnswer_WithAnIdAtThePayment_DoesNotGiveItToEveryOperation()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payment = await world.AddPaymentAsync(10000);
        payment.Elsewhere(2000);
        payment.Replies.Enqueue(Reply.DropUntaken);
        var id = await world.RequestedAsync(payment, 3000);
        payment.PaymentLevelId = id;

        await world.SendDueAsync();
        payment.Elsewhere(500);
        await world.ReconcileAsync();

        Assert.Equal(RefundState.Unknown, (await world.RefundAsync(id)).State);
    }

    [Fact]
    public async Task StatusAnswers_ThatCannotBeUsed_ProveNothing()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payment = await world.AddPaymentAsync(10000);
        payment.Replies.Enqueue(Reply.UnavailableUntaken);
        var id = await world.RequestedAsync(payment, 2000);
        await world.SendDueAsync();
        payment.StatusReply = StatusReply.BrokenSum;

        await ProveAbsentAsync(world);

        Assert.Equal(RefundState.Unknown, (await world.RefundAsync(id)).State);
    }

    [Fact]
    public async Task Answer_ThatShowsTheRefundAgain_BreaksTheProofOfAbsence()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payment = await world.AddPaymentAsync(10000, echoes: false);
        payment.Replies.Enqueue(Reply.UnavailableUntaken);
        var id = await world.RequestedAsync(payment, 2000);
        await world.SendDueAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(16));
        await world.ReconcileAsync();

        // Two operations that could be ours: neither is taken for it, but absent it is not.
        var hidden = payment.Operations.ToList();
        payment.Elsewhere(2000);
        payment.Elsewhere(2000);
        payment.Operations[^1].Status = payment.Operations[^2].Status = "processing";
        await world.ReconcileAsync();
        Assert.NotEqual(RefundState.Queued, (await world.RefundAsync(id)).State);
        payment.Operations.RemoveRange(hidden.Count, payment.Operations.Count - hidden.Count);
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.ReconcileAsync();

        Assert.NotEqual(RefundState.Queued, (await world.RefundAsync(id)).State);
    }

    [Fact]
    public async Task Callback_AfterOneThatCouldNotBeApplied_IsAppliedToWhatIsStored()
    {
        await using var world = await ModelWorld.StartAsync(databases, add: services => services.AddSingleton<ICallbackHandler, FailsOnRareMessage>());
        var payment = await world.AddPaymentAsync(10000);
        var id = await world.RequestedAsync(payment, 2000);
        await world.SendDueAsync();
        var refund = PlatformCallback.Refund(payment.Id, 2000, "RUB", 10000, payment.Operations[^1].RequestId).Operation(2, payment.Operations[^1].RequestId);

        // The second message stands in the way of the first commit, so that each is then applied alone in one transaction.
        await Task.WhenAll(world.DeliverAsync(refund.Code("0", FailsOnRareMessage.Text).Sign()), world.DeliverAsync(refund.Sign()));

        Assert.Equal(RefundState.Succeeded, (await world.RefundAsync(id)).State);
        Assert.Equal((2000L, 0L), await MoneyAsync(world, payment));
        Assert.Null((await world.Get<AuditLog>().VerifyAsync(TestContext.Current.CancellationToken)).BrokenAt);
    }

    private sealed class FailsOnRareMessage : ICallbackHandler
    {
        public const string Text = "rare";

        public int Order => 1000;

        public Task ApplyAsync(CallbackBatch batch, CancellationToken cancellationToken) => batch.Events.Any(one => one.Message!.Operation?.Message == Text)
            ? throw new InvalidOperationException("This message cannot be applied.")
            : Task.CompletedTask;
    }

    internal static async Task ProveAbsentAsync(ModelWorld world)
    {
        world.Clock.Advance(TimeSpan.FromMinutes(16));
        await world.ReconcileAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.ReconcileAsync();
    }

    internal static async Task<(long Refunded, long Reserved)> MoneyAsync(ModelWorld world, ScriptedPayment payment)
    {
        var known = await world.PaymentAsync(payment);
        return (known.Refunded, known.Reserved);
    }
}
