using Dashboard.Core.Data;
using Dashboard.Core.Refunds;
using Dashboard.Core.Refunds.Batches;
using Dashboard.TestKit;

namespace Dashboard.Core.Tests.Refunds.Batches;

/// <summary>What a batch says of its rows is what happened, also where a process ended before it wrote that down.</summary>
public sealed class BatchTruthTests(Databases databases)
{
    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Row_WhoseRefundWasMadeAndNotRecorded_IsNotCalledUnsentWhenTheBatchIsStopped(DatabaseProvider provider)
    {
        await using var world = await BatchWorld.StartAsync(databases, provider);
        var id = await world.CreatedAsync(BatchWorld.Parts(3), "6");
        var first = (await world.RowsAsync(id))[0];
        // What the sender does before it records the answer, and then the process is gone.
        await world.RequestAsync(first.Amount!.Value, first.RefundId);
        Assert.Equal(RefundBatchRowState.Requested, (await world.RowsAsync(id))[0].State);

        Assert.True(await world.SteerAsync(id, RefundBatchStep.Stop));

        var rows = await world.RowsAsync(id);
        Assert.Equal([RefundBatchRowState.Requested, RefundBatchRowState.NotSent, RefundBatchRowState.NotSent], rows.Select(row => row.State));
        Assert.NotNull(rows[0].AnsweredAt);
        var view = await world.ViewAsync(id);
        Assert.Equal(1, view.Batch.Answered);
        Assert.Contains(new RefundBatchCount(RefundBatchRowState.Requested, RefundState.Queued, "RUB", 1, 100), view.Counts);
        Assert.Contains(new RefundBatchCount(RefundBatchRowState.NotSent, null, "RUB", 2, 500), view.Counts);
        Assert.Equal([3, 4], (await world.RowsAsync(id, RefundBatchRowFilter.NeedsLook)).Select(row => row.Line));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Row_WithWhichTheTotalNoLongerFits64Bits_IsAFaultOfItsOwn(DatabaseProvider provider)
    {
        await using var world = await BatchWorld.StartAsync(databases, provider);
        const long half = 5_000_000_000_000_000_000;
        await world.ReceiveAsync(PlatformCallback.Sale("EP-2", half, "RUB"));
        await world.ReceiveAsync(PlatformCallback.Sale("EP-3", half, "RUB"));
        var run = await world.CheckAsync(BatchWorld.Draft("386,EP-1,1,RUB,Fraud", "386,EP-2,,RUB,Fraud", "386,EP-3,,RUB,Fraud", "386,EP-1,2,RUB,Fraud"));

        Assert.Equal([BatchVerdict.Fine, BatchVerdict.Fine, BatchVerdict.TotalTooLarge, BatchVerdict.Fine], run.Rows.Select(row => row.Verdict));
        Assert.Equal([new BatchTotal("RUB", 3, half + 300)], run.Totals);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Rows_LeftOutWithSumsThatNobodyCanAdd_DoNotHideTheBatch(DatabaseProvider provider)
    {
        await using var world = await BatchWorld.StartAsync(databases, provider);
        var draft = BatchWorld.Draft("386,EP-1,1,RUB,Fraud", "386,EP-1,50000000000000000,RUB,Fraud", "386,EP-1,50000000000000001,RUB,Fraud");
        var id = Assert.IsType<CreateRefundBatchResult.Created>(await world.CreateAsync(draft, "1", leaveOut: true)).BatchId;

        var view = await world.ViewAsync(id);

        Assert.Contains(new RefundBatchCount(RefundBatchRowState.LeftOut, null, "RUB", 2, 0), view.Counts);
        Assert.Contains(new RefundBatchCount(RefundBatchRowState.Waiting, null, "RUB", 1, 100), view.Counts);
    }
}
