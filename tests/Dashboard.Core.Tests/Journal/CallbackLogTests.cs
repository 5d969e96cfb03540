using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Data;
using Dashboard.Core.Journal;
using Dashboard.Core.Tests.Payments;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Journal;

public sealed class CallbackLogTests(Databases databases)
{
    private const long Huge = long.MaxValue;

    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("verdict=parked&q=EP-1&project=386&period=last7", 0)]
    [InlineData("verdict=refused", 0)]
    [InlineData("from=2026-03-01&to=2026-03-02", 0)]
    [InlineData("verdict=unheard", 1)]
    public void Address_ThereAndBack_SaysTheSame(string address, int faults)
    {
        var given = address.Split('&').Select(pair => KeyValuePair.Create(pair.Split('=')[0], pair.Split('=')[1])).ToList();
        var reading = CallbackFilter.FromQuery(given, TimeZoneInfo.Utc, Start);
        Assert.Equal(faults, reading.Faults.Count);
        Assert.Equal(faults > 0 ? [] : given, reading.Filter.ToQuery());
    }

    [Fact]
    public void Address_SearchWithDays_SetsThePeriod()
    {
        var filter = CallbackFilter.FromQuery([new("q", "yesterday"), new("period", "last90")], TimeZoneInfo.Utc, Start).Filter;
        Assert.Equal((Start.Date.AddDays(-1), Start.Date), (filter.From!.Value.UtcDateTime, filter.Until!.Value.UtcDateTime));
        Assert.False(filter.IgnoresPeriod);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task List_ByPeriodProjectAndVerdict_IsNewestFirstInWindows(DatabaseProvider provider)
    {
        await using var receiver = await FilledAsync(provider);
        Assert.Equal([7L, 6, 5, 4, 3, 2, 1], await OperationsAsync(receiver, new CallbackFilter()));
        Assert.Equal([5L, 4, 3], await OperationsAsync(receiver, new CallbackFilter { From = Start.AddHours(2), Until = Start.AddHours(5) }));
        Assert.Equal([6L, 5, 4, 3, 2, 1], await OperationsAsync(receiver, new CallbackFilter { Projects = [386] }));
        Assert.Equal([5L, 4], await OperationsAsync(receiver, new CallbackFilter { Verdict = CallbackVerdict.Parked }));
        Assert.Equal([4L], await OperationsAsync(receiver, new CallbackFilter { Verdict = CallbackVerdict.Parked, Until = Start.AddHours(4) }));
        Assert.Empty(await OperationsAsync(receiver, new CallbackFilter { Verdict = CallbackVerdict.Quarantined }));
        Assert.Empty(await OperationsAsync(receiver, new CallbackFilter { Refused = true }));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task List_SearchedForById_IgnoresThePeriodAndFindsWhatWaits(DatabaseProvider provider)
    {
        await using var receiver = await FilledAsync(provider);
        var future = new CallbackFilter { From = Start.AddDays(9) };
        Assert.Equal([3L, 2, 1], await OperationsAsync(receiver, future with { Search = "EP-1" }));
        Assert.Equal([3L, 2, 1], await OperationsAsync(receiver, future with { Search = "request-of-2" }));
        // A parked message belongs to no payment yet, but says which operation it is about.
        Assert.Equal([4L], await OperationsAsync(receiver, future with { Search = "4" }));
        Assert.Equal([7L, 5], await OperationsAsync(receiver, future with { Search = "EP-7; 5" }));
        Assert.Empty(await OperationsAsync(receiver, new CallbackFilter { Search = "16.60 EUR" }));
        Assert.True((future with { Search = "EP-1" }).IgnoresPeriod);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task List_ForStrangers_IsEmptyAndForOneProjectOnlyItsOwn(DatabaseProvider provider)
    {
        await using var receiver = await FilledAsync(provider);
        var person = await PaymentQueriesTests.AddPersonAsync(receiver, Roles.Support, 1254);
        var log = receiver.Get<CallbackLog>();
        Assert.Equal([7L], (await log.ListAsync(person, new CallbackFilter(), null, 50, Stop)).Rows.Select(row => row.OperationId!.Value));
        Assert.Empty((await log.ListAsync(person, new CallbackFilter { Search = "EP-1" }, null, 50, Stop)).Rows);
        Assert.Empty((await log.ListAsync(new Actor(null, "nobody"), new CallbackFilter(), null, 50, Stop)).Rows);
        var payments = (await receiver.PaymentsAsync()).Select(payment => payment.Id).ToList();
        Assert.Equal([7L], (await log.OfPaymentsAsync(person, new CallbackFilter(), payments, Stop)).Select(row => row.OperationId!.Value));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Newest_OfAllCallbacks_IsTheLastThatThePlatformSentByItself(DatabaseProvider provider)
    {
        await using (var empty = await Receiver.StartAsync(databases, provider))
            Assert.Null(await empty.Get<CallbackQueries>().NewestAsync(Stop));
        await using var receiver = await FilledAsync(provider);
        Assert.Equal(Start.AddHours(6), await receiver.Get<CallbackQueries>().NewestAsync(Stop));

        // An answer to a question of ours says nothing about whether callbacks come.
        await using (var context = receiver.OpenContext())
        {
            await context.CallbackEvents.Where(one => one.OperationId == 7)
                .ExecuteUpdateAsync(change => change.SetProperty(one => one.Source, CallbackSource.StatusRead), Stop);
        }

        Assert.Equal(Start.AddHours(5), await receiver.Get<CallbackQueries>().NewestAsync(Stop));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Row_OfAMessage_TellsItsNumberDeliveriesAndOurAnswer(DatabaseProvider provider)
    {
        await using var receiver = await FilledAsync(provider);
        var again = PlatformCallback.Sale("EP-6", 500, "EUR").Operation(6, "request-of-6").CreatedAt(Start).At(Start);
        await receiver.ReceiveAsync(again);
        await receiver.ReceiveAsync(again);

        var rows = (await receiver.Get<CallbackLog>().ListAsync(Actor.System, new CallbackFilter(), null, 50, Stop)).Rows.ToDictionary(row => row.OperationId!.Value);
        Assert.Equal((1, 2, 3, (int?)null), (rows[1].Number, rows[2].Number, rows[3].Number, rows[4].Number));
        Assert.Equal((3, 1), (rows[6].Deliveries, rows[4].Deliveries));
        Assert.All(rows.Values, row => Assert.Equal(200, row.Answer));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Original_WithTheRight_IsTheBytesThatCameAndOnRecord(DatabaseProvider provider)
    {
        await using var receiver = await Receiver.StartAsync(databases, provider);
        var sent = PlatformCallback.Sale("EP-1", 500, "EUR").Account("4242424242424242").Sign();
        await receiver.ReceiveAsync(sent);
        var id = (await receiver.EventsAsync()).Single().Id;
        var reveal = receiver.Get<RevealCallback>();
        var (admin, support) = (await PaymentQueriesTests.AddPersonAsync(receiver, Roles.Admin, 386), await PaymentQueriesTests.AddPersonAsync(receiver, Roles.Finance, 386));

        Assert.Equal(sent, await reveal.OriginalAsync(admin, id, "Dispute 17", Stop));
        Assert.Null(await reveal.OriginalAsync(support, id, "Curious", Stop));
        Assert.Null(await reveal.OriginalAsync(admin, id, " ", Stop));
        await using var context = receiver.OpenContext();
        Assert.Equal([AuditResult.Done, AuditResult.Refused],
            await context.AuditEntries.Where(line => line.Action == "callback.reveal").OrderBy(line => line.Id).Select(line => line.Result).ToListAsync(Stop));
    }

    [Fact]
    public async Task List_OnSqlite_FollowsTheIndexes()
    {
        await using var receiver = await Receiver.StartAsync(databases, DatabaseProvider.Sqlite);
        await using var context = receiver.OpenContext();
        var period = new CallbackFilter { From = Start, Until = Start.AddDays(1), Projects = [386] };
        Assert.Contains("ix_callback_events_by_time", await PlanAsync(new CallbackFilter()), StringComparison.Ordinal);
        Assert.Contains("ix_callback_events_by_time", await PlanAsync(period), StringComparison.Ordinal);
        Assert.Contains("ix_callback_events_by_time", await PlanAsync(period with { Verdict = CallbackVerdict.Applied }), StringComparison.Ordinal);
        Assert.Contains("ix_callback_events_verdict_id", await PlanAsync(period with { Verdict = CallbackVerdict.Parked }), StringComparison.Ordinal);
        long?[] payments = [1, 2];
        Assert.Contains("ix_callback_events_payment_row_id_id",
            await QueryPlan.OfAsync(context, CallbackLog.Newest(context.CallbackEvents.Where(one => payments.Contains(one.PaymentRowId)), new CallbackFilter(), null).Take(51)),
            StringComparison.Ordinal);

        Task<string> PlanAsync(CallbackFilter filter) => QueryPlan.OfAsync(
            context, CallbackLog.Newest(CallbackLog.InPeriod(CallbackLog.Restrict(context.CallbackEvents, filter), filter), filter, new PageKey(Start, 9)).Take(51));
    }

    /// <summary>Operations 1 to 6 of project 386 and 7 of another, an hour between each; 4 and 5 cannot be applied.</summary>
    private async Task<Receiver> FilledAsync(DatabaseProvider provider)
    {
        var clock = new ManualTimeProvider(Start);
        var receiver = await Receiver.StartAsync(databases, provider, clock, projects: [386, 1254]);
        PlatformCallback[] callbacks =
        [
            PlatformCallback.Sale("EP-1", 500, "EUR"), PlatformCallback.Sale("EP-1", 500, "EUR"), PlatformCallback.Refund("EP-1", 500, "EUR", 500),
            PlatformCallback.Sale("EP-6", Huge, "EUR"), PlatformCallback.Sale("EP-6", Huge - 1, "EUR"), PlatformCallback.Sale("EP-6", 500, "EUR"),
            PlatformCallback.Sale("EP-7", 700, "EUR").Project(1254),
        ];
        // What fits is there before what does not: the first of EP-6 fills all that its sums can hold.
        await receiver.ReceiveAsync(PlatformCallback.Sale("EP-6", Huge - 1000, "EUR").Operation(99, "filling").CreatedAt(Start.AddDays(-9)).At(Start.AddDays(-9)));
        await using (var context = receiver.OpenContext())
            await context.CallbackEvents.ExecuteUpdateAsync(change => change.SetProperty(one => one.OperationId, (long?)0).SetProperty(one => one.ReceivedAt, Start.AddDays(-9)), Stop);
        foreach (var (index, callback) in callbacks.Index())
        {
            await receiver.ReceiveAsync(callback.Operation(index + 1, $"request-of-{index + 1}").CreatedAt(Start).At(Start));
            clock.Advance(TimeSpan.FromHours(1));
        }

        return receiver;
    }

    private static async Task<IEnumerable<long>> OperationsAsync(Receiver receiver, CallbackFilter filter)
    {
        var (log, rows, key) = (receiver.Get<CallbackLog>(), new List<CallbackRow>(), (PageKey?)null);
        while (true)
        {
            var window = await log.ListAsync(Actor.System, filter, key, 2, Stop);
            rows.AddRange(window.Rows);
            if (!window.More)
                return rows.Select(row => row.OperationId!.Value).Where(operation => operation > 0);
            key = window.Rows[^1].Key;
        }
    }
}
