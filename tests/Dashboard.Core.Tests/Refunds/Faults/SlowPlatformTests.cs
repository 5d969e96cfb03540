using Dashboard.Core.Callbacks;
using Dashboard.Core.Data;
using Dashboard.Core.Refunds;
using Dashboard.TestKit;

namespace Dashboard.Core.Tests.Refunds.Faults;

/// <summary>An answer that takes its time holds up neither the refunds of other payments nor the questions to the platform.</summary>
public sealed class SlowPlatformTests(Databases databases)
{
    private const string Other = "EP-2";

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Refund_AnsweredSlowly_DoesNotHoldUpThatOfAnotherPayment(DatabaseProvider provider)
    {
        await using var world = await RefundWorld.StartAsync(databases, provider, answerTime: TimeSpan.FromSeconds(60));
        Assert.Equal(IntakeAnswer.Stored, await world.Core.ReceiveAsync(PlatformCallback.Sale(Other, 50000, "RUB")));
        // The door stays shut for longer than the test may take; it ends with the world.
        await world.FaultAsync(new { kind = "delay", endpoint = "refund", payment_id = RefundWorld.PaymentId, delay_ms = 50_000 });
        var slow = await world.RequestedAsync(1000);
        var quick = await RequestOtherAsync(world, 2000);

        var round = world.Core.Get<RefundWorker>().SendQueuedAsync(TestContext.Current.CancellationToken);

        await world.WaitForAsync(quick, RefundState.Succeeded);
        await world.WaitForAsync(slow, RefundState.Sending);
        Assert.False(round.IsCompleted);
        // A round that begins meanwhile does not touch what is under way, and takes what has come.
        var third = await RequestOtherAsync(world, 3000);
        await world.Core.Get<RefundWorker>().SendQueuedAsync(TestContext.Current.CancellationToken);
        await world.WaitForAsync(third, RefundState.Succeeded);
        Assert.Equal((RefundState.Sending, 1), ((await world.RefundAsync(slow)).State, (await world.RefundAsync(slow)).Attempts));
    }

    [Fact]
    public async Task Refunds_OfManyPaymentsAtOnce_AreSentForAFewOfOneProjectAtATime()
    {
        await using var world = await RefundWorld.StartAsync(databases, DatabaseProvider.Sqlite, answerTime: TimeSpan.FromSeconds(60));
        await world.FaultAsync(new { kind = "delay", endpoint = "refund", delay_ms = 50_000, count = 0 });
        var ids = new List<Guid>();
        for (var number = 0; number < RefundWorker.AtOnceOfProject + 3; number++)
        {
            var payment = "EP-1" + number;
            Assert.Equal(IntakeAnswer.Stored, await world.Core.ReceiveAsync(PlatformCallback.Sale(payment, 50000, "RUB")));
            ids.Add(await RequestOtherAsync(world, 1000, payment));
        }

        _ = world.Core.Get<RefundWorker>().SendQueuedAsync(TestContext.Current.CancellationToken);

        foreach (var id in ids[..RefundWorker.AtOnceOfProject])
            await world.WaitForAsync(id, RefundState.Sending);
        foreach (var id in ids[RefundWorker.AtOnceOfProject..])
            Assert.Equal(RefundState.Queued, (await world.RefundAsync(id)).State);
    }

    private static async Task<Guid> RequestOtherAsync(RefundWorld world, long amount, string payment = Other) =>
        Assert.IsType<RequestRefundResult.Requested>(await world.Core.Get<RequestRefund>().HandleAsync(RefundWorld.Operator,
            new RequestRefundInput(Guid.CreateVersion7(), 386, payment, amount, "RUB", RefundReason.CustomerRequest, null, null, true),
            CancellationToken.None)).RefundId;
}
