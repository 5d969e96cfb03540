using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Dashboard.Core.Payments;
using Dashboard.Core.Tests.Refunds.Model;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Payments;

public sealed class AskAboutPaymentTests(Databases databases)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Ask_CallbackThatNeverCame_IsLearnedFromThePlatform(DatabaseProvider provider)
    {
        await using var world = await ModelWorld.StartAsync(databases, provider);
        var payment = await world.AddPaymentAsync(10000);
        payment.Operations[0].Status = "decline";
        var ask = world.Get<AskAboutPayment>();

        Assert.Equal(AskedAnswer.Known, await AskAsync(ask, payment));

        Assert.Equal(0, (await world.PaymentAsync(payment)).Captured);
        Assert.Equal(AskedAnswer.TooSoon, await AskAsync(ask, payment));
        Assert.Equal(1, payment.StatusRequests);
        world.Clock.Advance(AskAboutPayment.Pause);
        Assert.Equal(AskedAnswer.Known, await AskAsync(ask, payment));
        Assert.Equal(2, payment.StatusRequests);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Ask_SomebodyWhoMayNot_AsksNothingAndLeavesALine(DatabaseProvider provider)
    {
        await using var world = await ModelWorld.StartAsync(databases, provider);
        var payment = await world.AddPaymentAsync(10000);
        var ask = world.Get<AskAboutPayment>();

        Assert.Equal(AskedAnswer.Refused, await ask.HandleAsync(new Actor(Guid.NewGuid(), "stranger"), 386, payment.Id, Stop));
        Assert.Equal(AskedAnswer.Refused, await ask.HandleAsync(Actor.CommandLine, 386, "no such payment", Stop));

        Assert.Equal(0, payment.StatusRequests);
        await using var context = await world.Get<Database>().OpenAsync(Stop);
        Assert.Equal(2, await context.AuditEntries.CountAsync(line => line.Action == "payment.ask" && line.Result == AuditResult.Refused, Stop));
    }

    private static Task<AskedAnswer> AskAsync(AskAboutPayment ask, ScriptedPayment payment) =>
        ask.HandleAsync(Actor.CommandLine, 386, payment.Id, Stop);
}
