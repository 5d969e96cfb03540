using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Dashboard.Core.Tests.Refunds.Model;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Refunds.Faults;

/// <summary>More has gone back, or is about to, than was ever captured: somebody must hear of it, once.</summary>
public sealed class OverRefundTests(Databases databases)
{
    private const string Action = "payment.over-refunded";

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Payment_RefundedElsewhereAboveWhatIsLeft_IsLoggedAndAuditedOnceUntilItFitsAgain(DatabaseProvider provider)
    {
        await using var world = await ModelWorld.StartAsync(databases, provider);
        var payment = await world.AddPaymentAsync(10000);
        await world.RequestedAsync(payment, 6000);
        await ToldElsewhereAsync(world, payment, 4000);
        Assert.Empty(await AuditedAsync(world));

        await ToldElsewhereAsync(world, payment, 1);

        var entry = Assert.Single(await AuditedAsync(world));
        Assert.Equal(("payment 386/" + payment.Id, 386L, "system"), (entry.Subject, entry.ProjectId, entry.Actor));
        Assert.Equal("""{"captured":10000,"refunded":4001,"reserved":6000,"currency":"RUB"}""", entry.Detail);
        Assert.Equal(1, Logged(world));
        await ToldElsewhereAsync(world, payment, 2);
        Assert.Single(await AuditedAsync(world));

        // It fits again, and then no more: that is news.
        payment.Reverse(payment.Operations[1]);
        await world.DeliverAsync(payment.Callbacks[^1]);
        await ToldElsewhereAsync(world, payment, 5000);
        Assert.Equal(2, (await AuditedAsync(world)).Count);
        Assert.Equal(2, Logged(world));
        Assert.Null((await world.Get<AuditLog>().VerifyAsync(TestContext.Current.CancellationToken)).BrokenAt);
    }

    [Fact]
    public async Task Payment_NeverRefundedHere_IsWatchedToo()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payment = await world.AddPaymentAsync(10000);

        await ToldElsewhereAsync(world, payment, 10001);

        Assert.Single(await AuditedAsync(world));
    }

    [Fact]
    public async Task Payment_RefundedWholeByUs_IsNoNews()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payment = await world.AddPaymentAsync(10000);
        await world.RequestedAsync(payment, 10000);
        await world.SendDueAsync();
        payment.Decide(payment.Operations[^1], success: true);

        await world.DeliverAsync(payment.Callbacks[^1]);

        Assert.Equal((10000L, 0L), await LateFactTests.MoneyAsync(world, payment));
        Assert.Empty(await AuditedAsync(world));
        Assert.Equal(0, Logged(world));
    }

    private static async Task ToldElsewhereAsync(ModelWorld world, ScriptedPayment payment, long amount)
    {
        payment.Elsewhere(amount);
        await world.DeliverAsync(payment.Callbacks[^1]);
    }

    private static int Logged(ModelWorld world) =>
        world.Logs.Lines.Count(line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains("More was refunded", StringComparison.Ordinal));

    private static async Task<List<AuditEntry>> AuditedAsync(ModelWorld world)
    {
        await using var context = world.OpenContext();
        return await context.AuditEntries.AsNoTracking().Where(entry => entry.Action == Action).OrderBy(entry => entry.Id)
            .ToListAsync(TestContext.Current.CancellationToken);
    }
}
