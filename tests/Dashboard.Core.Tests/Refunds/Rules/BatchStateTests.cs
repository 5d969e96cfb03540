using Dashboard.Core.Payments;
using Dashboard.Core.Refunds;
using Dashboard.Core.Refunds.Batches;
using Dashboard.Gate;

namespace Dashboard.Core.Tests.Refunds.Rules;

/// <summary>The states of a batch and its rows, and on what terms a method's payments go back, without a database.</summary>
public sealed class BatchStateTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 12, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Later = Noon.AddMinutes(7);

    private static readonly (string Name, Func<RefundBatch, bool> Do, RefundBatchState To, RefundBatchState[] From)[] Steps =
    [
        ("pause", one => one.Pause(RefundBatchPause.Failure, Later), RefundBatchState.Paused, [RefundBatchState.Running]),
        ("resume", one => one.Resume(Later), RefundBatchState.Running, [RefundBatchState.Paused]),
        ("stop", one => one.Stop(Later), RefundBatchState.Stopped, [RefundBatchState.Running, RefundBatchState.Paused]),
        ("finish", one => one.Finish(Later), RefundBatchState.Done, [RefundBatchState.Running, RefundBatchState.Paused]),
    ];

    [Fact]
    public void EveryStep_FromEveryState_LeadsWhereItMayOrChangesNothing()
    {
        foreach (var (name, act, to, from) in Steps)
        {
            foreach (var state in Enum.GetValues<RefundBatchState>())
            {
                var batch = In(state);
                var version = batch.Version;
                var done = act(batch);
                Assert.True(done == from.Contains(state), $"{name} from {state}");
                Assert.Equal(done ? (to, version + 1, Later) : (state, version, Noon), (batch.State, batch.Version, batch.StateAt));
            }
        }
    }

    [Fact]
    public void Pause_SaysWhyUntilItGoesOn()
    {
        var batch = In(RefundBatchState.Running);
        Assert.Equal(Noon, batch.NextRowAt);
        batch.Pause(RefundBatchPause.ProjectStopped, Later);
        Assert.Equal(RefundBatchPause.ProjectStopped, batch.PausedBecause);
        batch.Resume(Later);
        Assert.Equal(((RefundBatchPause?)null, Later), (batch.PausedBecause, batch.NextRowAt));
        batch.Pause(null, Later);
        Assert.Null(batch.PausedBecause);
    }

    [Theory]
    [InlineData(1, 60_000)]
    [InlineData(60, 1_000)]
    [InlineData(600, 100)]
    public void Gap_IsAMinuteByThePace(int perMinute, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), new RefundBatch { PerMinute = perMinute }.Gap);

    [Theory]
    [InlineData(RefundBatchRowState.Waiting, null, RefundBatchRowState.Requested)]
    [InlineData(RefundBatchRowState.Waiting, RefundRefusalKind.OverRemaining, RefundBatchRowState.Refused)]
    [InlineData(RefundBatchRowState.LeftOut, null, RefundBatchRowState.LeftOut)]
    public void Row_IsAnsweredOnce(RefundBatchRowState from, RefundRefusalKind? refusal, RefundBatchRowState to)
    {
        var row = new RefundBatchRow();
        if (from == RefundBatchRowState.Waiting)
            row.Await();
        Assert.Equal(from, row.State);

        row.Answer(refusal, Noon);
        Assert.Equal((to, refusal, from == RefundBatchRowState.LeftOut ? null : (DateTimeOffset?)Noon), (row.State, row.Refusal, row.AnsweredAt));
        row.Answer(RefundRefusalKind.NotAllowed, Later);
        Assert.Equal((to, refusal), (row.State, row.Refusal));
    }

    [Theory]
    [InlineData("alfa-click", true, RefundRefusal.None)]
    [InlineData("poli", false, RefundRefusal.NoRefunds)]
    [InlineData("nothing-we-know", false, RefundRefusal.UnknownMethod)]
    [InlineData(null, false, RefundRefusal.UnknownMethod)]
    [InlineData("paypal", true, RefundRefusal.PartialRefundsUnconfirmed)]
    public void Terms_WithoutARule_AreThoseOfThePages(string? method, bool partial, RefundRefusal refusal) =>
        Assert.Equal(refusal, RefundTerms.Of(method, null).WhyNot(partial, "EUR"));

    [Theory]
    [InlineData(false, false, false, RefundRefusal.RefundsUnconfirmed)]
    [InlineData(true, false, false, RefundRefusal.None)]
    [InlineData(true, false, true, RefundRefusal.PartialRefundsUnconfirmed)]
    [InlineData(true, true, true, RefundRefusal.None)]
    public void Terms_WithARule_AllowWhatItEnables(bool full, bool part, bool asksForPart, RefundRefusal refusal) =>
        Assert.Equal(refusal, RefundTerms.Of("ideal", new RefundMethodRule { Method = "ideal", Full = full, Partial = part }).WhyNot(asksForPart, "EUR"));

    [Fact]
    public void Terms_WithARule_NeverAllowWhatIsDocumentedAsImpossible()
    {
        var all = new RefundMethodRule { Full = true, Partial = true };
        Assert.Equal(RefundRefusal.NoRefunds, RefundTerms.Of("poli", all).WhyNot(false, "EUR"));
        Assert.Equal(RefundRefusal.UnknownCurrency, RefundTerms.Of("ideal", all).WhyNot(false, "XXQ"));
        Assert.Equal(RefundRefusal.None, RefundTerms.Of("nothing-we-know", all).WhyNot(false, "EUR"));
        Assert.Equal(RefundRefusal.UnknownCurrency, RefundTerms.Of("nothing-we-know", all).WhyNot(false, "XXQ"));
        Assert.Equal(RefundRefusal.UnknownMethod, RefundTerms.Of(null, all).WhyNot(false, "EUR"));
        Assert.False(RefundTerms.MayEnable("poli", partial: false));
        Assert.True(RefundTerms.MayEnable("ideal", partial: true));
        Assert.True(RefundTerms.MayEnable("nothing-we-know", partial: false));
    }

    [Fact]
    public void Terms_BoundAmountAndTimeToTheLastUnit()
    {
        var terms = RefundTerms.Of("ideal", new RefundMethodRule { Least = 10, Most = 50, WindowDays = 30 });
        Assert.Equal([RefundRefusalKind.UnderMethodLeast, null, null, RefundRefusalKind.OverMethodMost],
            new long[] { 999, 1_000, 5_000, 5_001 }.Select(amount => terms.WhyNotAmount(amount, "EUR")));
        Assert.Equal(RefundRefusalKind.UnderMethodLeast, terms.WhyNotAmount(9, "JPY"));
        var payment = new Payment { CreatedAt = Noon };
        Assert.Equal([false, false, true], new[] { 0, 30 * 86_400, (30 * 86_400) + 1 }.Select(seconds => terms.IsOver(payment, Noon.AddSeconds(seconds))));
        Assert.False(RefundTerms.Of("ideal", null).IsOver(payment, Noon.AddYears(9)));
        Assert.Null(RefundTerms.Of("ideal", null).WhyNotAmount(1, "EUR"));
    }

    [Theory]
    [InlineData(new RefundState[0], RefundWork.None)]
    [InlineData(new[] { RefundState.Succeeded, RefundState.Unknown }, RefundWork.Unknown)]
    [InlineData(new[] { RefundState.Queued, RefundState.ManualReview }, RefundWork.Unknown)]
    [InlineData(new[] { RefundState.Declined, RefundState.AwaitingApproval }, RefundWork.Pending)]
    [InlineData(new[] { RefundState.Queued }, RefundWork.Pending)]
    [InlineData(new[] { RefundState.Sending }, RefundWork.Pending)]
    [InlineData(new[] { RefundState.Accepted }, RefundWork.Pending)]
    [InlineData(new[] { RefundState.Declined, RefundState.Succeeded }, RefundWork.Failed)]
    [InlineData(new[] { RefundState.Blocked }, RefundWork.Failed)]
    [InlineData(new[] { RefundState.Succeeded, RefundState.Declined }, RefundWork.None)]
    public void Work_OfAPayment_IsWhatStandsOpenOrTheNewestFailure(RefundState[] newestFirst, RefundWork work) => Assert.Equal(work, RefundWorks.Of(newestFirst));

    private static RefundBatch In(RefundBatchState state)
    {
        var batch = new RefundBatch { PerMinute = 60 };
        batch.Start(Noon);
        _ = state switch
        {
            RefundBatchState.Paused => batch.Pause(null, Noon),
            RefundBatchState.Stopped => batch.Stop(Noon),
            RefundBatchState.Done => batch.Finish(Noon),
            _ => true,
        };
        Assert.Equal(state, batch.State);
        return batch;
    }
}
