using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Live;
using Dashboard.Core.Refunds;
using Dashboard.Core.Tests.Refunds.Model;
using Dashboard.TestKit;

namespace Dashboard.Core.Tests.Refunds;

/// <summary>A refund whose end the platform does not tell in time stands in the inbox and in the number of the menu until it ends.</summary>
public sealed class OverdueInboxTests(Databases databases)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Refund_OverdueAndThenDone_ComesAndGoesLive(DatabaseProvider provider)
    {
        await using var world = await ModelWorld.StartAsync(databases, provider);
        var (payment, id) = await SentAsync(world);
        Assert.Equal((0, 0), await SeenAsync(world, ModelWorld.Finance[0]));
        var told = new List<LiveChange>();
        using var listening = world.Get<LiveFeed>().Subscribe(told.AddRange);

        world.Clock.Advance(RefundSchedule.OverdueAfter);
        await world.ReconcileAsync();

        Assert.Contains(told, change => change.IsWork && change.RefundId == id);
        Assert.Equal((1, 1), await SeenAsync(world, ModelWorld.Finance[0]));
        Assert.Equal((1, 1), await SeenAsync(world, ModelWorld.Operator));
        var row = Assert.Single((await world.Get<ApprovalQueries>().ReadAsync(ModelWorld.Operator, Stop)).Overdue);
        var refund = await world.RefundAsync(id);
        Assert.Equal((id, RefundState.Accepted, true), (row.Refund.Id, row.Refund.State, row.MayAsk));
        Assert.Equal((refund.SentAt, refund.SentAt!.Value.AddDays(11)), (row.Refund.SentAt, row.PeopleFrom));

        told.Clear();
        payment.Decide(payment.Operations[^1], success: true);
        await world.DeliverAsync(payment.Callbacks[^1]);
        Assert.Contains(told, change => change.IsWork && change.RefundId == id);
        Assert.Equal((0, 0), await SeenAsync(world, ModelWorld.Finance[0]));
    }

    [Fact]
    public async Task Refund_SilentToTheEnd_GoesOnToThoseThatNeedAPerson()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        await SentAsync(world);
        world.Clock.Advance(RefundSchedule.Horizon - TimeSpan.FromMinutes(1));
        await world.ReconcileAsync();
        Assert.Equal((1, 1), await SeenAsync(world, ModelWorld.Finance[0]));

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.ReconcileAsync();

        var inbox = await world.Get<ApprovalQueries>().ReadAsync(ModelWorld.Finance[0], Stop);
        Assert.Empty(inbox.Overdue);
        Assert.Single(inbox.NeedsPerson);
        Assert.Equal((0, 1), await SeenAsync(world, ModelWorld.Finance[0]));
    }

    [Fact]
    public async Task Refund_LongestSilent_ComesFirst()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var (_, first) = await SentAsync(world);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var (_, second) = await SentAsync(world);
        world.Clock.Advance(RefundSchedule.OverdueAfter);
        await world.ReconcileAsync();

        Assert.Equal([first, second], (await world.Get<ApprovalQueries>().ReadAsync(ModelWorld.Operator, Stop)).Overdue.Select(row => row.Refund.Id));
    }

    private static async Task<(ScriptedPayment Payment, Guid Id)> SentAsync(ModelWorld world)
    {
        var payment = await world.AddPaymentAsync(10000);
        var id = await world.RequestedAsync(payment, 1000);
        await world.SendDueAsync();
        Assert.Equal(RefundState.Accepted, (await world.RefundAsync(id)).State);
        return (payment, id);
    }

    private static async Task<(int Overdue, int Counted)> SeenAsync(ModelWorld world, Actor actor) =>
        ((await world.Get<ApprovalQueries>().ReadAsync(actor, Stop)).Overdue.Count, await world.Get<ApprovalQueries>().CountAsync(actor, Stop));
}
