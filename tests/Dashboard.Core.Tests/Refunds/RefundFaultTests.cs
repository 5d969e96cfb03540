using Dashboard.Core.Data;
using Dashboard.Core.Refunds;
using Dashboard.TestKit;
using static Dashboard.Core.Tests.Refunds.RefundTests;

namespace Dashboard.Core.Tests.Refunds;

/// <summary>What the network and the platform can do to a refund: whatever happens, it arrives at most once and its amount stays held until a fact frees it.</summary>
public sealed class RefundFaultTests(Databases databases)
{
    [Theory]
    [InlineData("drop-after-taking")]
    [InlineData("cut-answer")]
    [InlineData("garbage-answer")]
    [InlineData("hang-after-taking")]
    [InlineData("foreign-ids")]
    [InlineData("wrong-answer-signature")]
    public async Task Refund_TakenButNotAnswered_IsUnknownUntilTheCallbackTells(string kind)
    {
        await using var world = await RefundWorld.StartAsync(databases, DatabaseProvider.Sqlite, answerTime: TimeSpan.FromSeconds(1));
        await world.FaultAsync(new { kind, endpoint = "refund" });
        var id = await world.RequestedAsync(10000);

        await world.SendAsync(id);

        await world.WaitForAsync(id, RefundState.Succeeded);
        Assert.Equal((50000L, 10000L, 0L), await MoneyAsync(world));
        Assert.Single(await world.ArrivedAsync());
    }

    [Theory]
    [InlineData("drop-before-reading")]
    [InlineData("hang-before-taking")]
    [InlineData("redirect")]
    [InlineData("server-error")]
    public async Task Refund_NotTakenAndNotAnswered_StaysUnknownAndHeld(string kind)
    {
        await using var world = await RefundWorld.StartAsync(databases, DatabaseProvider.Sqlite, answerTime: TimeSpan.FromSeconds(1));
        await world.FaultAsync(new { kind, endpoint = "refund" });
        var id = await world.RequestedAsync(10000);

        await world.SendAsync(id);

        var unknown = await world.RefundAsync(id);
        Assert.Equal((RefundState.Unknown, false), (unknown.State, unknown.MayResend));
        Assert.Equal((50000L, 0L, 10000L), await MoneyAsync(world));
        await world.SendAsync(id);
        Assert.InRange((await world.ArrivedAsync()).Count, 0, 1);
    }

    [Theory]
    [InlineData("too-many-requests")]
    [InlineData("unavailable")]
    public async Task Refund_TurnedAwayForNow_GoesOutAgainOnlyAfterProofOfAbsence(string kind)
    {
        var clock = new ManualTimeProvider(DateTimeOffset.UtcNow);
        await using var world = await RefundWorld.StartAsync(databases, DatabaseProvider.Sqlite, clock);
        await world.FaultAsync(new { kind, endpoint = "refund" });
        var id = await world.RequestedAsync(10000);
        await world.SendAsync(id);
        Assert.Equal(RefundState.Unknown, (await world.RefundAsync(id)).State);

        // One answer is no proof, nor are two that come too early.
        await AskAsync(world);
        clock.Advance(TimeSpan.FromMinutes(2));
        await AskAsync(world);
        Assert.Equal(RefundState.Unknown, (await world.RefundAsync(id)).State);
        clock.Advance(TimeSpan.FromMinutes(15));
        await AskAsync(world);
        Assert.Equal(RefundState.Queued, (await world.RefundAsync(id)).State);

        await world.SendAsync(id);
        await world.WaitForAsync(id, RefundState.Succeeded);
        Assert.Equal((50000L, 10000L, 0L), await MoneyAsync(world));
    }

    [Fact]
    public async Task Refund_ThatCannotConnect_IsQueuedAgainAndHeld()
    {
        await using var world = await RefundWorld.StartAsync(databases, DatabaseProvider.Sqlite);
        var id = await world.RequestedAsync(10000);
        world.SetGate($"http://127.0.0.1:{FreePort.Next()}");

        await world.SendAsync(id);

        var waiting = await world.RefundAsync(id);
        Assert.Equal((RefundState.Queued, 0), (waiting.State, waiting.Attempts));
        Assert.Contains("No money moved", waiting.StateDetail, StringComparison.Ordinal);
        Assert.Equal((50000L, 0L, 10000L), await MoneyAsync(world));
    }

    [Fact]
    public async Task Refund_RefusedAtOnce_IsDeclinedWithTheCode()
    {
        await using var world = await RefundWorld.StartAsync(databases, DatabaseProvider.Sqlite);
        await world.FaultAsync(new { kind = "reject", endpoint = "refund", code = "3285", message = "Timeout block" });
        var id = await world.RequestedAsync(10000);

        await world.SendAsync(id);

        var declined = await world.RefundAsync(id);
        Assert.Equal((RefundState.Declined, "3285"), (declined.State, declined.Code));
        Assert.Equal((50000L, 0L, 0L), await MoneyAsync(world));
    }

    [Fact]
    public async Task Refund_WhoseCallbackOvertakesTheAnswer_IsDoneOnce()
    {
        await using var world = await RefundWorld.StartAsync(databases, DatabaseProvider.Sqlite);
        await world.FaultAsync(new { kind = "callback-before-answer", endpoint = "refund" });
        await world.FaultAsync(new { kind = "callback-duplicate", endpoint = "refund", times = 3 });
        var id = await world.RequestedAsync(10000);

        await world.SendAsync(id);

        var done = await world.WaitForAsync(id, RefundState.Succeeded);
        Assert.NotNull(done.RequestId);
        Assert.Equal((50000L, 10000L, 0L), await MoneyAsync(world));
    }

    [Fact]
    public async Task Refund_WhoseCallbackNeverComes_IsEndedByAsking()
    {
        await using var world = await RefundWorld.StartAsync(databases, DatabaseProvider.Sqlite);
        await world.FaultAsync(new { kind = "callback-never", endpoint = "refund", count = 0 });
        var id = await world.RequestedAsync(10000);
        await world.SendAsync(id);
        Assert.Equal(RefundState.Accepted, (await world.RefundAsync(id)).State);

        await AskAsync(world);

        await world.WaitForAsync(id, RefundState.Succeeded);
        Assert.Equal((50000L, 10000L, 0L), await MoneyAsync(world));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Refund_MadeElsewhere_CountsAndBlocksWhatNoLongerFits(DatabaseProvider provider)
    {
        await using var world = await RefundWorld.StartAsync(databases, provider);
        var id = await world.RequestedAsync(40000);
        await world.Core.ReceiveAsync(PlatformCallback.Refund(RefundWorld.PaymentId, 20000, "RUB", 50000, "elsewhere").Operation(900));

        Assert.Equal(RefundState.Blocked, (await world.RefundAsync(id)).State);
        var payment = await world.PaymentAsync();
        Assert.Equal((20000L, 40000L, 0L, true), (payment.Refunded, payment.Reserved, payment.Remaining, payment.OverRefunded));
        await world.SendAsync(id);
        Assert.Empty(await world.ArrivedAsync());
    }

    [Fact]
    public async Task Refund_OfASenderThatDied_IsUnknownNotSentAgain()
    {
        var clock = new ManualTimeProvider(DateTimeOffset.UtcNow);
        await using var world = await RefundWorld.StartAsync(databases, DatabaseProvider.Sqlite, clock, answerTime: TimeSpan.FromSeconds(1));
        await world.FaultAsync(new { kind = "hang-before-taking", endpoint = "refund" });
        var id = await world.RequestedAsync(10000);
        await world.SendAsync(id);
        await using (var context = world.Core.OpenContext())
        {
            // As the crash leaves it: committed as sending, never recorded.
            await Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.ExecuteSqlAsync(context.Database,
                $"UPDATE refunds SET state = 'Sending', lease_until = {clock.GetUtcNow().AddSeconds(60).ToUnixTimeMilliseconds()}", TestContext.Current.CancellationToken);
        }

        await AskAsync(world);
        Assert.Equal(RefundState.Sending, (await world.RefundAsync(id)).State);
        clock.Advance(TimeSpan.FromMinutes(2));
        await AskAsync(world);

        Assert.Equal(RefundState.Unknown, (await world.RefundAsync(id)).State);
        Assert.Equal((50000L, 0L, 10000L), await MoneyAsync(world));
    }

    private static Task<ReconcileReport> AskAsync(RefundWorld world) =>
        world.Core.Get<Reconciler>().RunOnceAsync(evenIfNotDue: true, TestContext.Current.CancellationToken);
}
