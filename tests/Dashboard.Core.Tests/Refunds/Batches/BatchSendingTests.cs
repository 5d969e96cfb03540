using System.Text;
using System.Threading.Channels;
using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Dashboard.Core.Exports;
using Dashboard.Core.Live;
using Dashboard.Core.Payments;
using Dashboard.Core.Refunds;
using Dashboard.Core.Refunds.Batches;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dashboard.Core.Tests.Refunds.Batches;

public sealed class BatchSendingTests(Databases databases)
{
    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Batch_Confirmed_SendsEveryRowOnceAndTellsThePlatformsAnswer(DatabaseProvider provider)
    {
        await using var world = await BatchWorld.StartAsync(databases, provider);
        var draft = BatchWorld.Draft("386,EP-1,10,RUB,Fraud,'=x", "386,EP-1,20,RUB,Fraud", "386,EP-9,1,RUB,Fraud");
        Assert.Equal(RefundBatchRefusal.FaultsNotLeftOut, Assert.IsType<CreateRefundBatchResult.Refused>(await world.CreateAsync(draft, "30")).Why);
        Assert.Equal(RefundBatchRefusal.NotConfirmed, Assert.IsType<CreateRefundBatchResult.Refused>(await world.CreateAsync(draft, "31", leaveOut: true)).Why);
        var id = Assert.IsType<CreateRefundBatchResult.Created>(await world.CreateAsync(draft, "30", leaveOut: true)).BatchId;
        Assert.Equal(id, Assert.IsType<CreateRefundBatchResult.Created>(await world.CreateAsync(draft, "30", leaveOut: true, id: id)).BatchId);

        await world.RoundAsync();
        Assert.Single(await world.RefundsAsync());
        await using (var context = world.Core.OpenContext())
            await context.RefundBatches.ExecuteUpdateAsync(change => change.SetProperty(batch => batch.NextRowAt, DateTimeOffset.UnixEpoch), TestContext.Current.CancellationToken);
        Assert.Null(await world.RoundAsync());

        foreach (var refund in await world.RefundsAsync())
        {
            await world.SendAsync(refund.Id);
            await world.WaitForAsync(refund.Id, RefundState.Succeeded);
        }

        var rows = await world.RowsAsync(id);
        Assert.Equal([RefundBatchRowState.Requested, RefundBatchRowState.Requested, RefundBatchRowState.LeftOut], rows.Select(row => row.State));
        Assert.Equal([RefundState.Succeeded, RefundState.Succeeded, null], rows.Select(row => row.Refund));
        Assert.Equal(rows.Take(2).Select(row => row.RefundId.ToString()).Order(), (await world.ArrivedAsync()).Select(one => one.GetProperty("merchant_refund_id").GetString()).Order());
        var view = await world.ViewAsync(id);
        Assert.Equal((RefundBatchState.Done, 2, 2), (view.Batch.State, view.Batch.RowCount, view.Batch.Answered));
        Assert.Contains(new RefundBatchCount(RefundBatchRowState.Requested, RefundState.Succeeded, "RUB", 2, 3000), view.Counts);
        Assert.Equal(4, Assert.Single(await world.RowsAsync(id, RefundBatchRowFilter.LeftOut)).Line);

        var lines = (await ResultAsync(world, id)).Split("\r\n");
        Assert.StartsWith("row,project_id,payment_id,amount,", lines[0], StringComparison.Ordinal);
        Assert.StartsWith($"2,386,EP-1,10.00,RUB,Fraud,'=x,,Fine,Requested,,{rows[0].RefundId},Succeeded,,{rows[0].RequestId},", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("4,386,EP-9,1.00,RUB,Fraud,,,PaymentNotFound,LeftOut,,,,", lines[3], StringComparison.Ordinal);
        Assert.Contains("answered_at (UTC)", lines[0], StringComparison.Ordinal);
        var actions = await world.AuditActionsAsync();
        Assert.Equal((2, 1, 1, 1), (actions.Count(a => a == "refund.batch.create Refused"), actions.Count(a => a == "refund.batch.create Done"),
            actions.Count(a => a == "refund.batch.done Done"), actions.Count(a => a == "refund.batch.result Done")));
        Assert.Null((await world.Core.Get<AuditLog>().VerifyAsync(TestContext.Current.CancellationToken)).BrokenAt);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Batch_HostStoppedInTheMiddleAgainAndAgain_LosesNoRowAndDoublesNone(DatabaseProvider provider)
    {
        await using var world = await BatchWorld.StartAsync(databases, provider);
        const int rows = 24;
        var id = await world.CreatedAsync(BatchWorld.Parts(rows), "300");
        var starts = 0;
        var (services, stopAfter) = (world.Core.Services, 1);
        while ((await world.ViewAsync(id)).Batch.State != RefundBatchState.Done)
        {
            Assert.InRange(++starts, 1, rows + 5);
            await RunUntilAsync(services, id, stopAfter);
            (services, stopAfter) = (world.Core.CreateAnother(), stopAfter + 1);
        }

        Assert.InRange(starts, 3, rows);
        var sent = await world.RowsAsync(id);
        Assert.All(sent, row => Assert.Equal(RefundBatchRowState.Requested, row.State));
        var refunds = await world.RefundsAsync();
        Assert.Equal(sent.Select(row => row.RefundId!.Value).Order(), refunds.Select(refund => refund.Id).Order());
        Assert.Equal(Enumerable.Range(1, rows).Select(n => n * 100L), refunds.Select(refund => refund.Amount).Order());
        Assert.Equal(30000, (await world.PaymentAsync()).Reserved);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Batch_ProcessGoneBetweenRefundAndRecord_FindsItsRefundAgain(DatabaseProvider provider)
    {
        await using var world = await BatchWorld.StartAsync(databases, provider);
        var id = await world.CreatedAsync(BatchWorld.Parts(2), "3");
        var first = (await world.RowsAsync(id))[0];
        // What the sender does before it records the answer, and then the process is gone.
        await world.RequestAsync(first.Amount!.Value, first.RefundId);

        await WhileRunningAsync(world, id);

        Assert.Equal(2, (await world.RefundsAsync()).Count);
        Assert.All(await world.RowsAsync(id), row => Assert.Equal(RefundBatchRowState.Requested, row.State));
        Assert.Equal(300, (await world.PaymentAsync()).Reserved);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Batch_TwoSendersAtOnce_MakeEachRefundOnce(DatabaseProvider provider)
    {
        await using var world = await BatchWorld.StartAsync(databases, provider);
        var id = await world.CreatedAsync(BatchWorld.Parts(8), "36");
        var other = world.Core.CreateAnother().GetRequiredService<SendRefundBatches>();
        for (var round = 0; (await world.ViewAsync(id)).Batch.State == RefundBatchState.Running; round++)
        {
            Assert.InRange(round, 0, 40);
            await Task.WhenAll(world.RoundAsync(), other.RunOnceAsync(TestContext.Current.CancellationToken));
        }

        Assert.Equal(8, (await world.RefundsAsync()).Count);
        Assert.Equal(3600, (await world.PaymentAsync()).Reserved);
        Assert.Equal(RefundWork.Pending, (await world.PaymentAsync()).RefundWork);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Batch_Pace_IsKeptAndNothingIsCaughtUp(DatabaseProvider provider)
    {
        var clock = new ManualTimeProvider(DateTimeOffset.UnixEpoch.AddYears(57));
        await using var world = await BatchWorld.StartAsync(databases, provider, clock);
        await world.CreateAsync(BatchWorld.Parts(4), "10");

        Assert.Equal(clock.GetUtcNow() + TimeSpan.FromSeconds(1), await world.RoundAsync());
        await world.RoundAsync();
        Assert.Single(await world.RefundsAsync());
        clock.Advance(TimeSpan.FromMinutes(10));
        await world.RoundAsync();
        await world.RoundAsync();
        Assert.Equal(2, (await world.RefundsAsync()).Count);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Batch_PausedResumedStopped_SendsOnlyWhileItRuns(DatabaseProvider provider)
    {
        await using var world = await BatchWorld.StartAsync(databases, provider);
        var id = await world.CreatedAsync(BatchWorld.Parts(3), "6");
        var stranger = await world.AddUserAsync(Roles.Operator, 999);
        Assert.False(await world.SteerAsync(id, RefundBatchStep.Stop, stranger));

        await world.RoundAsync();
        Assert.True(await world.SteerAsync(id, RefundBatchStep.Pause));
        Assert.False(await world.SteerAsync(id, RefundBatchStep.Pause));
        Assert.Null(await world.RoundAsync());
        Assert.Single(await world.RefundsAsync());

        Assert.True(await world.SteerAsync(id, RefundBatchStep.Resume));
        await world.RoundAsync();
        Assert.True(await world.SteerAsync(id, RefundBatchStep.Stop));
        Assert.False(await world.SteerAsync(id, RefundBatchStep.Resume));
        Assert.Null(await world.RoundAsync());

        Assert.Equal([RefundBatchRowState.Requested, RefundBatchRowState.Requested, RefundBatchRowState.NotSent], (await world.RowsAsync(id)).Select(row => row.State));
        Assert.Equal(2, (await world.RefundsAsync()).Count);
    }

    /// <summary>Stopped on Friday, refunded by hand on Saturday, resumed on Monday: the row is not paid a second time.</summary>
    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Batch_ResumedDaysLater_DoesNotRepeatWhatWasRefundedMeanwhile(DatabaseProvider provider)
    {
        var clock = new ManualTimeProvider(TimeProvider.System.GetUtcNow());
        await using var world = await BatchWorld.StartAsync(databases, provider, clock);
        var id = await world.CreatedAsync(BatchWorld.Parts(2), "3");
        Assert.True(await world.SteerAsync(id, RefundBatchStep.Pause));
        clock.Advance(TimeSpan.FromDays(1));
        await world.RequestedAsync(100);
        clock.Advance(TimeSpan.FromDays(2));
        Assert.True(await world.SteerAsync(id, RefundBatchStep.Resume));

        await WhileRunningAsync(world, id, clock);

        var rows = await world.RowsAsync(id);
        Assert.Equal([RefundBatchRowState.Refused, RefundBatchRowState.Requested], rows.Select(row => row.State));
        Assert.Equal(RefundRefusalKind.EqualRefundToday, rows[0].Refusal);
        Assert.Equal([100L, 200L], (await world.RefundsAsync()).Select(refund => refund.Amount).Order());
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Batch_StopSwitch_PausesItWithTheRowStillWaiting(DatabaseProvider provider)
    {
        await using var world = await BatchWorld.StartAsync(databases, provider);
        var id = await world.CreatedAsync(BatchWorld.Parts(2), "3");
        await world.StopProjectAsync(true);
        await world.RoundAsync();

        var paused = await world.ViewAsync(id);
        Assert.Equal((RefundBatchState.Paused, RefundBatchPause.ProjectStopped), (paused.Batch.State, paused.Batch.PausedBecause));
        Assert.All(await world.RowsAsync(id), row => Assert.Equal(RefundBatchRowState.Waiting, row.State));
        Assert.Empty(await world.RefundsAsync());

        await world.StopProjectAsync(false);
        Assert.True(await world.SteerAsync(id, RefundBatchStep.Resume));
        await WhileRunningAsync(world, id);
        Assert.Equal(2, (await world.RefundsAsync()).Count);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Batch_RightsTakenAway_PausesIt(DatabaseProvider provider)
    {
        await using var world = await BatchWorld.StartAsync(databases, provider);
        var id = await world.CreatedAsync(BatchWorld.Parts(2), "3");
        await using (var context = world.Core.OpenContext())
            await context.Users.ExecuteUpdateAsync(change => change.SetProperty(user => user.Disabled, true), TestContext.Current.CancellationToken);
        await world.RoundAsync();

        await using var look = world.Core.OpenContext();
        var batch = await look.RefundBatches.AsNoTracking().SingleAsync(one => one.Id == id, TestContext.Current.CancellationToken);
        Assert.Equal((RefundBatchState.Paused, RefundBatchPause.RightsGone), (batch.State, batch.PausedBecause));
        Assert.Empty(await world.RefundsAsync());
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Batch_RefundedElsewhereMeanwhile_RefusesThatRowAndGoesOn(DatabaseProvider provider)
    {
        await using var world = await BatchWorld.StartAsync(databases, provider);
        var id = await world.CreatedAsync(BatchWorld.Draft("386,EP-1,300,RUB,Fraud", "386,EP-1,50,RUB,Fraud"), "350");
        await world.RequestedAsync(40000);

        await WhileRunningAsync(world, id);

        var rows = await world.RowsAsync(id);
        Assert.Equal([(RefundBatchRowState.Refused, RefundRefusalKind.OverRemaining), (RefundBatchRowState.Requested, null)],
            rows.Select(row => (row.State, row.Refusal)));
        Assert.Equal(2, Assert.Single(await world.RowsAsync(id, RefundBatchRowFilter.NeedsLook)).Line);
    }

    /// <summary>Runs the hosted sender as a host does, and stops it as soon as so many more rows were told of.</summary>
    private static async Task RunUntilAsync(IServiceProvider services, Guid batchId, int rows)
    {
        var told = Channel.CreateUnbounded<bool>();
        using var subscription = services.GetRequiredService<LiveFeed>().Subscribe(changes =>
        {
            if (changes.Any(change => change.RefundId == batchId))
                told.Writer.TryWrite(true);
        });
        using var worker = services.GetServices<IHostedService>().OfType<RefundBatchWorker>().Single();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        await worker.StartAsync(limit.Token);
        for (var left = rows; left > 0 && await StillRunsAsync(services, batchId); left--)
            await told.Reader.ReadAsync(limit.Token);
        await worker.StopAsync(limit.Token);
    }

    private static async Task<bool> StillRunsAsync(IServiceProvider services, Guid batchId)
    {
        await using var context = await services.GetRequiredService<Database>().OpenAsync(TestContext.Current.CancellationToken);
        return await context.RefundBatches.AnyAsync(batch => batch.Id == batchId && batch.State == RefundBatchState.Running, TestContext.Current.CancellationToken);
    }

    private static async Task WhileRunningAsync(RefundWorld world, Guid id, ManualTimeProvider? clock = null)
    {
        for (var round = 0; (await world.ViewAsync(id)).Batch.State == RefundBatchState.Running; round++)
        {
            Assert.InRange(round, 0, 1000);
            await world.RoundAsync();
            clock?.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private static async Task<string> ResultAsync(RefundWorld world, Guid id)
    {
        using var file = new MemoryStream();
        Assert.True(await world.Core.Get<RefundBatchFiles>().WriteResultAsync(RefundWorld.Operator, id, ExportFormat.Csv, () => file, TestContext.Current.CancellationToken));
        return Encoding.UTF8.GetString(file.ToArray());
    }
}
