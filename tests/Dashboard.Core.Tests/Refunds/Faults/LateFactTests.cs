using Dashboard.Core.Audit;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Data;
using Dashboard.Core.Payments;
using Dashboard.Core.Refunds;
using Dashboard.Core.Tests.Refunds.Model;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;
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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Refund_EndedByPeopleAndTakenBackBeforeItsSuccessIsHeardOf_EndsReversed(bool told)
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payment = await world.AddPaymentAsync(10000);
        payment.Replies.Enqueue(Reply.DropTakenLate);
        var id = await world.RequestedAsync(payment, 2000);
        await world.SendDueAsync();
        await EndByPeopleAsync(world, id);
        payment.Land(TimeSpan.Zero);
        payment.Decide(payment.Operations[^1], success: true);
        payment.Reverse(payment.Operations[^1]);

        await world.DeliverAsync(payment.Callbacks[1]);
        Assert.Equal((RefundState.Reversed, false), ((await world.RefundAsync(id)).State, (await world.RefundAsync(id)).DecidedByPeople));
        if (told)
            await world.DeliverAsync(payment.Callbacks[0]);
        Assert.IsType<PlatformAnswer.Known>(await AskAsync(world, payment));

        Assert.Equal(RefundState.Reversed, (await world.RefundAsync(id)).State);
        Assert.Equal((0L, 0L), await MoneyAsync(world, payment));
        await using var context = world.OpenContext();
        Assert.Equal(2, await context.Operations.CountAsync(one => one.RequestId != payment.Operations[0].RequestId, TestContext.Current.CancellationToken));
        Assert.Empty(await context.CallbackEvents.Where(one => one.Verdict != CallbackVerdict.Applied).ToListAsync(TestContext.Current.CancellationToken));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task StatusAnswer_ThatCouldNotBeApplied_IsAppliedWhenItComesAgain(DatabaseProvider provider)
    {
        var fails = new FailsWhileTold();
        await using var world = await ModelWorld.StartAsync(databases, provider, services => services.AddSingleton<ICallbackHandler>(fails));
        var payment = await world.AddPaymentAsync(10000);
        payment.Elsewhere(2000);
        fails.Fails = true;
        Assert.IsType<PlatformAnswer.Failed>(await AskAsync(world, payment));

        // The same bytes: its facts are not in the payment any more than before.
        Assert.IsType<PlatformAnswer.Failed>(await AskAsync(world, payment));
        Assert.Equal(0, (await world.PaymentAsync(payment)).Refunded);
        fails.Fails = false;
        Assert.IsType<PlatformAnswer.Known>(await AskAsync(world, payment));

        Assert.Equal(2000, (await world.PaymentAsync(payment)).Refunded);
        await using var context = world.OpenContext();
        var stored = await context.CallbackEvents.Where(one => one.Source == CallbackSource.StatusRead).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, stored.Count);
        Assert.All(stored, one => Assert.Equal((CallbackVerdict.Applied, null, 2, true), (one.Verdict, one.VerdictDetail, one.Repeats, one.PaymentRowId is not null)));
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

    /// <summary>Two people say that the money went back, without waiting eleven days for it.</summary>
    internal static async Task EndByPeopleAsync(ModelWorld world, Guid id)
    {
        await using var scope = await world.Get<Database>().BeginWriteAsync(TestContext.Current.CancellationToken);
        var refund = scope.Context.Refunds.Single(one => one.Id == id);
        refund.GiveToPeople(world.Clock.GetUtcNow());
        refund.EndByPeople(RefundState.Succeeded, "Seen on the statement.", world.Clock.GetUtcNow());
        await scope.CommitAsync(TestContext.Current.CancellationToken);
    }

    private sealed class FailsWhileTold : ICallbackHandler
    {
        public bool Fails { get; set; }

        public int Order => 1000;

        public Task ApplyAsync(CallbackBatch batch, CancellationToken cancellationToken) =>
            Fails ? throw new InvalidOperationException("This message cannot be applied.") : Task.CompletedTask;
    }

    private sealed class FailsOnRareMessage : ICallbackHandler
    {
        public const string Text = "rare";

        public int Order => 1000;

        public Task ApplyAsync(CallbackBatch batch, CancellationToken cancellationToken) => batch.Events.Any(one => one.Message!.Operation?.Message == Text)
            ? throw new InvalidOperationException("This message cannot be applied.")
            : Task.CompletedTask;
    }

    /// <summary>Asks the platform now, with every operation, whatever is due.</summary>
    internal static async Task<PlatformAnswer> AskAsync(ModelWorld world, ScriptedPayment payment)
    {
        await using var context = world.OpenContext();
        return await world.Get<AskPlatform>().HandleAsync(await context.Projects.SingleAsync(TestContext.Current.CancellationToken), payment.Id,
            TestContext.Current.CancellationToken);
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
