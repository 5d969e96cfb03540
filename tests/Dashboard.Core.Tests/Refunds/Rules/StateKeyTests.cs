using Dashboard.Core.Callbacks;
using Dashboard.Core.Payments;
using Dashboard.Gate;

namespace Dashboard.Core.Tests.Refunds.Rules;

/// <summary>Which of two messages speaks for an operation or a payment: always the same one, whichever came first.</summary>
public sealed class StateKeyTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 12, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("no such status", CallbackSource.Callback, 0)]
    [InlineData("no such status", CallbackSource.StatusRead, 0)]
    [InlineData("processing", CallbackSource.Callback, 1)]
    [InlineData("processing", CallbackSource.StatusRead, 1)]
    [InlineData("success", CallbackSource.Callback, 2)]
    [InlineData("decline", CallbackSource.Callback, 2)]
    [InlineData("success", CallbackSource.StatusRead, 3)]
    [InlineData("decline", CallbackSource.StatusRead, 3)]
    public void Rank_OfAnOperation_IsHigherTheMoreFinalAndTheMoreCertain(string status, CallbackSource source, byte rank) =>
        Assert.Equal(rank, StateKey.Rank(status, source));

    [Fact]
    public void Operation_InProgress_IsToldByTheLater() =>
        AssertSpeaks(OfOperation("processing", Noon.AddSeconds(1)), OfOperation("processing", Noon));

    [Fact]
    public void Operation_Ended_IsToldByTheEarlierEnd() => AssertSpeaks(OfOperation("success", Noon), OfOperation("decline", Noon.AddSeconds(1)));

    [Fact]
    public void Operation_EndedLongAgo_BeatsProgressOfToday() => AssertSpeaks(OfOperation("success", Noon.AddDays(-9)), OfOperation("processing", Noon));

    [Fact]
    public void Operation_AskedFor_BeatsEveryCallbackAndTheLatestAnswerCounts()
    {
        var answered = OfOperation("decline", Noon.AddDays(1), CallbackSource.StatusRead, received: Noon.AddDays(2));
        AssertSpeaks(answered, OfOperation("success", Noon));
        AssertSpeaks(OfOperation("success", Noon, CallbackSource.StatusRead, received: Noon.AddDays(3)), answered);
    }

    [Fact]
    public void Operation_WithoutAnyDifference_IsToldByTheGreaterHash() =>
        AssertSpeaks(OfOperation("success", Noon, hash: 9), OfOperation("success", Noon, hash: 8));

    [Fact]
    public void Operation_WithoutADate_IsOrderedByItsCreation() =>
        AssertSpeaks(OfOperation("processing", null, created: Noon.AddSeconds(1)), OfOperation("processing", null, created: Noon));

    [Fact]
    public void Operation_WithADateAndACreation_IsOrderedByTheDate() => AssertSpeaks(
        OfOperation("processing", Noon.AddSeconds(1), created: Noon.AddDays(-1)), OfOperation("processing", Noon, created: Noon.AddDays(1)));

    [Fact]
    public void Payment_WithoutAnyDifference_IsToldByTheGreaterHash() => AssertSpeaks(
        OfPayment(Noon, Noon, 1, "success", "success", hash: 9), OfPayment(Noon, Noon, 1, "success", "success", hash: 8));

    [Fact]
    public void Payment_IsToldByDateThenOperationThenFinality()
    {
        AssertSpeaks(OfPayment(Noon.AddSeconds(1), Noon, 1, "processing", "processing"), OfPayment(Noon, Noon.AddDays(1), 2, "success", "refunded"));
        AssertSpeaks(OfPayment(Noon, Noon.AddSeconds(1), 1, "processing", "processing"), OfPayment(Noon, Noon, 2, "success", "refunded"));
        AssertSpeaks(OfPayment(Noon, Noon, 2, "processing", "processing"), OfPayment(Noon, Noon, 1, "success", "refunded"));
        AssertSpeaks(OfPayment(Noon, Noon, 1, "success", "processing"), OfPayment(Noon, Noon, 1, "processing", "refunded"));
    }

    [Fact]
    public void Payment_WithinOneOperation_IsToldByTheMoreFinalStatus()
    {
        string[] rising = ["no such status", "processing", "success", "partially refunded", "refunded"];
        for (var index = 1; index < rising.Length; index++)
            AssertSpeaks(OfPayment(Noon, Noon, 1, "success", rising[index]), OfPayment(Noon, Noon, 1, "success", rising[index - 1]));
        AssertSpeaks(OfPayment(Noon, Noon, 1, "success", "reversed"), OfPayment(Noon, Noon, 1, "success", "partially reversed"));
        AssertSpeaks(OfPayment(Noon, Noon, 1, "success", "partially reversed"), OfPayment(Noon, Noon, 1, "success", "decline"));
    }

    [Fact]
    public void Payment_FromBefore1970_StillComesBeforeLaterOnes() => AssertSpeaks(
        OfPayment(DateTimeOffset.UnixEpoch, Noon, 1, "success", "success"), OfPayment(DateTimeOffset.UnixEpoch.AddSeconds(-1), Noon, 1, "success", "success"));

    private static void AssertSpeaks(byte[] greater, byte[] smaller) => Assert.True(greater.AsSpan().SequenceCompareTo(smaller) > 0);

    private static byte[] OfOperation(
        string status, DateTimeOffset? date, CallbackSource source = CallbackSource.Callback, DateTimeOffset? received = null, byte hash = 1,
        DateTimeOffset? created = null) =>
        StateKey.OfOperation(new CallbackEvent
        {
            Source = source,
            ReceivedAt = received ?? Noon,
            Hash = [.. Enumerable.Repeat(hash, 32)],
            Message = new CallbackMessage { Operation = new CallbackOperation { Id = 1, Status = status, Date = date, CreatedDate = created } },
        });

    private static byte[] OfPayment(DateTimeOffset date, DateTimeOffset created, long operation, string operationStatus, string status, byte hash = 0) =>
        StateKey.OfPayment(new CallbackEvent
        {
            ReceivedAt = Noon,
            Hash = [.. Enumerable.Repeat(hash, 32)],
            Message = new CallbackMessage
            {
                Payment = new CallbackPayment("EP-1") { Status = status, Date = date },
                Operation = new CallbackOperation { Id = operation, Status = operationStatus, CreatedDate = created },
            },
        });
}
