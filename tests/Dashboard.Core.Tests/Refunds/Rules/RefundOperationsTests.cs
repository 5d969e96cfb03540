using Dashboard.Core.Operations;
using Dashboard.Core.Refunds;

namespace Dashboard.Core.Tests.Refunds.Rules;

/// <summary>What several operations of one refund say together, without a database.</summary>
public sealed class RefundOperationsTests
{
    private const string Ours = "00000000-0000-0000-0000-000000000001";

    private static readonly DateTimeOffset Noon = new(2026, 11, 12, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Again = Noon.AddMinutes(20);

    [Fact]
    public void Operations_NamedByNobodyAndEndedByAnother_AreNotOfTheRefund()
    {
        var refund = Sent(1, RefundState.Declined);
        Operation[] others = [Made(7, "success", refundId: null), Made(8, "success", refundId: Guid.Empty.ToString())];
        var endedBy = Made(2, "decline", refundId: null);
        var all = Of(refund, null, [.. others, endedBy]);
        Assert.Equal((true, false, 0), (all.IsTakenBack, all.MayStand, all.Given(refund)));
        // The one that ended it is, whatever it names.
        Assert.Equal(1_500, Of(Sent(1, RefundState.Succeeded), null, Made(2, "success", 1_500, refundId: null)).Given(refund));
        // So is one that was found otherwise.
        Assert.True(Of(refund, others[0], others[0]).MayStand);
        // And one that names the request.
        Assert.True(Of(refund, null, Made(7, "success", refundId: null, request: "request-1")).MayStand);
    }

    [Fact]
    public void Decisive_IsOneThatIsDoneElseOneUnderWayElseTheFirstThatFailed()
    {
        var refund = Sent(2);
        var (done, alsoDone, open, failed, alsoFailed) = (Made(5, "success"), Made(6, "success"), Made(4, "processing"), Made(3, "decline"), Made(2, "decline"));
        Assert.Same(done, Of(refund, failed, alsoDone, done, open, failed).Decisive(failed));
        Assert.Same(alsoDone, Of(refund, alsoDone, alsoDone, done, failed).Decisive(alsoDone));
        Assert.Same(open, Of(refund, failed, failed, open).Decisive(failed));
        Assert.Same(alsoFailed, Of(refund, null, failed, alsoFailed).Decisive(open));
        Assert.Same(failed, Of(refund, failed, failed, alsoFailed).Decisive(failed));
    }

    [Fact]
    public void Decisive_WhatWasDoneIsTakenBack_IsTheOneStillUnderWay()
    {
        var (done, open, back) = (Made(5, "success"), Made(4, "processing"), Made(6, "success", type: "refund reverse"));
        Assert.Same(open, Of(Sent(2), done, done, open, back).Decisive(done));
        Assert.Same(done, Of(Sent(2), open, done, open).Decisive(open));
        Assert.Same(done, Of(Sent(2), open, done, Made(7, "success"), open, back).Decisive(open));
        Assert.Same(done, Of(Sent(2), done, done, back).Decisive(done));
    }

    [Theory]
    [InlineData(1, 0, 0, false)]
    [InlineData(2, 0, 0, true)]
    [InlineData(2, 0, 1, false)]
    [InlineData(3, 0, 1, true)]
    [InlineData(1, 1, 0, false)]
    public void DoneTwice_CountsWhatStands(int done, int open, int takenBack, bool twice)
    {
        Operation[] told =
        [
            .. Enumerable.Range(0, done).Select(n => Made(10 + n, "success")), .. Enumerable.Range(0, open).Select(n => Made(20 + n, "processing")),
            .. Enumerable.Range(0, takenBack).Select(n => Made(30 + n, "success", type: "refund reverse")),
        ];
        var all = Of(Sent(2), null, told);
        Assert.Equal((twice, 2_000 * (done - takenBack)), (all.IsDoneTwice, all.Given(Sent(2))));
    }

    [Fact]
    public void Given_WithoutASumThatCanBeCompared_IsWhatWasAskedFor()
    {
        var refund = Sent(2);
        Assert.Equal(1_500 + 2_000 + 2_000 - 300, Of(refund, null, Made(2, "success", 1_500), Made(3, "success", 9_000, currency: "EUR"),
            Made(4, "success", amount: null), Made(5, "success", 300, type: "refund reverse")).Given(refund));
    }

    /// <summary>All that is told was created before the last request, or names an earlier one.</summary>
    [Fact]
    public void Untold_IsARequestOfWhichNothingIsToldYet()
    {
        var early = Again - RefundFacts.ClockTolerance;
        Assert.True(Of(Sent(2), null, Made(2, "decline", created: early.AddMilliseconds(-1))).IsUntold);
        Assert.False(Of(Sent(2), null, Made(2, "decline", created: early)).IsUntold);
        Assert.False(Of(Sent(2), null, Made(2, "decline", created: Noon), Made(3, "decline", created: Again)).IsUntold);
        Assert.True(Of(Sent(2), null, Made(2, "decline", request: "request-0")).IsUntold);
        Assert.False(Of(Sent(2), null, Made(2, "decline", request: "request-1")).IsUntold);
        Assert.False(Of(Sent(2), null, Made(2, "decline", request: null)).IsUntold);
        // Sent once, an operation is that of this one request, whatever the clocks say.
        Assert.False(Of(Sent(1), null, Made(2, "decline", created: Noon.AddHours(-1))).IsUntold);
    }

    [Fact]
    public void MayStand_CountsTheRequestOfWhichNothingIsTold()
    {
        var (done, back) = (Made(2, "success", created: Noon), Made(3, "success", type: "refund reverse"));
        Assert.True(Of(Sent(2), null, done, back).MayStand);
        Assert.False(Of(Sent(1), null, done, back).MayStand);
        Assert.True(Of(Sent(1), null, done, Made(4, "processing"), back).MayStand);
        Assert.False(Of(Sent(1), null, Made(4, "decline")).MayStand);
    }

    [Fact]
    public void OpensAgain_ForAnotherOperationThatStandsOrMay()
    {
        var (done, open, failed, old) = (Made(5, "success"), Made(4, "processing"), Made(2, "decline"), Made(3, "decline", created: Noon));
        Assert.True(Opens(Sent(2, RefundState.Declined), done, failed, done));
        Assert.True(Opens(Sent(2, RefundState.Declined), open, failed, open));
        Assert.True(Opens(Sent(2, RefundState.Cancelled), open, open));
        Assert.True(Opens(Sent(2, RefundState.Declined), old, old));
        Assert.False(Opens(Sent(2, RefundState.Declined), failed, failed));
        // What ended it and a success without anything that ended it contradict each other: that is settled otherwise.
        Assert.False(Opens(Sent(2, RefundState.Declined), Made(2, "success"), Made(2, "success")));
        Assert.False(Opens(Sent(2, RefundState.Cancelled), done, done));
        Assert.False(Opens(Sent(2, RefundState.Succeeded), done, done));
        Assert.False(Opens(Sent(2), open, open));
        Assert.False(Opens(ByPeople(), open, open));
    }

    [Fact]
    public void OpensAgain_TakenBack_OnlyWhereMoreMayStandThanWasTakenBack()
    {
        var (first, second, open, back) = (Made(2, "success"), Made(5, "success"), Made(4, "processing"), Made(6, "success", type: "refund reverse"));
        Assert.False(Opens(Sent(2, RefundState.Reversed), second, second, back));
        Assert.True(Opens(Sent(2, RefundState.Reversed), second, first, second, back));
        Assert.True(Opens(Sent(2, RefundState.Reversed), open, first, open, back));
        Assert.False(Opens(Sent(2, RefundState.Reversed), open, open, back));
    }

    [Fact]
    public void Repeat_IsARefusalOfAnIdThatExistsAndNoSuccess()
    {
        var repeat = Made(3, "decline", code: "3230");
        Assert.True(RefundOperations.IsRepeat(repeat));
        Assert.False(RefundOperations.IsRepeat(Made(3, "success", code: "3230")));
        Assert.False(RefundOperations.IsRepeat(Made(3, "decline", code: "3283")));
        // It decides nothing, not even as the first.
        var failed = Made(5, "decline");
        Assert.Same(failed, Of(Sent(2), null, repeat, failed).Decisive(Made(6, "decline")));
    }

    [Fact]
    public void Named_ByOurIdFirstThenByTheRequest()
    {
        var (one, other) = (Sent(1), new Refund { Id = Guid.Parse("00000000-0000-0000-0000-000000000002"), Amount = 1, Currency = "RUB" });
        other.Submit(needsApproval: false, Noon);
        other.BeginSending("me", [1], Noon, RefundSchedule.Lease);
        other.Accept("request-2", Noon, Noon);
        Refund[] all = [one, other];
        Assert.Same(one, RefundOperations.Named(Made(2, "success", request: "request-2"), all));
        Assert.Same(other, RefundOperations.Named(Made(2, "success", request: "request-2", refundId: "no id"), all));
        Assert.Same(other, RefundOperations.Named(Made(2, "success", request: "request-2", refundId: Guid.Empty.ToString()), all));
        Assert.Null(RefundOperations.Named(Made(2, "success", request: null, refundId: Guid.Empty.ToString()), all));
        Assert.Null(RefundOperations.Named(Made(2, "success", request: "request-3", refundId: null), all));
    }

    private static RefundOperations Of(Refund refund, Operation? told, params Operation[] operations) => new(refund, [refund], operations, told);

    private static bool Opens(Refund refund, Operation decisive, params Operation[] operations) => Of(refund, null, operations).OpensAgain(refund, decisive);

    private static Operation Made(long id, string status, long? amount = 2_000, string currency = "RUB", string type = "refund", string? refundId = Ours,
        string? request = null, DateTimeOffset? created = null, string code = "0") => new()
        {
            OperationId = id,
            Type = type,
            Status = status,
            Amount = amount,
            Currency = currency,
            MerchantRefundId = refundId,
            RequestId = request,
            CreatedAt = created ?? Again,
            Code = code,
        };

    /// <summary>Sent at noon, and once more twenty minutes later when it was proven absent; accepted as request-1, ended by operation 2 unless it was cancelled.</summary>
    private static Refund Sent(int attempts, RefundState state = RefundState.Accepted)
    {
        var refund = new Refund { Id = Guid.Parse(Ours), Amount = 2_000, Currency = "RUB" };
        refund.Submit(needsApproval: false, Noon);
        refund.BeginSending("me", [1], Noon, RefundSchedule.Lease);
        if (attempts > 1 || state == RefundState.Cancelled)
        {
            refund.LoseTrack("why", mayResend: state != RefundState.Cancelled, Noon, Noon);
            refund.ProvenAbsent(Again);
        }

        if (state == RefundState.Cancelled)
        {
            refund.Cancel(Again);
            return refund;
        }

        if (attempts > 1)
            refund.BeginSending("me", [1], Again, RefundSchedule.Lease);
        refund.Accept("request-1", Again, Again);
        if (state == RefundState.Declined)
            refund.Decline(2, null, null, null, Again);
        if (state is RefundState.Succeeded or RefundState.Reversed)
            refund.Succeed(2, null, null, null, Again, 2_000);
        if (state == RefundState.Reversed)
            refund.Reverse(Again);
        return refund;
    }

    private static Refund ByPeople()
    {
        var refund = Sent(2);
        refund.GiveToPeople(Again);
        refund.EndByPeople(RefundState.Declined, "seen", Again);
        return refund;
    }
}
