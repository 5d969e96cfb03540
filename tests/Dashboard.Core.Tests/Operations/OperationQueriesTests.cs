using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Operations;
using Dashboard.Core.Tests.Payments;
using Dashboard.TestKit;

namespace Dashboard.Core.Tests.Operations;

public sealed class OperationQueriesTests(Databases databases)
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task List_OfAPaymentWithRefund_IsNewestFirstAndFiltered(DatabaseProvider provider)
    {
        await using var receiver = await Receiver.StartAsync(databases, provider);
        await receiver.ReceiveAsync(PaymentQueriesTests.Sale("EP-1", Start).Operation(71));
        await receiver.ReceiveAsync(PlatformCallback.Refund("EP-1", 2000, "EUR", 5000).Operation(72).At(Start.AddMinutes(5)).CreatedAt(Start.AddMinutes(5)));
        await receiver.ReceiveAsync(PaymentQueriesTests.Sale("EP-2", Start.AddMinutes(1)).Operation(73).Declined("20105", "Insufficient funds"));
        var queries = receiver.Get<OperationQueries>();

        Assert.Equal([72L, 73, 71], await IdsAsync(new OperationFilter()));
        Assert.Equal([72L], await IdsAsync(new OperationFilter { Types = ["refund"] }));
        Assert.Equal([73L], await IdsAsync(new OperationFilter { Codes = ["20105"] }));
        Assert.Equal([72L, 71], await IdsAsync(new OperationFilter { Search = "EP-1" }));
        // An operation id leads to its payment, and so to the operations beside it.
        Assert.Equal([72L, 71], await IdsAsync(new OperationFilter { Search = "72" }));
        Assert.Equal([73L, 71], await IdsAsync(new OperationFilter { Until = Start.AddMinutes(5) }));
        var first = await queries.ListAsync(Actor.System, new OperationFilter(), null, 2, Stop);
        Assert.True(first.More);
        Assert.Equal([71L], (await queries.ListAsync(Actor.System, new OperationFilter(), first.Rows[^1].Key, 2, Stop)).Rows.Select(row => row.OperationId));
        var ofPayment = await queries.OfPaymentAsync(Actor.System, first.Rows[0].PaymentRowId, Stop);
        Assert.Equal([71L, 72], ofPayment.Select(row => row.OperationId));
        Assert.Equal("EP-1", ofPayment[0].PaymentId);

        async Task<IEnumerable<long>> IdsAsync(OperationFilter filter) =>
            (await queries.ListAsync(Actor.System, filter, null, 50, Stop)).Rows.Select(row => row.OperationId);
    }
}
