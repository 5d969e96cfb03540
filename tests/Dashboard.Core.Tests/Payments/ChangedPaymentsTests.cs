using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Live;
using Dashboard.Core.Payments;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Payments;

public sealed class ChangedPaymentsTests(Databases databases)
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Read_TwoHundredLists_CostWhatOneCosts(DatabaseProvider provider)
    {
        var statements = new Statements();
        await using var core = await Receiver.StartAsync(databases, provider, add: statements.Watch);
        await core.ReceiveAsync(PaymentQueriesTests.Sale("EP-1", Start).Operation(71));
        var id = (await core.PaymentsAsync()).Single().Id;
        var changed = core.Get<ChangedPayments>();
        var people = new List<Actor>();
        for (var n = 0; n < 4; n++)
            people.Add(await PaymentQueriesTests.AddPersonAsync(core, Roles.Support, n == 3 ? 999 : 386));
        // Fifty lists of each of four people, with filters of their own.
        PaymentFilter[] filters = [new(), new() { Statuses = ["success"] }, new() { Statuses = ["decline"] }, new() { Search = "EP" }, new() { Search = "EP", Methods = ["card"] }];
        var lists = Enumerable.Range(0, 200).Select(n => (Actor: people[n % 4], Filter: filters[n / 4 % filters.Length])).ToList();
        using var open = new Closing([.. lists.Select(list => changed.Open(list.Actor))]);

        Change();
        var before = statements.Count;
        await changed.ReadAsync(people[0], new PaymentFilter { Search = "EP" }, [id], Stop);
        var one = statements.Count - before;
        Change();
        before = statements.Count;
        var read = await Task.WhenAll(lists.Select(list => changed.ReadAsync(list.Actor, list.Filter, [id], Stop)));

        Assert.InRange(one, 1, 6);
        Assert.Equal(one, statements.Count - before);
        Assert.All(read.Zip(lists), pair => Assert.Equal(pair.Second.Actor == people[3] ? 0 : 1, pair.First.Rows.Count));
        Assert.All(read.Zip(lists).Where(pair => pair.Second.Actor != people[3]),
            pair => Assert.Equal(pair.Second.Filter.Statuses is ["decline"] || pair.Second.Filter.Methods.Count > 0 ? 0 : 1, pair.First.Matching.Count));

        void Change() => core.Get<LiveFeed>().Publish([new LiveChange(id, 386, "EP-1", IsNew: false)]);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Read_AfterAChange_TellsWhatIsThereNow(DatabaseProvider provider)
    {
        await using var core = await Receiver.StartAsync(databases, provider);
        await core.ReceiveAsync(PaymentQueriesTests.Sale("EP-1", Start).Operation(71));
        var id = (await core.PaymentsAsync()).Single().Id;
        var changed = core.Get<ChangedPayments>();
        var decline = new PaymentFilter { Statuses = ["decline"] };
        Assert.Empty((await changed.ReadAsync(Actor.System, decline, [id], Stop)).Matching);
        // The platform has its answer before open pages are told.
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = core.Get<LiveFeed>().Subscribe(_ => told.TrySetResult());

        await core.ReceiveAsync(PaymentQueriesTests.Sale("EP-1", Start.AddMinutes(1)).Operation(72).Declined("20105", "Insufficient funds"));
        await told.Task.WaitAsync(Stop);

        var row = Assert.Single((await changed.ReadAsync(Actor.System, decline, [id], Stop)).Matching);
        Assert.Equal(("decline", "20105"), (row.Status, row.Code));
    }

    [Fact]
    public async Task Read_RoleTakenAway_TellsNothingMore()
    {
        await using var core = await Receiver.StartAsync(databases, DatabaseProvider.Sqlite);
        await core.ReceiveAsync(PaymentQueriesTests.Sale("EP-1", Start).Operation(71));
        var id = (await core.PaymentsAsync()).Single().Id;
        var (changed, person) = (core.Get<ChangedPayments>(), await PaymentQueriesTests.AddPersonAsync(core, Roles.Support, 386));
        using var open = changed.Open(person);
        Assert.Single((await changed.ReadAsync(person, new PaymentFilter(), [id], Stop)).Rows);

        await using (var context = core.OpenContext())
            await context.UserRoles.Where(link => link.UserId == person.UserId).ExecuteDeleteAsync(Stop);
        core.Get<LiveFeed>().Publish([new LiveChange(id, 386, "EP-1", IsNew: false)]);

        Assert.Empty((await changed.ReadAsync(person, new PaymentFilter(), [id], Stop)).Rows);
    }

    /// <summary>What is decided in memory is what the database would say.</summary>
    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Means_AnyFilter_IsWhatApplySays(DatabaseProvider provider)
    {
        await using var core = await RegisterTests.FilledAsync(databases, provider);
        var payments = await core.PaymentsAsync();
        await using var context = core.OpenContext();
        await Property.CheckAsync(1, 100, random => RegisterTests.Filter(random, payments), async filter =>
        {
            var meant = await filter.Apply(context, AccessScope.Everything).Select(payment => payment.Id).ToListAsync(Stop);
            var search = new PaymentFilter { Search = filter.Search, From = filter.From, Until = filter.Until };
            var searched = (await search.Apply(context, AccessScope.Everything).Select(payment => payment.Id).ToListAsync(Stop)).ToHashSet();
            Assert.Equal(meant.Order(), payments.Where(payment => filter.Means(payment, searched)).Select(payment => payment.Id).Order());
        });
    }
}
