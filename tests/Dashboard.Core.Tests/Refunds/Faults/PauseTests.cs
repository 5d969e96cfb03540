using Dashboard.Core.Data;
using Dashboard.Core.Live;
using Dashboard.Core.Projects;
using Dashboard.Core.Refunds;
using Dashboard.Core.Tests.Refunds.Model;
using Dashboard.Gate;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Tests.Refunds.Faults;

/// <summary>A process that stands still between what it has written and what it does next, and questions that take their time.</summary>
public sealed class PauseTests(Databases databases)
{
    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Sender_ThatStoodStillUntilItsLeaseHadNearlyRunOut_SendsNothing(DatabaseProvider provider)
    {
        await using var world = await ModelWorld.StartAsync(databases, provider);
        var payment = await world.AddPaymentAsync(10000);
        var id = await world.RequestedAsync(payment, 2000);

        await SendAfterPauseAsync(world, id, TimeSpan.FromSeconds(61));

        var waiting = await world.RefundAsync(id);
        Assert.Equal((RefundState.Queued, null), (waiting.State, waiting.LeaseOwner));
        Assert.Contains("No money moved", waiting.StateDetail, StringComparison.Ordinal);
        Assert.Empty(payment.Arrivals);
        Assert.Equal((0L, 2000L), await LateFactTests.MoneyAsync(world, payment));

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.SendDueAsync();
        Assert.Equal(RefundState.Accepted, (await world.RefundAsync(id)).State);
        Assert.Single(payment.Arrivals);
    }

    [Fact]
    public async Task Sender_WithEnoughOfItsLeaseLeft_Sends()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payment = await world.AddPaymentAsync(10000);
        var id = await world.RequestedAsync(payment, 2000);

        await SendAfterPauseAsync(world, id, TimeSpan.FromSeconds(60));

        Assert.Equal(RefundState.Accepted, (await world.RefundAsync(id)).State);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Answer_ThatComesAfterTheLease_IsThePlatformsWordAndNoListProvesAbsence(DatabaseProvider provider)
    {
        await using var world = await ModelWorld.StartAsync(databases, provider);
        var payment = await world.AddPaymentAsync(10000);
        payment.Replies.Enqueue(Reply.CallbackFirst);
        var lost = RefundState.Sending;
        var id = await world.RequestedAsync(payment, 2000);
        // Instead of the callback: so much time that another process takes the sender for gone.
        world.Platform.Deliver = async _ =>
        {
            world.Clock.Advance(RefundSchedule.Lease + TimeSpan.FromSeconds(1));
            await world.Get<Reconciler>().LoseDeadSendersAsync(CancellationToken.None);
            lost = (await world.RefundAsync(id)).State;
        };
        await world.SendDueAsync();

        var accepted = await world.RefundAsync(id);
        Assert.Equal((RefundState.Unknown, RefundState.Accepted, payment.Operations[^1].RequestId), (lost, accepted.State, accepted.RequestId));
        Assert.NotNull(accepted.NextActionAt);
        payment.Operations.RemoveAt(payment.Operations.Count - 1);
        await LateFactTests.ProveAbsentAsync(world);
        Assert.Equal(RefundState.Accepted, (await world.RefundAsync(id)).State);
        Assert.Equal((0L, 2000L), await LateFactTests.MoneyAsync(world, payment));
    }

    [Fact]
    public async Task Round_WithManyDue_AsksAFewAndTheOldestFirst()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payments = await AcceptedAsync(world, Reconciler.MostARound + 2);
        var before = payments.ConvertAll(payment => payment.StatusRequests);
        world.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(Reconciler.MostARound, (await world.ReconcileAsync(evenIfNotDue: false)).Asked);
        Assert.Equal([1, 1, 1, 1, 1, 0, 0], payments.Select((payment, index) => payment.StatusRequests - before[index]));
        Assert.Equal(2, (await world.ReconcileAsync(evenIfNotDue: false)).Asked);
    }

    [Fact]
    public async Task Refunds_ThatCannotBeAskedFor_DoNotKeepOthersFromTheirTurn()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        await AcceptedAsync(world, Reconciler.MostARound);
        await using (var context = world.OpenContext())
        {
            context.Projects.Add(new Project { Id = 999, Name = "No key", GateUrl = world.Platform.Address });
            await context.SaveChangesAsync(TestContext.Current.CancellationToken);
            await context.Refunds.ExecuteUpdateAsync(change => change.SetProperty(refund => refund.ProjectId, 999), TestContext.Current.CancellationToken);
        }

        var fine = Assert.Single(await AcceptedAsync(world, 1));
        fine.Decide(fine.Operations[^1], success: true);
        world.Clock.Advance(TimeSpan.FromMinutes(1));

        await world.ReconcileAsync(evenIfNotDue: false);
        await world.ReconcileAsync(evenIfNotDue: false);

        Assert.Equal(1000, (await world.PaymentAsync(fine)).Refunded);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task SenderThatDied_WhileThePlatformAnswersSlowly_IsFoundAllTheSame(DatabaseProvider provider)
    {
        await using var world = await ModelWorld.StartAsync(databases, provider,
            services => services.AddSingleton(new GateClient(GateTimes.Default with { Total = TimeSpan.FromMinutes(2) })));
        var slow = Assert.Single(await AcceptedAsync(world, 1));
        var door = new TaskCompletionSource();
        slow.StatusDoor = door.Task;
        var dead = await DeadAsync(world);
        var asked = new TaskCompletionSource();
        world.Platform.Asked = payment => asked.TrySetResult();
        world.Clock.Advance(TimeSpan.FromSeconds(30));
        var lost = new TaskCompletionSource();
        using var subscription = world.Get<LiveFeed>().Subscribe(changes =>
        {
            if (changes.Any(change => change.RefundId == dead))
                lost.TrySetResult();
        });
        var worker = world.Get<RefundWorker>();
        await worker.StartAsync(TestContext.Current.CancellationToken);
        try
        {
            await asked.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            world.Clock.Advance(TimeSpan.FromMinutes(1));

            await lost.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            Assert.Equal(RefundState.Unknown, (await world.RefundAsync(dead)).State);
        }
        finally
        {
            door.SetResult();
            await worker.StopAsync(CancellationToken.None);
        }
    }

    /// <summary>One round of the sender, in which so much time passes between "sending" being written and the request.</summary>
    private static async Task SendAfterPauseAsync(ModelWorld world, Guid id, TimeSpan pause)
    {
        var paused = false;
        using var subscription = world.Get<LiveFeed>().Subscribe(changes =>
        {
            if (paused || !changes.Any(change => change.RefundId == id))
                return;
            paused = true;
            world.Clock.Advance(pause);
        });
        await world.SendDueAsync();
        Assert.True(paused);
    }

    /// <summary>Refunds of 10.00 that the platform took and has not decided, a second after one another.</summary>
    /// <summary>Sent further apart than their first questions are put off by chance, so that they are due in this order.</summary>
    private static async Task<List<ScriptedPayment>> AcceptedAsync(ModelWorld world, int count)
    {
        var payments = new List<ScriptedPayment>();
        for (; payments.Count < count; world.Clock.Advance(TimeSpan.FromSeconds(2)))
        {
            var payment = await world.AddPaymentAsync(10000);
            var id = await world.RequestedAsync(payment, 1000);
            await world.SendDueAsync();
            Assert.Equal(RefundState.Accepted, (await world.RefundAsync(id)).State);
            payments.Add(payment);
        }

        return payments;
    }

    /// <summary>As a crash leaves it: committed as sending, with most of a minute of its lease left.</summary>
    private static async Task<Guid> DeadAsync(ModelWorld world)
    {
        var id = await world.RequestedAsync(await world.AddPaymentAsync(10000), 1000);
        var (sentAt, until) = (world.Clock.GetUtcNow(), world.Clock.GetUtcNow().AddSeconds(60));
        await using var context = world.OpenContext();
        await context.Refunds.Where(refund => refund.Id == id).ExecuteUpdateAsync(change => change.SetProperty(refund => refund.State, RefundState.Sending)
            .SetProperty(refund => refund.Attempts, 1).SetProperty(refund => refund.SentAt, sentAt).SetProperty(refund => refund.LeaseUntil, until),
            TestContext.Current.CancellationToken);
        return id;
    }
}
