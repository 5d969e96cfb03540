using Dashboard.Core.Data;
using Dashboard.Core.Refunds;
using Dashboard.Core.Tests.Refunds.Model;
using Dashboard.TestKit;

namespace Dashboard.Core.Tests.Refunds.Faults;

/// <summary>Only a whole answer proves that a refund never arrived: one that may have left it out, or may hold it, proves nothing.</summary>
public sealed class AbsenceTests(Databases databases)
{
    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Answer_WithAllOperationsAndNotOurs_ProvesAbsence(DatabaseProvider provider)
    {
        await using var world = await ModelWorld.StartAsync(databases, provider);
        var (payment, id) = await LostAsync(world);
        payment.Elsewhere(500);
        await world.DeliverAsync(payment.Callbacks[^1]);

        await LateFactTests.ProveAbsentAsync(world);

        Assert.Equal(RefundState.Queued, (await world.RefundAsync(id)).State);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Answer_WithoutTheListOfOperations_ProvesNothing(DatabaseProvider provider)
    {
        await using var world = await ModelWorld.StartAsync(databases, provider);
        var (payment, id) = await LostAsync(world);
        payment.Lists = false;

        await LateFactTests.ProveAbsentAsync(world);

        Assert.Equal(RefundState.Unknown, (await world.RefundAsync(id)).State);
        Assert.Null((await world.RefundAsync(id)).AbsentSince);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Answer_ThatLeavesOutAnOperationWeKnow_ProvesNothing(DatabaseProvider provider)
    {
        await using var world = await ModelWorld.StartAsync(databases, provider);
        var (payment, id) = await LostAsync(world);
        payment.Elsewhere(500);
        await world.DeliverAsync(payment.Callbacks[^1]);
        payment.Operations.RemoveAt(payment.Operations.Count - 1);

        await LateFactTests.ProveAbsentAsync(world);

        Assert.Equal(RefundState.Unknown, (await world.RefundAsync(id)).State);
    }

    [Theory]
    [InlineData("refund", null)]
    [InlineData("refund", "EUR")]
    [InlineData("a type of tomorrow", null)]
    [InlineData("a type of tomorrow", ScriptedPayment.Currency)]
    public async Task Answer_WithAnOperationThatMayBeOurs_ProvesNothing(string type, string? sumCurrency)
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var (payment, id) = await LostAsync(world);
        var now = world.Clock.GetUtcNow();
        payment.Operations.Add(new ScriptedOperation
        {
            Id = 77,
            Type = type,
            Status = "processing",
            Amount = 2000,
            RequestId = "",
            Nameless = true,
            SumCurrency = sumCurrency,
            Created = now,
            Date = now,
        });

        await LateFactTests.ProveAbsentAsync(world);

        Assert.Equal(RefundState.Unknown, (await world.RefundAsync(id)).State);
        Assert.Equal((0L, 2000L), await LateFactTests.MoneyAsync(world, payment));
    }

    /// <summary>A refund of 2000 that was turned away for now: once it is proven absent it goes out again by itself.</summary>
    private static async Task<(ScriptedPayment Payment, Guid Id)> LostAsync(ModelWorld world)
    {
        var payment = await world.AddPaymentAsync(10000);
        payment.Replies.Enqueue(Reply.UnavailableUntaken);
        var id = await world.RequestedAsync(payment, 2000);
        await world.SendDueAsync();
        Assert.Equal(RefundState.Unknown, (await world.RefundAsync(id)).State);
        return (payment, id);
    }
}
