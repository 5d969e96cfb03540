using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Live;
using Dashboard.Core.Operations;
using Dashboard.Core.Tests.Payments;
using Dashboard.TestKit;

namespace Dashboard.Core.Tests.Operations;

public sealed class ChangedOperationsTests(Databases databases)
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Read_TwoHundredLists_CostWhatOneCosts(DatabaseProvider provider)
    {
        var statements = new Statements();
        await using var core = await Receiver.StartAsync(databases, provider, add: statements.Watch);
        await core.ReceiveAsync(PaymentQueriesTests.Sale("EP-1", Start).Operation(71));
        await core.ReceiveAsync(PlatformCallback.Refund("EP-1", 2000, "EUR", 5000).Operation(72).At(Start.AddMinutes(5)).CreatedAt(Start.AddMinutes(5)));
        var id = (await core.PaymentsAsync()).Single().Id;
        var changed = core.Get<ChangedOperations>();
        var people = new List<Actor>();
        for (var n = 0; n < 4; n++)
            people.Add(await PaymentQueriesTests.AddPersonAsync(core, Roles.Support, n == 3 ? 999 : 386));
        // Fifty lists of each of four people, with filters of their own.
        OperationFilter[] filters = [new(), new() { Types = ["refund"] }, new() { Statuses = ["decline"] }, new() { Search = "EP" }, new() { Search = "EP", Types = ["sale"] }];
        int[] expected = [2, 1, 0, 2, 1];
        var lists = Enumerable.Range(0, 200).Select(n => (Actor: people[n % 4], Filter: n / 4 % filters.Length)).ToList();
        using var open = new Closing([.. lists.Select(list => changed.Open(list.Actor))]);

        Change();
        var before = statements.Count;
        await changed.ReadAsync(people[0], filters[3], [id], Stop);
        var one = statements.Count - before;
        Change();
        before = statements.Count;
        var read = await Task.WhenAll(lists.Select(list => changed.ReadAsync(list.Actor, filters[list.Filter], [id], Stop)));

        Assert.InRange(one, 1, 8);
        Assert.Equal(one, statements.Count - before);
        Assert.All(read.Zip(lists), pair => Assert.Equal(pair.Second.Actor == people[3] ? 0 : 2, pair.First.Rows.Count));
        Assert.All(read.Zip(lists).Where(pair => pair.Second.Actor != people[3]), pair => Assert.Equal(expected[pair.Second.Filter], pair.First.Matching.Count));

        void Change() => core.Get<LiveFeed>().Publish([new LiveChange(id, 386, "EP-1", IsNew: false)]);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Read_AfterAChange_TellsTheRowAsTheListWould(DatabaseProvider provider)
    {
        await using var core = await Receiver.StartAsync(databases, provider);
        await core.ReceiveAsync(PaymentQueriesTests.Sale("EP-1", Start).Operation(71));
        await core.ReceiveAsync(PlatformCallback.Refund("EP-1", 2000, "EUR", 5000).Operation(72).At(Start.AddMinutes(5)).CreatedAt(Start.AddMinutes(5)));
        var id = (await core.PaymentsAsync()).Single().Id;

        var changed = await core.Get<ChangedOperations>().ReadAsync(Actor.System, new OperationFilter(), [id], Stop);
        var listed = await core.Get<OperationQueries>().ListAsync(Actor.System, new OperationFilter(), null, 50, Stop);
        Assert.Equal(listed.Rows, changed.Rows.OrderByDescending(row => row.CreatedAt));
    }
}
