using Dashboard.Core.Payments;
using Dashboard.Core.Refunds;

namespace Dashboard.Core.Tests.Refunds.Rules;

/// <summary>What counts as under way elsewhere, without a database: each operation against the hold it may belong to.</summary>
public sealed class UnderWayRulesTests
{
    private static readonly RefundsUnderWay.Hold Held = new(Guid.Parse("00000000-0000-0000-0000-000000000001"), "request-1", 2_000);
    private static readonly RefundsUnderWay.Hold Gone = new(Guid.Parse("00000000-0000-0000-0000-000000000002"), "request-2", 0);
    private static readonly RefundsUnderWay.Hold[] Ours = [Held, Gone];

    [Fact]
    public void Sum_OfWhatBelongsToNone_IsAllOfIt()
    {
        Assert.Equal(0, Sum());
        Assert.Equal(7_000, Sum(Told(7_000)));
        Assert.Equal(7_300, Sum(Told(7_000), Told(300, request: "request-9"), Told(0, id: Guid.NewGuid())));
        Assert.Equal((Int128)long.MaxValue + long.MaxValue, Sum(Told(long.MaxValue), Told(long.MaxValue)));
    }

    [Fact]
    public void Sum_OfWhatARefundOfOursHolds_IsOnlyWhatGoesBeyondIt()
    {
        Assert.Equal(0, Sum(Told(2_000, id: Held.Id)));
        Assert.Equal(0, Sum(Told(2_000, request: "request-1")));
        Assert.Equal(0, Sum(Told(1_500, request: "request-1")));
        Assert.Equal(1, Sum(Told(2_001, id: Held.Id)));
        // Two operations of one refund: only one of them is held.
        Assert.Equal(2_000, Sum(Told(2_000, id: Held.Id), Told(2_000, request: "request-1")));
        // Our id says more than the request's.
        Assert.Equal(2_000, Sum(Told(2_000, id: Gone.Id, request: "request-1")));
    }

    [Fact]
    public void Sum_OfOneWhoseHoldHasGone_IsAllOfIt()
    {
        Assert.Equal(2_000, Sum(Told(2_000, id: Gone.Id)));
        Assert.Equal(2_000, Sum(Told(2_000, request: "request-2")));
    }

    [Fact]
    public void Sum_WithOneThatCannotBeCompared_IsNone()
    {
        Assert.Null(Sum(Told(null)));
        Assert.Null(Sum(Told(1, currency: "EUR")));
        Assert.Null(Sum(Told(1, currency: null)));
        Assert.Null(Sum(Told(7_000), Told(null, id: Gone.Id)));
        // One of ours is for what was asked for; of two nobody knows.
        Assert.Equal(0, Sum(Told(null, id: Held.Id)));
        Assert.Null(Sum(Told(null, id: Held.Id), Told(2_000, id: Held.Id)));
    }

    [Theory]
    [InlineData(0, true, 6_000, 0)]
    [InlineData(6_000, true, 0, 6_000)]
    [InlineData(6_001, false, 0, 6_001)]
    [InlineData(20_000, false, 0, 10_000)]
    public void UnderWay_IsTakenFromWhatRemains(long underWay, bool fits, long left, long kept)
    {
        var payment = new Payment { Captured = 10_000, Refunded = 1_000, Reserved = 3_000 };

        Assert.Equal((fits, left, kept), (RefundsUnderWay.Fit(payment, underWay), RefundsUnderWay.Left(payment, underWay), RefundsUnderWay.Kept(payment, underWay)));
    }

    [Fact]
    public void UnderWay_OfAnUnknownSum_LeavesNothing()
    {
        var payment = new Payment { Captured = 10_000 };

        Assert.Equal((false, 0L, 10_000L), (RefundsUnderWay.Fit(payment, null), RefundsUnderWay.Left(payment, null), RefundsUnderWay.Kept(payment, null)));
    }

    private static Int128? Sum(params RefundsUnderWay.Told[] told) => RefundsUnderWay.Sum(told, Ours, "RUB");

    private static RefundsUnderWay.Told Told(long? amount, Guid? id = null, string? request = null, string? currency = "RUB") => new(id?.ToString(), request, amount, currency);
}
