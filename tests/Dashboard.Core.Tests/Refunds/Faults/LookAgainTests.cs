using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Dashboard.Core.Refunds;
using Dashboard.Core.Tests.Refunds.Model;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Refunds.Faults;

/// <summary>Messages that contradict each other have the platform asked at once; refunds that have succeeded are looked at again daily.</summary>
public sealed class LookAgainTests(Databases databases)
{
    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Sale_ToldDeclinedAfterSuccess_HasThePlatformAskedAndItsAnswerCounts(DatabaseProvider provider)
    {
        await using var world = await ModelWorld.StartAsync(databases, provider);
        var payment = await world.AddPaymentAsync(10000);
        var sale = payment.Operations[0];
        sale.Status = "decline";
        await world.DeliverAsync(payment.Callback(sale));
        Assert.True((await world.PaymentAsync(payment)).HasConflict);
        Assert.Equal(10000, (await world.PaymentAsync(payment)).Captured);

        Assert.Equal(1, await RoundAsync(world));

        Assert.Equal(1, payment.StatusRequests);
        Assert.Equal(0, (await world.PaymentAsync(payment)).Captured);
        Assert.Equal(0, await RoundAsync(world));
        Assert.Empty(await ChecksAsync(world));
        // The first message again is nothing new; another one that says the same is reason to ask again.
        sale.Status = "success";
        await world.DeliverAsync(payment.Callback(sale));
        Assert.Equal(0, await RoundAsync(world));
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await world.DeliverAsync(payment.Callback(sale));
        sale.Status = "decline";
        Assert.Equal(1, await RoundAsync(world));
        Assert.Equal(0, (await world.PaymentAsync(payment)).Captured);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Refund_RefusedAndThenToldDone_StaysDeclinedUntilThePlatformIsAskedAndThenSucceeds(DatabaseProvider provider)
    {
        await using var world = await ModelWorld.StartAsync(databases, provider);
        var payment = await world.AddPaymentAsync(10000);
        payment.Replies.Enqueue(Reply.Refuse);
        var id = await world.RequestedAsync(payment, 2000);
        await world.SendDueAsync();
        Assert.Equal(RefundState.Declined, (await world.RefundAsync(id)).State);
        var operation = payment.Take(id, 2000);
        payment.Decide(operation, success: true);

        await world.DeliverAsync(payment.Callbacks[^1]);
        Assert.Equal(RefundState.Declined, (await world.RefundAsync(id)).State);
        Assert.Equal(1, await RoundAsync(world));

        Assert.Equal(RefundState.Succeeded, (await world.RefundAsync(id)).State);
        Assert.Equal((2000L, 0L), await LateFactTests.MoneyAsync(world, payment));
        Assert.Null((await world.Get<AuditLog>().VerifyAsync(TestContext.Current.CancellationToken)).BrokenAt);
    }

    /// <summary>As the platform lists the operation when it is first asked: a list without it, no list at all, or one that lags behind.</summary>
    [Theory]
    [InlineData(DatabaseProvider.Sqlite, "no list")]
    [InlineData(DatabaseProvider.Sqlite, "not in it")]
    [InlineData(DatabaseProvider.Sqlite, "not ended")]
    [InlineData(DatabaseProvider.PostgreSQL, "not in it")]
    public async Task Contradiction_WithAnAnswerThatSaysNothingOfIt_IsAskedAboutAgain(DatabaseProvider provider, string first)
    {
        await using var world = await ModelWorld.StartAsync(databases, provider);
        var payment = await world.AddPaymentAsync(10000);
        payment.Replies.Enqueue(Reply.Refuse);
        var id = await world.RequestedAsync(payment, 2000);
        await world.SendDueAsync();
        var operation = payment.Take(id, 2000);
        payment.Decide(operation, success: true);
        await world.DeliverAsync(payment.Callbacks[^1]);
        (payment.Lists, operation.Unlisted) = (first != "no list", first == "not in it");
        operation.Status = first == "not ended" ? "processing" : "success";

        Assert.Equal(1, await RoundAsync(world));

        Assert.Equal(RefundState.Declined, (await world.RefundAsync(id)).State);
        Assert.True(Assert.Single(await ChecksAsync(world)).Contradicted);
        (payment.Lists, operation.Unlisted, operation.Status) = (true, false, "success");
        Assert.Equal(0, await RoundAsync(world));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await RoundAsync(world));
        Assert.Equal(RefundState.Succeeded, (await world.RefundAsync(id)).State);
        Assert.Equal((2000L, 0L), await LateFactTests.MoneyAsync(world, payment));
        // Its success was noted while the question was under way: one more, then daily.
        Assert.Equal(1, await RoundAsync(world));
        Assert.Equal(0, await RoundAsync(world));
        Assert.False(Assert.Single(await ChecksAsync(world)).Contradicted);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Refund_DoneAndThenToldDeclined_StaysDoneUntilThePlatformIsAskedAndThenIsReversed(DatabaseProvider provider)
    {
        await using var world = await ModelWorld.StartAsync(databases, provider);
        var payment = await world.AddPaymentAsync(10000);
        var id = await DoneAsync(world, payment, 2000);
        var operation = payment.Operations[^1];
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        (operation.Status, operation.Date) = ("decline", world.Clock.GetUtcNow());

        await world.DeliverAsync(payment.Callback(operation));
        Assert.Equal((RefundState.Succeeded, 2000L), ((await world.RefundAsync(id)).State, (await world.PaymentAsync(payment)).Refunded));
        Assert.Equal(1, await RoundAsync(world));

        var corrected = await world.RefundAsync(id);
        Assert.Equal((RefundState.Reversed, "20000"), (corrected.State, corrected.Code));
        Assert.Equal((0L, 0L), await LateFactTests.MoneyAsync(world, payment));
    }

    [Fact]
    public async Task Refund_DoneAndToldDeclinedByMistake_StaysDone()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payment = await world.AddPaymentAsync(10000);
        var id = await DoneAsync(world, payment, 2000);
        var operation = payment.Operations[^1];
        operation.Status = "decline";
        await world.DeliverAsync(payment.Callback(operation));
        operation.Status = "success";

        Assert.Equal(1, await RoundAsync(world));

        Assert.Equal(RefundState.Succeeded, (await world.RefundAsync(id)).State);
        Assert.Equal((2000L, 0L), await LateFactTests.MoneyAsync(world, payment));
        Assert.Equal(0, await RoundAsync(world));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Refund_TakenBackWithoutAWord_IsFoundByTheDailyLook(DatabaseProvider provider)
    {
        await using var world = await ModelWorld.StartAsync(databases, provider);
        var payment = await world.AddPaymentAsync(10000);
        var id = await DoneAsync(world, payment, 2000);
        var asked = payment.StatusRequests;
        world.Clock.Advance(TimeSpan.FromHours(23));
        Assert.Equal(0, await RoundAsync(world));
        payment.Reverse(payment.Operations[^1]);
        world.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(1, await RoundAsync(world));

        Assert.Equal(asked + 1, payment.StatusRequests);
        Assert.Equal(RefundState.Reversed, (await world.RefundAsync(id)).State);
        Assert.Equal((0L, 0L), await LateFactTests.MoneyAsync(world, payment));
    }

    [Fact]
    public async Task DailyLook_AsksOnceAPaymentAndEndsAfterThirtyDays()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payment = await world.AddPaymentAsync(10000);
        await DoneAsync(world, payment, 2000);
        await DoneAsync(world, payment, 3000);
        var asked = payment.StatusRequests;

        for (var hour = 0; hour < 24 * 40; hour++)
        {
            world.Clock.Advance(TimeSpan.FromHours(1));
            await RoundAsync(world);
        }

        Assert.Equal(asked + 30, payment.StatusRequests);
        Assert.Empty(await ChecksAsync(world));
    }

    [Fact]
    public async Task Question_NotAnswered_IsAskedAgainLaterAndLater()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payment = await world.AddPaymentAsync(10000);
        payment.Operations[0].Status = "decline";
        await world.DeliverAsync(payment.Callback(payment.Operations[0]));
        payment.StatusReply = StatusReply.Drop;
        Assert.Equal(1, await RoundAsync(world));
        Assert.Equal(0, await RoundAsync(world));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await RoundAsync(world));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, await RoundAsync(world));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        payment.StatusReply = StatusReply.Ok;

        Assert.Equal(1, await RoundAsync(world));

        Assert.Equal(0, (await world.PaymentAsync(payment)).Captured);
        Assert.Empty(await ChecksAsync(world));
    }

    [Fact]
    public async Task Round_WithManyDue_AsksAFewAndTheOldestFirst()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payments = new List<ScriptedPayment>();
        for (var count = 0; count < LookAgain.MostARound + 2; count++)
        {
            var payment = await world.AddPaymentAsync(10000);
            payment.Operations[0].Status = "decline";
            await world.DeliverAsync(payment.Callback(payment.Operations[0]));
            world.Clock.Advance(TimeSpan.FromSeconds(1));
            payments.Add(payment);
        }

        Assert.Equal(LookAgain.MostARound, await RoundAsync(world));
        Assert.All(payments[..LookAgain.MostARound], payment => Assert.Equal(1, payment.StatusRequests));
        Assert.Equal(2, await RoundAsync(world));
    }

    /// <summary>A refund that the platform has made and told.</summary>
    private static async Task<Guid> DoneAsync(ModelWorld world, ScriptedPayment payment, long amount)
    {
        var id = await world.RequestedAsync(payment, amount);
        await world.SendDueAsync();
        payment.Decide(payment.Operations[^1], success: true);
        await world.DeliverAsync(payment.Callbacks[^1]);
        Assert.Equal(RefundState.Succeeded, (await world.RefundAsync(id)).State);
        return id;
    }

    private static Task<int> RoundAsync(ModelWorld world) => world.Get<LookAgain>().RunOnceAsync(TestContext.Current.CancellationToken);

    private static async Task<List<PaymentCheck>> ChecksAsync(ModelWorld world)
    {
        await using var context = world.OpenContext();
        return await context.PaymentChecks.AsNoTracking().ToListAsync(TestContext.Current.CancellationToken);
    }
}
