using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Dashboard.Core.Refunds;
using Dashboard.Core.Tests.Refunds.Model;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Tests.Refunds.Crashes;

/// <summary>A real process is killed at every point where something becomes durable or leaves; another one finds its way on the same file.</summary>
public sealed class CrashTests(Databases databases)
{
    internal const int MostPoints = 40;

    [Theory]
    [InlineData(DatabaseProvider.Sqlite, Reply.Ok, false)]
    [InlineData(DatabaseProvider.Sqlite, Reply.DropTaken, false)]
    [InlineData(DatabaseProvider.Sqlite, Reply.Refuse, true)]
    [InlineData(DatabaseProvider.PostgreSQL, Reply.Ok, true)]
    public async Task Refund_WhoseProcessIsKilledAtAnyPoint_ArrivesAtMostOnceAndHoldsItsAmount(DatabaseProvider provider, Reply reply, bool approved)
    {
        // Fewer would mean that the points are not where the work is.
        Assert.InRange(await KilledAtEachPointAsync(point => RunAsync(provider, reply, point, approved, killOnArrival: false)), 8, MostPoints);
    }

    /// <summary>Runs it with a process that is killed at its first point, then at its second, until one gets through to its end.</summary>
    /// <returns>How many points there were.</returns>
    internal static async Task<int> KilledAtEachPointAsync(Func<int, Task<int>> run)
    {
        for (var point = 1; point <= MostPoints; point++)
        {
            if (await run(point) == 0)
                return point - 1;
        }

        return MostPoints + 1;
    }

    [Theory]
    [InlineData(Reply.Ok)]
    [InlineData(Reply.DropUntaken)]
    public async Task Refund_WhoseProcessIsKilledWhileItWaitsForTheAnswer_ArrivesOnce(Reply reply) =>
        Assert.Equal(ApplicationProcess.Killed, await RunAsync(DatabaseProvider.Sqlite, reply, crashAt: 0, approved: false, killOnArrival: true));

    /// <returns>How the process ended.</returns>
    private async Task<int> RunAsync(DatabaseProvider provider, Reply reply, int crashAt, bool approved, bool killOnArrival)
    {
        using var keys = new TemporaryFolder();
        await using var world = await ModelWorld.StartAsync(
            databases, provider, services => services.AddSingleton(ApplicationProcess.KeyRing(keys.Path)), start: DateTimeOffset.UtcNow);
        var payment = await world.AddPaymentAsync(History.Captured);
        payment.DecidesAtOnce = true;
        payment.Replies.Enqueue(reply);
        var id = Guid.CreateVersion7();
        await using var process = ApplicationProcess.Start(
            provider, world.ConnectionString, keys.Path, crashAt, approved ? "approved-refund" : "refund", payment.Id, id.ToString(), "2000");
        world.Platform.Arrived = (_, _) =>
        {
            world.Clock.Advance(TimeSpan.FromMilliseconds(5));
            if (killOnArrival)
                process.Kill();
        };
        var code = await process.EndAsync(TestContext.Current.CancellationToken);
        Assert.True(code is 0 or ApplicationProcess.Killed, $"Point {crashAt}: ended with {code}.");

        using var crashes = new CrashPoints(world.ConnectionString);
        var history = new History(world, payment, crashes);
        history.NoteRequest(id, 2000);
        world.Platform.Arrived = null;
        world.Clock.JumpTo(DateTimeOffset.UtcNow);
        await world.RestartAsync();
        await Invariants.CheckAsync(world, history);
        await SettleAsync(world);
        await Invariants.CheckAsync(world, history);
        await CheckEndAsync(world, payment, reply, crashAt, approved);
        return code;
    }

    internal static async Task SettleAsync(ModelWorld world)
    {
        for (var round = 0; round < 4; round++)
        {
            await world.SendDueAsync();
            world.Clock.Advance(TimeSpan.FromMinutes(20));
            await world.ReconcileAsync();
        }
    }

    private static async Task CheckEndAsync(ModelWorld world, ScriptedPayment payment, Reply reply, int crashAt, bool approved)
    {
        await using var context = world.OpenContext();
        var refund = await context.Refunds.AsNoTracking().SingleOrDefaultAsync(TestContext.Current.CancellationToken);
        if (refund is null)
        {
            // Killed before the request was kept: nobody was told that it was.
            Assert.Empty(payment.Arrivals);
            return;
        }

        Assert.InRange(payment.Arrivals.Count, 0, 1);
        if (approved && refund.State == RefundState.AwaitingApproval)
        {
            // Killed before the colleague's yes was kept: it still waits, and nothing has left.
            Assert.Empty(payment.Arrivals);
            return;
        }

        var (expected, alternative) = reply switch
        {
            Reply.DropUntaken => (RefundState.Blocked, RefundState.Blocked),
            // Killed before the refusal was kept: proven absent later, and a person decides.
            Reply.Refuse => (RefundState.Declined, RefundState.Blocked),
            // Killed between the commit and the send: proven absent.
            _ => (RefundState.Succeeded, payment.Arrivals.Count == 0 ? RefundState.Blocked : RefundState.Succeeded),
        };
        Assert.True(refund.State == expected || refund.State == alternative, $"Point {crashAt}: {refund.State} ({refund.StateDetail}) after {payment.Arrivals.Count} arrivals");
        Assert.Null((await world.Get<AuditLog>().VerifyAsync(TestContext.Current.CancellationToken)).BrokenAt);
    }
}
