using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Dashboard.Core.Refunds;
using Dashboard.Core.Refunds.Batches;
using Dashboard.Core.Tests.Refunds.Model;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Tests.Refunds.Crashes;

/// <summary>
/// A real process is killed at each commit of what goes on by itself (many refunds at once, asking for lost ones, sending again) and of what people
/// decide; another one goes on with the same file. docs/refunds.md says which point is covered where.
/// </summary>
public sealed class WorkCrashTests(Databases databases)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Batch_WhoseProcessIsKilledAtAnyCommit_MakesAndSendsEachRefundOnce() =>
        Assert.InRange(await CrashTests.KilledAtEachPointAsync(BatchAsync), 8, CrashTests.MostPoints);

    [Fact]
    public async Task Absence_WhoseProcessIsKilledWhileItIsProvenAndSentAgain_IsTakenOnceAtMost() => Assert.InRange(await CrashTests.KilledAtEachPointAsync(
        point => AskAsync(point, Reply.UnavailableUntaken, TimeSpan.FromMinutes(25), PrepareAbsenceAsync)), 10, CrashTests.MostPoints);

    [Fact]
    public async Task LostSender_WhoseFinderIsKilledAtAnyCommit_EndsAsThePlatformSays() => Assert.InRange(await CrashTests.KilledAtEachPointAsync(
        point => AskAsync(point, Reply.DropTaken, TimeSpan.FromMinutes(5), PrepareLostSenderAsync)), 5, CrashTests.MostPoints);

    [Fact]
    public async Task Decisions_WhoseProcessIsKilledAtAnyCommit_AreWhollyThereOrNotAtAll() =>
        Assert.InRange(await CrashTests.KilledAtEachPointAsync(DecideAsync), 6, CrashTests.MostPoints);

    private async Task<int> BatchAsync(int crashAt)
    {
        using var keys = new TemporaryFolder();
        await using var world = await StartAsync(keys, DateTimeOffset.UtcNow);
        var payment = await world.AddPaymentAsync(History.Captured);
        payment.DecidesAtOnce = true;
        var batch = Guid.CreateVersion7();
        var code = await RunAsync(world, keys, crashAt, "batch", payment.Id, batch.ToString());

        await world.RestartAsync();
        await ApplicationTasks.BatchAsync(world.Get<IServiceProvider>(), payment.Id, batch);
        using var crashes = new CrashPoints(world.ConnectionString);
        var history = new History(world, payment, crashes);
        List<RefundBatchRow> rows;
        await using (var context = world.OpenContext())
        {
            Assert.Equal(RefundBatchState.Done, (await context.RefundBatches.AsNoTracking().SingleAsync(Stop)).State);
            rows = await context.RefundBatchRows.AsNoTracking().OrderBy(row => row.Line).ToListAsync(Stop);
        }

        Assert.Equal([(RefundBatchRowState.Requested, 1000L), (RefundBatchRowState.Requested, 2000L)], rows.Select(row => (row.State, row.Amount!.Value)));
        foreach (var row in rows)
            history.NoteRequest(row.RefundId!.Value, row.Amount!.Value);
        await Invariants.CheckAsync(world, history);
        await CrashTests.SettleAsync(world);
        await Invariants.CheckAsync(world, history);
        Assert.Equal(rows.Select(row => row.RefundId!.Value).Order(), payment.Arrivals.Select(one => one.RefundId).Order());
        Assert.Equal(3000, payment.Out);
        Assert.Equal(3000, (await world.PaymentAsync(payment)).Refunded);
        Assert.Equal(1, await DoneAsync(world, "refund.batch.create"));
        Assert.Equal(1, await DoneAsync(world, "refund.batch.done"));
        await CheckAuditAsync(world);
        return code;
    }

    /// <param name="ago">How long before the process starts the refund was sent for the first time.</param>
    private async Task<int> AskAsync(int crashAt, Reply reply, TimeSpan ago, Func<ModelWorld, ScriptedPayment, CrashPoints, Task> prepare)
    {
        using var keys = new TemporaryFolder();
        await using var world = await StartAsync(keys, DateTimeOffset.UtcNow - ago);
        using var crashes = new CrashPoints(world.ConnectionString);
        var payment = await world.AddPaymentAsync(History.Captured);
        payment.DecidesAtOnce = true;
        payment.Replies.Enqueue(reply);
        var id = await world.RequestedAsync(payment, 2000);
        var history = new History(world, payment, crashes);
        history.NoteRequest(id, 2000);
        await prepare(world, payment, crashes);
        world.Clock.JumpTo(DateTimeOffset.UtcNow);
        var code = await RunAsync(world, keys, crashAt, "ask");

        await world.RestartAsync();
        await Invariants.CheckAsync(world, history);
        await CrashTests.SettleAsync(world);
        await Invariants.CheckAsync(world, history);
        var refund = await world.RefundAsync(id);
        var taken = payment.Arrivals.Count(one => one.Taken);
        Assert.True((refund.State, taken) is (RefundState.Succeeded, 1) or (RefundState.Blocked, 0), $"Point {crashAt}: {refund.State} ({refund.StateDetail}), taken {taken} times");
        Assert.True(reply == Reply.UnavailableUntaken || refund.State == RefundState.Succeeded, $"Point {crashAt}: {refund.State}");
        Assert.Equal(2000 * taken, payment.Out);
        await CheckAuditAsync(world);
        return code;
    }

    /// <summary>Turned away with 503, and one signed answer has shown that it never arrived.</summary>
    private static async Task PrepareAbsenceAsync(ModelWorld world, ScriptedPayment payment, CrashPoints crashes)
    {
        await world.SendDueAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(20));
        await world.ReconcileAsync();
        await using var context = world.OpenContext();
        var refund = await context.Refunds.AsNoTracking().SingleAsync(Stop);
        Assert.True(refund is { State: RefundState.Unknown, MayResend: true, AbsentSince: not null });
    }

    /// <summary>Its sender ended after the request had arrived and before anything was recorded.</summary>
    private static async Task PrepareLostSenderAsync(ModelWorld world, ScriptedPayment payment, CrashPoints crashes)
    {
        var arrived = world.Platform.Arrived;
        world.Platform.Arrived = (_, _) => crashes.Arm(1);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(world.SendDueAsync);
        crashes.Arm(0);
        world.Platform.Arrived = arrived;
        await using var context = world.OpenContext();
        Assert.Equal(RefundState.Sending, (await context.Refunds.AsNoTracking().SingleAsync(Stop)).State);
    }

    private async Task<int> DecideAsync(int crashAt)
    {
        using var keys = new TemporaryFolder();
        await using var world = await StartAsync(keys, DateTimeOffset.UtcNow - TimeSpan.FromDays(12));
        using var crashes = new CrashPoints(world.ConnectionString);
        var silent = await SilentAsync(world, crashes);
        world.Clock.JumpTo(DateTimeOffset.UtcNow);
        var payment = await world.AddPaymentAsync(History.Captured);
        var queued = await world.RequestedAsync(payment, 2000);
        var history = new History(world, payment, crashes);
        history.NoteRequest(queued, 2000);
        var batch = Guid.CreateVersion7();
        Assert.IsType<CreateRefundBatchResult.Created>(
            await ApplicationTasks.ConfirmAsync(world.Get<IServiceProvider>(), (await world.AddPaymentAsync(History.Captured)).Id, batch));
        var alarm = await AlarmAsync(world);
        await world.Get<StepUps>().ConfirmedAsync(ModelWorld.Finance[1], StepUpMethod.Password, Stop);
        var code = await RunAsync(world, keys, crashAt, "decide", queued.ToString(), batch.ToString(), alarm.ToString(), silent.AskedFor.Keys.Single().ToString());

        await world.RestartAsync();
        await CheckDecisionsAsync(world, silent, history, crashAt);
        await ApplicationTasks.DecideAsync(world.Get<IServiceProvider>(), queued, batch, alarm, silent.AskedFor.Keys.Single());
        Assert.Equal(6, await CheckDecisionsAsync(world, silent, history, crashAt));
        Assert.Empty(payment.Arrivals);
        await CheckAuditAsync(world);
        return code;
    }

    /// <summary>A refund of which nobody told the result for eleven days: what the platform answers is not signed.</summary>
    private static async Task<History> SilentAsync(ModelWorld world, CrashPoints crashes)
    {
        var payment = await world.AddPaymentAsync(History.Captured);
        payment.StatusReply = StatusReply.WithoutSignature;
        payment.Replies.Enqueue(Reply.UnavailableUntaken);
        var id = await world.RequestedAsync(payment, 2000);
        await world.SendDueAsync();
        world.Clock.Advance(TimeSpan.FromDays(11) + TimeSpan.FromHours(1));
        await world.ReconcileAsync();
        Assert.Equal(RefundState.ManualReview, (await world.RefundAsync(id)).State);
        var history = new History(world, payment, crashes);
        history.NoteRequest(id, 2000);
        return history;
    }

    private static async Task<Guid> AlarmAsync(ModelWorld world)
    {
        var payment = await world.AddPaymentAsync(History.Captured);
        payment.Elsewhere(History.Captured + 1);
        await world.DeliverAsync(payment.Callbacks[^1]);
        await using var context = world.OpenContext();
        return (await context.PaymentAlarms.AsNoTracking().SingleAsync(Stop)).Id;
    }

    /// <summary>Each decision is there with its line in the audit log, or neither is.</summary>
    /// <returns>How many are there.</returns>
    private static async Task<int> CheckDecisionsAsync(ModelWorld world, History silent, History queued, int crashAt)
    {
        await Invariants.CheckAsync(world, silent);
        await Invariants.CheckAsync(world, queued);
        await using var context = world.OpenContext();
        var cancelled = await context.Refunds.CountAsync(refund => refund.State == RefundState.Cancelled, Stop);
        var rows = await context.RefundBatchRows.CountAsync(row => row.State == RefundBatchRowState.NotSent, Stop);
        Assert.True(rows is 0 or 2, $"Point {crashAt}: {rows} rows are stopped");
        var there = new Dictionary<string, int>
        {
            ["refund.cancel"] = cancelled,
            ["refund.batch.stop"] = await context.RefundBatches.CountAsync(batch => batch.State == RefundBatchState.Stopped, Stop),
            ["payment-alarm.acknowledge"] = await context.PaymentAlarms.CountAsync(alarm => alarm.AcknowledgedAt != null, Stop),
            ["refund.propose-end"] = await context.RefundResolutions.CountAsync(Stop),
            ["refund.confirm-end"] = await context.RefundResolutions.CountAsync(one => one.ConfirmedBy != null, Stop),
            ["refunds.stop"] = await context.Projects.CountAsync(project => project.RefundsStopped, Stop),
        };
        Assert.Equal(there["refund.batch.stop"], rows / 2);
        foreach (var (action, times) in there.Where(one => one.Key != "refund.cancel"))
            Assert.True(times == await DoneAsync(world, action), $"Point {crashAt}: {action} is there {times} times, and not in the audit log");
        return there.Values.Sum();
    }

    private static async Task<int> DoneAsync(ModelWorld world, string action)
    {
        await using var context = world.OpenContext();
        return await context.AuditEntries.CountAsync(line => line.Action == action && line.Result == AuditResult.Done, Stop);
    }

    private static async Task CheckAuditAsync(ModelWorld world) => Assert.Null((await world.Get<AuditLog>().VerifyAsync(Stop)).BrokenAt);

    private Task<ModelWorld> StartAsync(TemporaryFolder keys, DateTimeOffset start) => ModelWorld.StartAsync(databases, DatabaseProvider.Sqlite,
        services => services.AddSingleton(ApplicationProcess.KeyRing(keys.Path)).AddSingleton(ApplicationTasks.AtOnce), start);

    private static async Task<int> RunAsync(ModelWorld world, TemporaryFolder keys, int crashAt, params string[] task)
    {
        await using var process = ApplicationProcess.Start(world.Provider, world.ConnectionString, keys.Path, crashAt, task);
        var code = await process.EndAsync(Stop);
        Assert.True(code is 0 or ApplicationProcess.Killed, $"Point {crashAt}: ended with {code}.");
        world.Clock.JumpTo(DateTimeOffset.UtcNow);
        return code;
    }
}
