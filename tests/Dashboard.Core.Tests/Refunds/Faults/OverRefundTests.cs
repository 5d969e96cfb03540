using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Dashboard.Core.Tests.Refunds.Model;
using Dashboard.Gate;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Refunds.Faults;

/// <summary>More has gone back, or is about to, than was ever captured: somebody must hear of it, and again when it becomes worse.</summary>
public sealed class OverRefundTests(Databases databases)
{
    private const string Action = "payment.over-refunded";

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Payment_RefundedElsewhereAboveWhatIsLeft_IsLoggedAndAuditedWheneverItGetsWorse(DatabaseProvider provider)
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
        await world.DeliverAsync(payment.Callbacks[^1]);
        Assert.Single(await AuditedAsync(world));
        await ToldElsewhereAsync(world, payment, 2);
        Assert.Equal("""{"captured":10000,"refunded":4003,"reserved":6000,"currency":"RUB"}""", (await AuditedAsync(world))[1].Detail);

        // Less than before is no news, and then more again is.
        payment.Reverse(payment.Operations[1]);
        await world.DeliverAsync(payment.Callbacks[^1]);
        await ToldElsewhereAsync(world, payment, 5000);
        Assert.Equal(3, (await AuditedAsync(world)).Count);
        Assert.Equal(3, Logged(world));
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

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Sale_ToldDeclinedAfterMoneyWentBack_IsNews(DatabaseProvider provider)
    {
        await using var world = await ModelWorld.StartAsync(databases, provider);
        var payment = await world.AddPaymentAsync(10000);
        await ToldElsewhereAsync(world, payment, 2000);
        Assert.Empty(await AuditedAsync(world));
        await using (var context = world.OpenContext())
        {
            // As it stands once the platform, asked again, has confirmed that the sale was declined.
            await context.Operations.Where(one => one.Type == "sale").ExecuteUpdateAsync(
                change => change.SetProperty(one => one.Status, "decline").SetProperty(one => one.Effect, MoneyEffect.None), TestContext.Current.CancellationToken);
        }

        await ToldElsewhereAsync(world, payment, 1000);

        Assert.Equal("""{"captured":0,"refunded":3000,"reserved":0,"currency":"RUB"}""", Assert.Single(await AuditedAsync(world)).Detail);
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
