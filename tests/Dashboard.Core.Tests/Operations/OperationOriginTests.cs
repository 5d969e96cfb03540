using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Operations;
using Dashboard.Core.Tests.Refunds;
using Dashboard.Gate;
using Dashboard.TestKit;

namespace Dashboard.Core.Tests.Operations;

public sealed class OperationOriginTests(Databases databases)
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Every known type has somebody behind it; what is not known has nobody.</summary>
    [Fact]
    public void Initiator_EveryType_IsKnown()
    {
        Assert.All(OperationType.All, type => Assert.NotEqual(OperationInitiator.Unknown, OperationInitiators.Of(type.Code, ofOurs: false)));
        Assert.Equal(OperationInitiator.Unknown, OperationInitiators.Of("teleport", ofOurs: false));
        Assert.Equal(OperationInitiator.Staff, OperationInitiators.Of("reversal", ofOurs: true));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Rows_OfARefundMadeHereAndOneMadeElsewhere_NameWhoMadeThem(DatabaseProvider provider)
    {
        await using var world = await RefundWorld.StartAsync(databases, provider);
        var id = await world.RequestedAsync(100);
        await using var context = world.Core.OpenContext();
        var refund = context.Refunds.Single(one => one.Id == id);
        await world.Core.ReceiveAsync(PlatformCallback.Refund(refund.PaymentId, 100, refund.Currency, 10000).Operation(901, "ours")
            .MerchantRefund(id.ToString()));
        await world.Core.ReceiveAsync(PlatformCallback.Refund(refund.PaymentId, 200, refund.Currency, 10000).Operation(902, "elsewhere"));

        var rows = (await world.Core.Get<OperationQueries>().ListAsync(Actor.System, new OperationFilter(), null, 50, Stop)).Rows.ToDictionary(row => row.OperationId);
        Assert.Equal((OperationInitiator.Staff, refund.RequestedByName), (rows[901].Initiator, rows[901].InitiatorName));
        Assert.Equal((OperationInitiator.Merchant, null), (rows[902].Initiator, rows[902].InitiatorName));
        Assert.All(rows.Values.Where(row => row.Type == "sale"), row => Assert.Equal(OperationInitiator.Payer, row.Initiator));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Rows_OfTriesOfOnePayment_AreCountedByTypeAndTimed(DatabaseProvider provider)
    {
        await using var receiver = await Receiver.StartAsync(databases, provider);
        await receiver.ReceiveAsync(PlatformCallback.Sale("EP-1", 500, "EUR").Operation(71, "one").CreatedAt(Start).At(Start.AddSeconds(40)).Declined("20105", "No"));
        await receiver.ReceiveAsync(PlatformCallback.Sale("EP-1", 500, "EUR").Operation(72, "two").CreatedAt(Start.AddMinutes(1)).At(Start.AddMinutes(3)));
        await receiver.ReceiveAsync(PlatformCallback.Refund("EP-1", 500, "EUR", 500).Operation(73, "back").CreatedAt(Start.AddMinutes(5)).At(Start.AddMinutes(5))
            .Status("success", "processing"));

        var rows = (await receiver.Get<OperationQueries>().ListAsync(Actor.System, new OperationFilter(), null, 50, Stop)).Rows.ToDictionary(row => row.OperationId);
        Assert.Equal((1, 2, 1), (rows[71].Attempt, rows[72].Attempt, rows[73].Attempt));
        Assert.Equal((TimeSpan.FromSeconds(40), TimeSpan.FromMinutes(2), null), (rows[71].Duration, rows[72].Duration, rows[73].Duration));
        Assert.Null(rows[73].FinalAt);
    }
}
