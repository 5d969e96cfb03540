using Dashboard.Core.Live;
using Dashboard.TestKit;
using Dashboard.Web.Live;

namespace Dashboard.Web.Tests.Operations;

public sealed class LiveRowsTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private sealed record Row(long Id, int Minute, string Status = "success");

    [Fact]
    public void Take_ChangedRow_IsReplacedInPlaceAndTinted()
    {
        var rows = Open(more: false, new Row(2, 2), new Row(1, 1));
        Assert.True(rows.Take([new Row(1, 1, "decline")], []));
        Assert.Equal([new Row(2, 2), new Row(1, 1, "decline")], rows.Rows);
        Assert.Equal([false, true], rows.Rows.Select(rows.IsFresh));
    }

    [Fact]
    public void Take_SameRow_ChangesNothing() => Assert.False(Open(more: false, new Row(1, 1)).Take([new Row(1, 1)], []));

    [Fact]
    public void Take_NewRow_IsCountedNotShown()
    {
        var rows = Open(more: false, new Row(1, 1));
        Assert.True(rows.Take([], [new Row(3, 3)]));
        Assert.True(rows.Take([], [new Row(3, 3), new Row(4, 4)]));
        Assert.Equal((2, 1), (rows.Waiting, rows.Rows.Count));
        rows.Start(new Window<Row>([new Row(4, 4)], true));
        Assert.Equal(0, rows.Waiting);
    }

    [Fact]
    public void StartAgain_WhatWaited_IsShownAndTinted()
    {
        var rows = Open(more: false, new Row(1, 1));
        rows.Take([], [new Row(3, 3)]);
        rows.StartAgain(new Window<Row>([new Row(3, 3), new Row(1, 1)], false));
        Assert.Equal([true, false], rows.Rows.Select(rows.IsFresh));
        Assert.Equal(0, rows.Waiting);
    }

    [Fact]
    public void Take_RowBelowTheWindow_ComesWithLoadMore()
    {
        var rows = Open(more: true, new Row(9, 9), new Row(8, 8));
        Assert.False(rows.Take([], [new Row(5, 5)]));
        rows.Append(new Window<Row>([new Row(8, 8), new Row(5, 5)], false));
        Assert.Equal([9L, 8, 5], rows.Rows.Select(row => row.Id));
    }

    [Fact]
    public void Changes_ManyInAMoment_AreHandedOverOnceAfterThePause()
    {
        var (feed, clock, handed) = (new LiveFeed(), new ManualTimeProvider(Start), new List<IReadOnlyCollection<LiveChange>>());
        using (new LiveChanges(feed, clock, changes =>
        {
            handed.Add(changes);
            return Task.CompletedTask;
        }))
        {
            for (var n = 0; n < 100; n++)
                feed.Publish([new LiveChange(n % 10, 386, "EP", IsNew: n < 10)]);
            Assert.Empty(handed);
            clock.Advance(LiveChanges.Pause);
            Assert.Equal(10, Assert.Single(handed).Count);
            Assert.All(handed[0], change => Assert.True(change.IsNew));
            clock.Advance(LiveChanges.Pause * 4);
            Assert.Single(handed);
        }

        feed.Publish([new LiveChange(1, 386, "EP", true)]);
        clock.Advance(LiveChanges.Pause);
        Assert.Single(handed);
    }

    /// <summary>At full speed more than a thousand payments change between two hand-overs; a panel waits for one of them.</summary>
    [Fact]
    public void Changes_OfThousandsOfPayments_AreAllHandedOver()
    {
        var (feed, clock, handed) = (new LiveFeed(), new ManualTimeProvider(Start), new List<IReadOnlyCollection<LiveChange>>());
        using var changes = new LiveChanges(feed, clock, some =>
        {
            handed.Add(some);
            return Task.CompletedTask;
        });
        feed.Publish([.. Enumerable.Range(1, 5000).Select(n => new LiveChange(n, 386, "EP", IsNew: true))]);
        clock.Advance(LiveChanges.Pause);
        Assert.Contains(Assert.Single(handed), change => change.PaymentRowId == 5000);
    }

    [Fact]
    public async Task Changes_WhilePageIsBusy_WaitForIt()
    {
        var (feed, clock, busy, calls) = (new LiveFeed(), new ManualTimeProvider(Start), new TaskCompletionSource(), 0);
        using var changes = new LiveChanges(feed, clock, _ => ++calls == 1 ? busy.Task : Task.CompletedTask);
        feed.Publish([new LiveChange(1, 386, "EP", true)]);
        clock.Advance(LiveChanges.Pause);
        feed.Publish([new LiveChange(2, 386, "EP", true)]);
        clock.Advance(LiveChanges.Pause * 4);
        Assert.Equal(1, calls);
        busy.SetResult();
        await busy.Task;
        clock.Advance(LiveChanges.Pause);
        Assert.Equal(2, calls);
    }

    private static LiveRows<Row> Open(bool more, params Row[] shown)
    {
        var rows = new LiveRows<Row>(row => new PageKey(Start.AddMinutes(row.Minute), row.Id));
        rows.Start(new Window<Row>(shown, more));
        return rows;
    }
}
