using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Refunds;
using Dashboard.Core.Refunds.Batches;
using Dashboard.TestKit;

namespace Dashboard.Core.Tests.Refunds.Batches;

/// <summary>A batch is as much money as its sum: above the threshold of a single refund it asks who is at the keyboard, once.</summary>
public sealed class BatchStepUpTests(Databases databases)
{
    [Theory, ClassData(typeof(EachDatabase))]
    public async Task PaymentsOfAList_TogetherAboveTheThreshold_NeedTheCodeOnceAndAreThenSentWithoutIt(DatabaseProvider provider)
    {
        var clock = new ManualTimeProvider(DateTimeOffset.UtcNow);
        await using var world = await BatchWorld.StartAsync(databases, provider, clock);
        await world.ReceiveAsync(PlatformCallback.Sale("EP-2", 70000, "RUB"));
        var finance = await world.HireAsync(Roles.Finance);
        var draft = RefundBatchDraft.FromPayments([(386, "EP-1"), (386, "EP-2")], RefundReason.NotDelivered);
        Assert.Equal(RefundBatchRefusal.NotConfirmed, await RefusalAsync(world, draft, "1.00", finance));
        Assert.Equal(RefundBatchRefusal.StepUpNeeded, await RefusalAsync(world, draft, "1200.00", finance));
        Assert.Contains("refund.batch.create Refused", await world.AuditActionsAsync());

        await world.StepUpAsync(finance);
        Assert.IsType<CreateRefundBatchResult.Created>(await world.CreateAsync(draft, "1200.00", actor: finance));

        // The row of 700.00 leaves in the name of the person who confirmed the whole, long after the code.
        for (var round = 0; round < 2; round++)
        {
            clock.Advance(StepUps.Validity + TimeSpan.FromMinutes(1));
            await world.RoundAsync();
        }

        var refunds = await world.RefundsAsync();
        Assert.Equal([50000L, 70000L], refunds.Select(refund => refund.Amount).Order());
        Assert.All(refunds, refund => Assert.Equal((RefundState.Queued, finance.UserId), (refund.State, refund.RequestedBy)));
    }

    [Fact]
    public async Task Batch_UpToTheThreshold_NeedsNoCode()
    {
        await using var world = await BatchWorld.StartAsync(databases, DatabaseProvider.Sqlite);
        var finance = await world.HireAsync(Roles.Finance);

        Assert.IsType<CreateRefundBatchResult.Created>(
            await world.CreateAsync(RefundBatchDraft.FromPayments([(386, "EP-1")], RefundReason.NotDelivered), "500.00", actor: finance));
    }

    private static async Task<RefundBatchRefusal> RefusalAsync(RefundWorld world, RefundBatchDraft draft, string typed, Actor actor) =>
        Assert.IsType<CreateRefundBatchResult.Refused>(await world.CreateAsync(draft, typed, actor: actor)).Why;
}
