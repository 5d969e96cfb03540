using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Data.Seeding;
using Dashboard.Core.Payments;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Payments;

/// <summary>What the search indexes find is what LIKE finds, no less and no more.</summary>
public sealed class SearchRecallTests(Databases databases)
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Find_PartsOfIds_IsWhatLikeFinds(DatabaseProvider provider)
    {
        await using var core = await Receiver.StartAsync(databases, provider, new ManualTimeProvider(Now));
        await core.Get<Seeder>().RunAsync(Actor.CommandLine, new SeedRequest(1500, 3, "http://localhost:5081"), Stop);
        // A few letters, so that parts are met often, with all that means something to a pattern or to the index.
        var random = new Seeded(5);
        for (var n = 0; n < 60; n++)
            await core.ReceiveAsync(PaymentQueriesTests.Sale(random.Text(3, 12, "aAbB%_\\\"' -é"), Now.AddMinutes(n)).Operation(500 + n, random.Text(4, 9, "ab%_")).Customer(random.Text(1, 6, "aAbB")));
        await core.Get<SearchIndexer>().CatchUpAsync(400, Stop);
        // Rows that are not entered yet, and rows whose ids change after they were.
        for (var n = 0; n < 40; n++)
            await core.ReceiveAsync(PaymentQueriesTests.Sale(random.Text(3, 12, "aAbB%_\\\"' -é"), Now.AddMinutes(100 + n)).Operation(600 + n, random.Text(4, 9, "ab%_")));
        await using var context = core.OpenContext();
        await context.Operations.Where(one => one.Id % 7 == 0).ExecuteUpdateAsync(change => change.SetProperty(one => one.ProviderPaymentId, "bAAbaab-moved"), Stop);
        await CompareAsync(core, context, 7);
        await core.Get<SearchIndexer>().CatchUpAsync(400, Stop);
        await CompareAsync(core, context, 1007);
    }

    private static async Task CompareAsync(Receiver core, AppDbContext context, long seed)
    {
        var payments = await core.PaymentsAsync();
        var operations = await core.OperationsAsync();
        await Property.CheckAsync(seed, 120, random => random.Whole(0, 4) switch
        {
            0 => random.Text(3, 5, "aAbB%_\\\"' -é"),
            1 => Part(random, random.Pick<Payment>([.. payments]).PaymentId),
            2 => Part(random, random.Pick<Payment>([.. payments]).CustomerId ?? "aab"),
            3 => Part(random, random.Pick([.. operations]).RequestId ?? "aab"),
            _ => Part(random, random.Pick([.. operations]).ProviderPaymentId ?? "aab"),
        }, async text =>
        {
            var search = SearchText.Parse(text, new DateOnly(2026, 3, 2));
            if (search.Id is null || !PaymentSearch.IsPart(search.Id))
                return;
            var found = await PaymentSearch.On(context).FindAsync(search, PaymentSearch.Few, Stop);
            var meant = await new PaymentFilter { Search = text }.Apply(context, AccessScope.Everything).Select(payment => payment.Id).ToListAsync(Stop);
            Assert.Equal(meant.Order(), found!.Order());
        });
    }

    /// <summary>So many matches that they are not named: the pages are those that LIKE and sorting everything would give.</summary>
    [Theory, ClassData(typeof(EachDatabase))]
    public async Task List_PartOfVeryManyIds_PagesAreWhatLikeGives(DatabaseProvider provider)
    {
        await using var core = await Receiver.StartAsync(databases, provider, new ManualTimeProvider(Now));
        await core.Get<Seeder>().RunAsync(Actor.CommandLine, new SeedRequest(4000, 4, "http://localhost:5081"), Stop);
        var random = new Seeded(6);
        // Told late and out of order, with texts that many others have too; the customers' ids begin alike.
        for (var n = 0; n < 80; n++)
            await core.ReceiveAsync(PaymentQueriesTests.Sale($"000-{n}", Now.AddDays(-random.Whole(0, 700))).Operation(500 + n, $"0000-{n}").Customer($"000{n % 7}"));
        await core.Get<SearchIndexer>().CatchUpAsync(400, Stop);
        for (var n = 80; n < 120; n++)
            await core.ReceiveAsync(PaymentQueriesTests.Sale($"000-{n}", Now.AddDays(-random.Whole(0, 700))).Operation(500 + n, $"{n}-0000").Account("4242420000004242"));
        await using var context = core.OpenContext();
        await context.Operations.Where(one => one.Id % 97 == 0).ExecuteUpdateAsync(change => change.SetProperty(one => one.ProviderPaymentId, "000-moved"), Stop);

        foreach (var filter in (PaymentFilter[])
        [
            new() { Search = "000" }, new() { Search = "0000" }, new() { Search = "-0" + "0" }, new() { Search = "customer-00" }, new() { Search = "4242" },
            new() { Search = "000", Statuses = ["decline"] }, new() { Search = "000", Currencies = ["EUR"], MinAmount = 2000 },
        ])
        {
            var meant = await filter.Apply(context, AccessScope.Everything).OrderByDescending(payment => payment.CreatedAt).ThenByDescending(payment => payment.Id)
                .Select(payment => payment.Id).ToListAsync(Stop);
            var read = new List<long>();
            SortKey? after = null;
            for (var page = 0; page < 12; page++)
            {
                var rows = (await core.Get<PaymentQueries>().ListAsync(Actor.System, filter, default, after, 60, Stop)).Rows;
                read.AddRange(rows.Select(row => row.Id));
                if (rows.Count == 0)
                    break;
                after = new SortKey(rows[^1].CreatedAt.ToUnixTimeMilliseconds(), rows[^1].Id);
            }

            Assert.NotEmpty(read);
            Assert.Equal(meant.Take(read.Count), read);
        }
    }

    private static string Part(Seeded random, string id)
    {
        var start = random.Whole(0, Math.Max(0, id.Length - 4));
        return id.Substring(start, Math.Min(id.Length - start, random.Whole(3, 14)));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task PastedList_FoundAndUnknownIds_AreToldApart(DatabaseProvider provider)
    {
        await using var core = await Receiver.StartAsync(databases, provider, projects: [386, 402]);
        await core.ReceiveAsync(PaymentQueriesTests.Sale("EP-1", Now).Operation(71));
        await core.ReceiveAsync(PaymentQueriesTests.Sale("EP-2", Now.AddMinutes(1)).Operation(72).Customer("anna"));
        await core.ReceiveAsync(PaymentQueriesTests.Sale("EP-3", Now.AddMinutes(2)).Operation(73).Project(402));
        var query = core.Get<PastedListQuery>();

        var all = await query.HandleAsync(Actor.System, "EP-1\nanna\n73\nEP-9\n99", Stop);
        Assert.Equal(["EP-3", "EP-2", "EP-1"], all.Rows.Select(row => row.PaymentId));
        Assert.Equal(["EP-9", "99"], all.NotFound);

        var person = await PaymentQueriesTests.AddPersonAsync(core, Roles.Support, 386);
        var own = await query.HandleAsync(person, "EP-1, EP-3, 73", Stop);
        Assert.Equal(["EP-1"], own.Rows.Select(row => row.PaymentId));
        Assert.Equal(["EP-3", "73"], own.NotFound);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task List_SearchByIdOutsideThePeriod_IsFoundAndSaysSo(DatabaseProvider provider)
    {
        await using var core = await Receiver.StartAsync(databases, provider);
        await core.ReceiveAsync(PaymentQueriesTests.Sale("EP-1", Now).Operation(71));
        var filter = new PaymentFilter { Search = "ep-1", From = Now.AddDays(1) };

        Assert.True(filter.IgnoresPeriod);
        Assert.Single((await core.Get<PaymentQueries>().ListAsync(Actor.System, filter, null, 50, Stop)).Rows);
        // An amount is no id: the period counts.
        var amount = filter with { Search = "50.00" };
        Assert.Empty((await core.Get<PaymentQueries>().ListAsync(Actor.System, amount with { Search = "50.00 EUR" }, null, 50, Stop)).Rows);
        Assert.Single((await core.Get<PaymentQueries>().ListAsync(Actor.System, amount with { Search = "50.00 EUR", From = null }, null, 50, Stop)).Rows);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task List_SearchByEmail_FindsWholeAddressesInAnyCase(DatabaseProvider provider)
    {
        await using var core = await Receiver.StartAsync(databases, provider);
        await core.ReceiveAsync(PaymentQueriesTests.Sale("EP-1", Now).With("customer.email", "Anna@Example.com").Operation(71));
        await core.ReceiveAsync(PaymentQueriesTests.Sale("EP-2", Now).With("customer.email", "joanna@example.com").Operation(72));
        await core.ReceiveAsync(PaymentQueriesTests.Sale("anna@example.com-3", Now).Operation(73));
        var queries = core.Get<PaymentQueries>();

        var found = (await queries.ListAsync(Actor.System, new PaymentFilter { Search = "anna@EXAMPLE.com" }, null, 50, Stop)).Rows;
        Assert.Equal(["EP-1", "anna@example.com-3"], found.Select(row => row.PaymentId).Order(StringComparer.Ordinal));
        var totals = await core.Get<PaymentTotalsQuery>().HandleAsync(Actor.System, new PaymentFilter { Search = "anna@example.com" }, Stop);
        Assert.Equal(2, totals.Payments);
    }
}
