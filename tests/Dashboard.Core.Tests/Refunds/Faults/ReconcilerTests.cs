using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Dashboard.Core.Payments;
using Dashboard.Core.Refunds;
using Dashboard.Core.Tests.Refunds.Model;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Tests.Refunds.Faults;

/// <summary>How the platform is asked for what it does not tell: not in a storm, not twice, by the request's id at last, and not in silence.</summary>
public sealed class ReconcilerTests(Databases databases)
{
    [Fact]
    public async Task Platform_ThatFailsAgainAndAgain_IsLeftAloneForAWhile()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payments = await AcceptedAsync(world, GateBreaker.Most + 3);
        payments.ForEach(payment => payment.StatusReply = StatusReply.ServerError);
        var before = payments.Sum(payment => payment.StatusRequests);

        await world.ReconcileAsync();
        Assert.Equal(GateBreaker.Most, payments.Sum(payment => payment.StatusRequests) - before);
        var until = world.Get<GateBreaker>().PausedUntil(386);
        Assert.Equal(world.Clock.GetUtcNow() + GateBreaker.FirstPause, until);
        await world.ReconcileAsync();
        Assert.Equal(GateBreaker.Most, payments.Sum(payment => payment.StatusRequests) - before);
        Assert.Contains(world.Logs.Lines, line => line.Contains("asking is paused until", StringComparison.Ordinal));

        // After the pause one question decides.
        world.Clock.Advance(GateBreaker.FirstPause);
        await world.ReconcileAsync();
        Assert.Equal(GateBreaker.Most + 1, payments.Sum(payment => payment.StatusRequests) - before);
        Assert.Equal(world.Clock.GetUtcNow() + (2 * GateBreaker.FirstPause), world.Get<GateBreaker>().PausedUntil(386));

        payments.ForEach(payment => payment.StatusReply = StatusReply.Ok);
        world.Clock.Advance(2 * GateBreaker.FirstPause);
        await world.ReconcileAsync();
        Assert.Equal(GateBreaker.Most + 1 + payments.Count, payments.Sum(payment => payment.StatusRequests) - before);
        Assert.Null(world.Get<GateBreaker>().PausedUntil(386));
    }

    [Fact]
    public async Task Refund_WhileAskingIsPaused_WaitsWithoutATryAndSaysSo()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payments = await AcceptedAsync(world, GateBreaker.Most);
        payments.ForEach(payment => payment.StatusReply = StatusReply.ServerError);
        await world.ReconcileAsync();
        var fine = await world.AddPaymentAsync(10000);
        var id = await world.RequestedAsync(fine, 1000);

        await world.SendDueAsync();
        await world.Get<SendRefund>().HandleAsync(id, TestContext.Current.CancellationToken);

        var waiting = await world.RefundAsync(id);
        Assert.Equal((RefundState.Queued, 0, 0), (waiting.State, waiting.Checks, fine.StatusRequests));
        var view = await world.Get<RefundQueries>().FindAsync(ModelWorld.Operator, id, TestContext.Current.CancellationToken);
        Assert.Equal(world.Get<GateBreaker>().PausedUntil(386), view!.AskingPausedUntil);
        Assert.NotNull(view.AskingPausedUntil);
        world.Clock.Advance(GateBreaker.FirstPause);
        await world.SendDueAsync();
        Assert.Equal(RefundState.Accepted, (await world.RefundAsync(id)).State);
    }

    [Fact]
    public async Task Breaker_HonoursWhatThePlatformAsksForUpToItsLongestPause()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var breaker = world.Get<GateBreaker>();
        for (var failure = 0; failure < GateBreaker.Most; failure++)
            breaker.NotHeard(386, TimeSpan.FromMinutes(2));
        Assert.Equal(world.Clock.GetUtcNow().AddMinutes(2), breaker.PausedUntil(386));
        Assert.Null(breaker.PausedUntil(387));
        breaker.NotHeard(386, TimeSpan.FromDays(2));
        Assert.Equal(world.Clock.GetUtcNow() + GateBreaker.LongestPause, breaker.PausedUntil(386));
        breaker.Heard(386);
        Assert.Null(breaker.PausedUntil(386));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Refund_SilentForAQuarterOfAnHour_IsMarkedOverdueOnce(DatabaseProvider provider)
    {
        await using var world = await ModelWorld.StartAsync(databases, provider);
        var payment = await world.AddPaymentAsync(10000);
        var id = await world.RequestedAsync(payment, 1000);
        await world.SendDueAsync();
        world.Clock.Advance(RefundSchedule.OverdueAfter - TimeSpan.FromSeconds(10));
        await world.ReconcileAsync();
        Assert.Null((await world.RefundAsync(id)).OverdueAt);

        world.Clock.Advance(TimeSpan.FromSeconds(10));
        await world.ReconcileAsync();
        var marked = (await world.RefundAsync(id)).OverdueAt;
        Assert.Equal(world.Clock.GetUtcNow(), marked);
        world.Clock.Advance(TimeSpan.FromHours(2));
        await world.ReconcileAsync();

        Assert.Equal(marked, (await world.RefundAsync(id)).OverdueAt);
        await using var context = world.OpenContext();
        Assert.Equal(1, await context.AuditEntries.CountAsync(entry => entry.Action == "refund.overdue", TestContext.Current.CancellationToken));
        Assert.Single(world.Logs.Lines, line => line.Contains("is overdue", StringComparison.Ordinal));
        Assert.Null((await world.Get<AuditLog>().VerifyAsync(TestContext.Current.CancellationToken)).BrokenAt);
    }

    [Fact]
    public async Task Refund_ThatThePaymentsListDoesNotHold_IsFoundByItsRequestId()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payment = await world.AddPaymentAsync(10000);
        var id = await world.RequestedAsync(payment, 1000);
        await world.SendDueAsync();
        payment.Decide(payment.Operations[^1], success: true);
        payment.Operations[^1].Unlisted = true;
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        await world.ReconcileAsync();
        Assert.Equal(0, payment.RequestQuestions);

        world.Clock.Advance(TimeSpan.FromSeconds(10));
        await world.ReconcileAsync();

        Assert.Equal(1, payment.RequestQuestions);
        Assert.Equal(RefundState.Succeeded, (await world.RefundAsync(id)).State);
        Assert.Equal((1000L, 0L), await LateFactTests.MoneyAsync(world, payment));
    }

    [Fact]
    public async Task Refund_ThatThePaymentsListHolds_IsNotAskedForByItsRequestId()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payment = await world.AddPaymentAsync(10000);
        await world.RequestedAsync(payment, 1000);
        await world.SendDueAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.ReconcileAsync();
        Assert.Equal(0, payment.RequestQuestions);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task TwoProcesses_AskForOneRefundOnce(DatabaseProvider provider)
    {
        await using var world = await ModelWorld.StartAsync(databases, provider);
        var payment = Assert.Single(await AcceptedAsync(world, 1));
        await using var another = world.CreateAnother();
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var before = payment.StatusRequests;
        var door = new TaskCompletionSource();
        var asked = new TaskCompletionSource();
        payment.StatusDoor = door.Task;
        world.Platform.Asked = _ => asked.TrySetResult();
        var first = world.ReconcileAsync(evenIfNotDue: false);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        var report = await another.GetRequiredService<Reconciler>().RunOnceAsync(evenIfNotDue: false, TestContext.Current.CancellationToken);

        door.SetResult();
        await first;
        Assert.Equal(0, report.Asked);
        Assert.Equal(1, payment.StatusRequests - before);
    }

    [Fact]
    public async Task Clocks_ThatDisagreeByMoreThanALittle_AreNoticedOnPostgresOnly()
    {
        await using var postgres = await ModelWorld.StartAsync(databases, DatabaseProvider.PostgreSQL);
        await using var sqlite = await ModelWorld.StartAsync(databases);
        Assert.True(await BoundedAsync(postgres, TimeSpan.Zero));
        Assert.True(await BoundedAsync(postgres, ClockSkew.Most - TimeSpan.FromSeconds(2)));
        Assert.False(await BoundedAsync(postgres, ClockSkew.Most + TimeSpan.FromSeconds(2)));
        Assert.False(await BoundedAsync(postgres, -ClockSkew.Most - TimeSpan.FromSeconds(2)));
        Assert.True(await BoundedAsync(sqlite, TimeSpan.FromDays(1)));
    }

    private static Task<bool> BoundedAsync(ModelWorld world, TimeSpan ahead) =>
        new ClockSkew(world.Get<Database>(), new ManualTimeProvider(TimeProvider.System.GetUtcNow() + ahead), Microsoft.Extensions.Logging.Abstractions.NullLogger<ClockSkew>.Instance)
            .IsBoundedAsync(TestContext.Current.CancellationToken);

    private static async Task<List<ScriptedPayment>> AcceptedAsync(ModelWorld world, int count)
    {
        var payments = new List<ScriptedPayment>();
        while (payments.Count < count)
        {
            var payment = await world.AddPaymentAsync(10000);
            await world.RequestedAsync(payment, 1000);
            await world.SendDueAsync();
            payments.Add(payment);
        }

        return payments;
    }
}
