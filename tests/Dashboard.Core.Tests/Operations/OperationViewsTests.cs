using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Operations;
using Dashboard.Core.Refunds;
using Dashboard.Core.Tests.Payments;
using Dashboard.Core.Tests.Refunds;
using Dashboard.Gate;
using Dashboard.TestKit;

namespace Dashboard.Core.Tests.Operations;

public sealed class OperationViewsTests(Databases databases)
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Overdue_EachKindAfterItsOwnTime_NewestFirstInWindows(DatabaseProvider provider)
    {
        await using var receiver = await Receiver.StartAsync(databases, provider);
        (string Status, int Minutes)[] operations =
        [
            ("processing", 29), ("processing", 31), ("external processing", 900), ("awaiting 3ds result", 119), ("awaiting redirect result", 121),
            ("awaiting payment", 8 * 24 * 60 - 1), ("awaiting payment", 8 * 24 * 60 + 1), ("invoice sent", 31 * 24 * 60 + 1), ("success", 100_000), ("decline", 100_000),
        ];
        foreach (var (index, (status, minutes)) in operations.Index())
        {
            await receiver.ReceiveAsync(PaymentQueriesTests.Sale($"EP-{index}", Now.AddMinutes(-minutes)).Operation(index + 1, $"request-{index}")
                .Status(status == "success" ? "success" : "processing", status));
        }

        var filter = new OperationFilter { OverdueAt = Now };
        var queries = receiver.Get<OperationQueries>();
        var whole = await queries.ListAsync(Actor.System, filter, null, 50, Stop);
        Assert.Equal([2L, 5, 3, 7, 8], whole.Rows.Select(row => row.OperationId));
        Assert.All(whole.Rows, row => Assert.True(Overdue.Is(row.Status, row.CreatedAt, Now)));

        var first = await queries.ListAsync(Actor.System, filter, null, 2, Stop);
        var second = await queries.ListAsync(Actor.System, filter, first.Rows[^1].Key, 2, Stop);
        var third = await queries.ListAsync(Actor.System, filter, second.Rows[^1].Key, 2, Stop);
        Assert.Equal([2L, 5, 3, 7, 8], first.Rows.Concat(second.Rows).Concat(third.Rows).Select(row => row.OperationId));
        Assert.Equal((true, true, false), (first.More, second.More, third.More));

        // What the file and the live feed ask for is the same.
        await using var context = receiver.OpenContext();
        var applied = filter.Apply(context, AccessScope.Everything).Select(operation => operation.OperationId).ToList();
        Assert.Equal(whole.Rows.Select(row => row.OperationId).Order(), applied.Order());
        Assert.Equal([5L], (await queries.ListAsync(Actor.System, filter with { Statuses = ["awaiting redirect result"] }, null, 50, Stop)).Rows.Select(row => row.OperationId));
    }

    [Fact]
    public void Overdue_EveryUnfinishedStatus_IsOfExactlyOneKind() => Assert.Equal(
        OperationStatus.All.Where(status => !status.IsFinal).Select(status => status.Code).Order(StringComparer.Ordinal),
        Overdue.Kinds.SelectMany(kind => kind.Statuses).Order(StringComparer.Ordinal));

    [Fact]
    public void Overdue_InAnAddress_SurvivesThereAndBack()
    {
        var reading = OperationFilter.FromQuery([new("view", "overdue"), new("method", "card")], TimeZoneInfo.Utc, Now);
        Assert.Empty(reading.Faults);
        Assert.Equal((Now, "card"), (reading.Filter.OverdueAt, Assert.Single(reading.Filter.Methods)));
        Assert.Equal([new("method", "card"), new("view", "overdue")], reading.Filter.ToQuery());
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Declines_OfADay_AreCountedByCodeWithinTheFilter(DatabaseProvider provider)
    {
        await using var receiver = await Receiver.StartAsync(databases, provider);
        string?[] codes = ["20105", "20105", "20000", null];
        foreach (var (index, code) in codes.Index())
        {
            var declined = PaymentQueriesTests.Sale($"EP-{index}", Now).Operation(index + 1).Declined(code ?? "", "No");
            await receiver.ReceiveAsync(code is null ? declined.Without("operation.code") : declined);
        }

        await receiver.ReceiveAsync(PaymentQueriesTests.Sale("EP-8", Now.AddDays(-1)).Operation(8).Declined("20105", "No"));
        await receiver.ReceiveAsync(PaymentQueriesTests.Sale("EP-9", Now).Operation(9).Method("card").Declined("20105", "No"));
        await receiver.ReceiveAsync(PaymentQueriesTests.Sale("EP-10", Now).Operation(10));
        var views = receiver.Get<OperationViews>();
        var day = new OperationFilter { From = Now.AddHours(-12) };

        var counts = await views.DeclinesAsync(Actor.System, day, Stop);
        Assert.Equal([("20105", 3), (null, 1), ("20000", 1)], counts.Codes.Select(code => (code.Code, code.Count)));
        Assert.Equal((5, false), (counts.Total, counts.AtLeast));
        Assert.Equal(1, (await views.DeclinesAsync(Actor.System, day with { Methods = ["card"] }, Stop)).Total);
        Assert.Empty((await views.DeclinesAsync(new Actor(null, "nobody"), day, Stop)).Codes);
        // The list behind a code holds as many rows as its figure says.
        var list = await receiver.Get<OperationQueries>().ListAsync(Actor.System, day with { Statuses = ["decline"], Codes = ["20105"] }, null, 50, Stop);
        Assert.Equal(3, list.Rows.Count);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Refunds_UnknownAndFailed_StandInTheirViewsForThoseWhoSeeTheProject(DatabaseProvider provider)
    {
        await using var world = await RefundWorld.StartAsync(databases, provider);
        var ids = new List<Guid>();
        foreach (var state in (RefundState[])[RefundState.Unknown, RefundState.ManualReview, RefundState.Declined, RefundState.Blocked, RefundState.Declined, RefundState.Succeeded])
        {
            ids.Add(await world.RequestedAsync(100));
            await world.PutAsync(ids[^1], state);
        }

        var views = world.Core.Get<OperationViews>();
        var unknown = await views.RefundsAsync(Actor.System, OperationView.UnknownRefunds, [], null, 50, Stop);
        Assert.Equal([ids[1], ids[0]], unknown.Rows.Select(row => row.Id));
        // Declined and blocked are one list, whatever window it is read in.
        var failed = new List<RefundView>();
        for (RefundKey? after = null; failed.Count < 3; after = new RefundKey(failed[^1].StateAt, failed[^1].Id))
        {
            var window = await views.RefundsAsync(Actor.System, OperationView.FailedRefunds, [], after, 1, Stop);
            failed.Add(Assert.Single(window.Rows));
            Assert.Equal(failed.Count < 3, window.More);
        }

        Assert.Equal([(ids[4], RefundState.Declined), (ids[3], RefundState.Blocked), (ids[2], RefundState.Declined)], failed.Select(row => (row.Id, row.State)));
        Assert.Equal(failed, (await views.RefundsAsync(Actor.System, OperationView.FailedRefunds, [386, 999], null, 50, Stop)).Rows);
        Assert.Empty((await views.RefundsAsync(Actor.System, OperationView.FailedRefunds, [999], null, 50, Stop)).Rows);
        var counts = await views.CountsAsync(Actor.System, Now, Now, Stop);
        Assert.Equal((new ViewCount(2, false), new ViewCount(3, false)), (counts[OperationView.UnknownRefunds], counts[OperationView.FailedRefunds]));

        // An open view asks for what has changed, and decides by the state alone whether it still belongs.
        var changed = await views.RefundsOfAsync(Actor.System, [unknown.Rows[0].PaymentRowId], Stop);
        Assert.Equal(ids.Order(), changed.Select(row => row.Id).Order());
        Assert.Equal(unknown.Rows.Select(row => row.Id).Order(), changed.Where(row => OperationViews.Holds(OperationView.UnknownRefunds, row.State)).Select(row => row.Id).Order());
        Assert.Equal([.. ids.Skip(2).Take(3).Order()], changed.Where(row => OperationViews.Holds(OperationView.FailedRefunds, row.State)).Select(row => row.Id).Order());

        var stranger = await PaymentQueriesTests.AddPersonAsync(world.Core, Roles.Support, 999);
        Assert.Empty((await views.RefundsAsync(stranger, OperationView.FailedRefunds, [], null, 50, Stop)).Rows);
        Assert.Empty(await views.RefundsOfAsync(stranger, [unknown.Rows[0].PaymentRowId], Stop));
        Assert.Equal(0, (await views.CountsAsync(stranger, Now, Now, Stop))[OperationView.FailedRefunds].Count);
    }

    [Fact]
    public async Task Refunds_OnSqlite_FollowTheIndexOfTheirState()
    {
        await using var receiver = await Receiver.StartAsync(databases, DatabaseProvider.Sqlite);
        await using var context = receiver.OpenContext();
        var failed = OperationViews.Newest(context.Refunds, RefundState.Blocked).Take(51);
        Assert.Contains("ix_refunds_state_state_at", await QueryPlan.OfAsync(context, failed), StringComparison.Ordinal);
    }
}
