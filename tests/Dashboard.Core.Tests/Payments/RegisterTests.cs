using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Data.Seeding;
using Dashboard.Core.Operations;
using Dashboard.Core.Payments;
using Dashboard.Gate;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Payments;

/// <summary>The hot path and the EF query, which exports use, mean the same payments in the same order, whatever is asked.</summary>
public sealed class RegisterTests(Databases databases)
{
    private const int Size = 25;

    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task List_AnyFilterOrderAndPlace_IsWhatTheFilterMeans(DatabaseProvider provider)
    {
        await using var core = await FilledAsync(provider);
        var payments = await core.PaymentsAsync();
        var queries = core.Get<PaymentQueries>();
        await using var context = core.OpenContext();

        await Property.CheckAsync(1, 150, random => (Filter: Filter(random, payments), Order: Order(random), Place: random.Whole(0, 60)), async one =>
        {
            var meant = InOrder(await one.Filter.Apply(context, AccessScope.Everything).AsNoTracking().ToListAsync(Stop), one.Order);
            var after = one.Place == 0 || meant.Count == 0 ? (SortKey?)null : KeyOf(meant[Math.Min(one.Place, meant.Count) - 1], one.Order);
            var rest = after is null ? meant : [.. meant.Skip(Math.Min(one.Place, meant.Count))];

            var window = await queries.ListAsync(Actor.System, one.Filter, one.Order, after, Size, Stop);
            Assert.Equal(rest.Take(Size).Select(payment => payment.Id), window.Rows.Select(row => row.Id));
            Assert.Equal(rest.Count > Size, window.More);
        });
    }

    /// <summary>
    /// So many rows that a page is found in other ways than by collecting all: however their amounts and their changes lie, and when rows were not entered
    /// as they were created.
    /// </summary>
    [Theory, ClassData(typeof(EachDatabase))]
    public async Task List_OfManyRows_IsInOrderHoweverTheyLie(DatabaseProvider provider)
    {
        await using var core = await Receiver.StartAsync(databases, provider, new ManualTimeProvider(Now), projects: [386, 1254]);
        await core.Get<Seeder>().RunAsync(Actor.CommandLine, new SeedRequest(20_000, 11, "http://localhost:5081"), Stop);
        var queries = core.Get<PaymentQueries>();
        await using var context = core.OpenContext();
        var created = await context.Payments.Where(one => one.Id == 8_000 || one.Id == 10_780).Select(one => one.CreatedAt).Order().ToListAsync(Stop);
        var period = new PaymentFilter { From = created[0], Until = created[1] };
        PaymentFilter[] filters =
        [
            period, period with { Statuses = ["success"] }, period with { MinAmount = 5_000, MaxAmount = 9_500 }, new() { MinAmount = 5_000, MaxAmount = 9_500 },
            new() { From = created[1] }, new() { Until = created[0], Methods = ["card"] },
        ];
        PaymentOrder[] orders =
        [
            new(PaymentSort.Amount), new(PaymentSort.Amount, Ascending: true), new(PaymentSort.Changed), new(PaymentSort.Changed, Ascending: true),
            new(PaymentSort.Created),
        ];
        string[] shapes =
        [
            "UPDATE payments SET amount = amount",
            "UPDATE payments SET amount = id, updated_at = created_at + id * 1000",
            "UPDATE payments SET amount = 20000 - id, updated_at = created_at + (20000 - id) * 1000000",
            "UPDATE payments SET amount = 7, updated_at = created_at - 5",
            "UPDATE payments SET amount = CASE WHEN id % 60 = 0 THEN id END, updated_at = created_at + 3600000 + id % 3 - 1",
            "UPDATE payments SET amount = CASE WHEN id < 9100 THEN 1 ELSE id END, updated_at = 1800000000000",
            // The first of the period was entered last.
            "UPDATE payments SET amount = id % 9000, created_at = (SELECT created_at FROM payments WHERE id = 8000) WHERE id = 20000",
        ];
        foreach (var shape in shapes)
        {
            await context.Database.ExecuteSqlRawAsync(shape, Stop);
            foreach (var filter in filters)
            {
                var all = await filter.Apply(context, AccessScope.Everything).AsNoTracking().ToListAsync(Stop);
                foreach (var order in orders)
                    await CheckPagesAsync(filter, order, InOrder(all, order));
            }
        }

        async Task CheckPagesAsync(PaymentFilter filter, PaymentOrder order, List<Payment> meant)
        {
            foreach (var place in (int[])[0, 60, 1_300, 2_770])
            {
                if (place > meant.Count)
                    continue;
                var window = await queries.ListAsync(Actor.System, filter, order, place == 0 ? null : KeyOf(meant[place - 1], order), Size, Stop);
                Assert.Equal(meant.Skip(place).Take(Size).Select(payment => payment.Id), window.Rows.Select(row => row.Id));
                Assert.Equal(meant.Count > place + Size, window.More);
            }
        }
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Totals_AnyFilter_AreThoseOfWhatTheFilterMeans(DatabaseProvider provider)
    {
        await using var core = await FilledAsync(provider);
        var payments = await core.PaymentsAsync();
        var query = core.Get<PaymentTotalsQuery>();
        await using var context = core.OpenContext();

        await Property.CheckAsync(1000, 100, random => Filter(random, payments), async filter =>
        {
            var meant = await filter.Apply(context, AccessScope.Everything).AsNoTracking().ToListAsync(Stop);
            var totals = await query.HandleAsync(Actor.System, filter, Stop);
            Assert.Equal(meant.Count, totals.Payments);
            Assert.Equal(
                meant.GroupBy(one => one.Currency).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group =>
                    new CurrencyTotals(group.Key, group.Count(), group.Count(one => PaymentConditions.IsPaid(one.Status)), group.Sum(one => one.Amount ?? 0),
                        group.Sum(one => one.Captured), group.Sum(one => one.Refunded))),
                totals.Currencies);
        });
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Operations_AnyFilter_AreWhatTheFilterMeans(DatabaseProvider provider)
    {
        await using var core = await FilledAsync(provider);
        var (payments, operations) = (await core.PaymentsAsync(), await core.OperationsAsync());
        var queries = core.Get<OperationQueries>();
        await using var context = core.OpenContext();

        await Property.CheckAsync(2000, 120, random => (Filter: OperationFilterOf(random, payments, operations), Order: OperationOrder(random)), async one =>
        {
            var meant = InOrder(await one.Filter.Apply(context, AccessScope.Everything).AsNoTracking().ToListAsync(Stop), one.Order);
            var first = await queries.ListAsync(Actor.System, one.Filter, one.Order, null, Size, Stop);
            Assert.Equal(meant.Take(Size).Select(operation => operation.Id), first.Rows.Select(row => row.Id));
            Assert.Equal(meant.Count > Size, first.More);
            if (!first.More)
                return;
            var second = await queries.ListAsync(Actor.System, one.Filter, one.Order, first.Rows[^1].KeyIn(one.Order), Size, Stop);
            Assert.Equal(meant.Skip(Size).Take(Size).Select(operation => operation.Id), second.Rows.Select(row => row.Id));
        });
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task OperationTotals_AnyFilter_AreThoseOfWhatTheFilterMeans(DatabaseProvider provider)
    {
        await using var core = await FilledAsync(provider);
        var (payments, operations) = (await core.PaymentsAsync(), await core.OperationsAsync());
        var query = core.Get<OperationTotalsQuery>();
        await using var context = core.OpenContext();

        await Property.CheckAsync(4000, 100, random => OperationFilterOf(random, payments, operations), async filter =>
        {
            var meant = await filter.Apply(context, AccessScope.Everything).AsNoTracking().ToListAsync(Stop);
            var totals = await query.HandleAsync(Actor.System, filter, Stop);
            Assert.Equal(meant.Count, totals.Operations);
            Assert.Equal(
                meant.GroupBy(one => one.Currency).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => new OperationSums(
                    group.Key, group.Count(), group.Sum(one => one.Amount ?? 0), Sum(group, MoneyEffect.In), Sum(group, MoneyEffect.Out) - Sum(group, MoneyEffect.UndoesOut))),
                totals.Currencies);
        });

        static long Sum(IEnumerable<Operation> operations, MoneyEffect effect) => operations.Where(one => one.Effect == effect).Sum(one => one.Amount ?? 0);
    }

    /// <summary>What lists decide in memory of operations that changed is what the database would say.</summary>
    [Theory, ClassData(typeof(EachDatabase))]
    public async Task OperationMeans_AnyFilter_IsWhatApplySays(DatabaseProvider provider)
    {
        await using var core = await FilledAsync(provider);
        var (payments, operations) = (await core.PaymentsAsync(), await core.OperationsAsync());
        await using var context = core.OpenContext();

        await Property.CheckAsync(5000, 80, random => OperationFilterOf(random, payments, operations), async filter =>
        {
            var meant = await filter.Apply(context, AccessScope.Everything).Select(one => one.Id).ToListAsync(Stop);
            var search = new OperationFilter { Search = filter.Search, From = filter.From, Until = filter.Until };
            var searched = (await search.Apply(context, AccessScope.Everything).Select(one => one.Id).ToListAsync(Stop)).ToHashSet();
            Assert.Equal(meant.Order(), operations.Where(one => filter.Means(one, searched)).Select(one => one.Id).Order());
        });
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task List_PersonOfOneProject_IsRestrictedInEveryPart(DatabaseProvider provider)
    {
        await using var core = await FilledAsync(provider);
        var payments = await core.PaymentsAsync();
        var project = payments[0].ProjectId;
        var actor = await PaymentQueriesTests.AddPersonAsync(core, Roles.Support, project);
        var queries = core.Get<PaymentQueries>();

        await Property.CheckAsync(3000, 60, random => Filter(random, payments), async filter =>
        {
            var window = await queries.ListAsync(actor, filter, default, null, Size, Stop);
            Assert.All(window.Rows, row => Assert.Equal(project, row.ProjectId));
        });
    }

    /// <summary>Every row carries the combination that its own columns make.</summary>
    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Facets_OfSeededAndReceivedRows_AreThoseOfTheirColumns(DatabaseProvider provider)
    {
        await using var core = await FilledAsync(provider);
        await core.ReceiveAsync(PaymentQueriesTests.Sale("EP-new", Now).Operation(71).Declined("20105", "Insufficient funds"));
        await core.ReceiveAsync(PaymentQueriesTests.Sale("EP-new", Now.AddMinutes(1)).Operation(72));
        await using var context = core.OpenContext();
        var facets = await context.Set<Facet>().ToDictionaryAsync(facet => facet.Id, facet => facet.Key, Stop);

        Assert.All(await core.PaymentsAsync(), payment => Assert.Equal(Facet.Of(payment).Key, facets[payment.FacetId]));
        Assert.All(await core.OperationsAsync(), operation => Assert.Equal(Facet.Of(operation).Key, facets[operation.FacetId]));
        Assert.Equal(facets.Count, facets.Values.Distinct().Count());
    }

    [Fact]
    public async Task Totals_NobodyWaits_AreGivenUp()
    {
        await using var core = await FilledAsync(DatabaseProvider.Sqlite);
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => core.Get<PaymentTotalsQuery>().HandleAsync(Actor.System, new PaymentFilter(), stop.Token));
    }

    private Task<Receiver> FilledAsync(DatabaseProvider provider) => FilledAsync(databases, provider);

    internal static async Task<Receiver> FilledAsync(Databases databases, DatabaseProvider provider)
    {
        var core = await Receiver.StartAsync(databases, provider, new ManualTimeProvider(Now), projects: [386, 1254]);
        await core.Get<Seeder>().RunAsync(Actor.CommandLine, new SeedRequest(3000, 11, "http://localhost:5081"), Stop);
        await using var context = core.OpenContext();
        // Some payments lack an amount, and some have refunds of ours that stand open.
        await context.Payments.Where(payment => payment.Id % 37 == 0).ExecuteUpdateAsync(change => change.SetProperty(one => one.Amount, (long?)null), Stop);
        foreach (var work in new[] { RefundWork.Pending, RefundWork.Unknown, RefundWork.Failed })
        {
            var rest = (long)work;
            await context.Payments.Where(payment => payment.Id % 41 == rest).ExecuteUpdateAsync(change => change.SetProperty(one => one.RefundWork, work), Stop);
        }

        await context.Operations.Where(operation => operation.Id % 53 == 0).ExecuteUpdateAsync(change => change.SetProperty(one => one.Amount, (long?)null), Stop);

        return core;
    }

    internal static PaymentFilter Filter(Seeded random, IReadOnlyList<Payment> payments)
    {
        var example = random.Pick<Payment>([.. payments]);
        var other = random.Pick<Payment>([.. payments]);
        return new PaymentFilter
        {
            Statuses = random.Chance(30) ? [example.Status, .. Maybe(random, other.Status)] : [],
            Types = random.Chance(10) ? ["purchase"] : [],
            Methods = random.Chance(30) ? [example.Method!, .. Maybe(random, other.Method!)] : [],
            Currencies = random.Chance(30) ? [example.Currency!, .. Maybe(random, other.Currency!)] : [],
            Codes = random.Chance(15) ? [example.Code!] : [],
            Projects = random.Chance(20) ? [random.Chance(80) ? example.ProjectId : 5] : [],
            Refunds = random.Chance(30) ? [.. random.List(1, 3, one => (RefundStanding)one.Whole(0, 4))] : [],
            MinAmount = random.Chance(15) && example.Amount is { } least ? least / 2 : null,
            MaxAmount = random.Chance(15) ? example.Amount : null,
            AccountEnd = random.Chance(10) ? example.AccountEnd : null,
            From = random.Chance(30) ? example.CreatedAt.AddDays(-random.Whole(0, 200)) : null,
            Until = random.Chance(30) ? other.CreatedAt : null,
            Search = random.Chance(30) ? Search(random, example) : null,
        };
    }

    private static string Search(Seeded random, Payment example) => random.Whole(0, 10) switch
    {
        0 => example.PaymentId,
        1 => example.PaymentId[..random.Whole(1, 6)],
        2 => example.PaymentId.Substring(2, random.Whole(3, 6)).ToUpperInvariant(),
        3 => example.CustomerId!,
        4 => "0" + (example.AccountEnd ?? "123"),
        5 => example.AccountEnd ?? "4242",
        6 => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(example.Amount ?? 1660) / 100}.{(example.Amount ?? 1660) % 100:00}"),
        7 => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{example.AccountEnd ?? "4242"} {(example.Amount ?? 1660) / 100}.{(example.Amount ?? 1660) % 100:00}"),
        8 => $"{example.AccountEnd ?? "4242"} yesterday",
        9 => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"={(example.Amount ?? 1660) / 100}"),
        _ => $"{example.PaymentId}\nnothing\n{example.CustomerId}",
    };

    private static OperationFilter OperationFilterOf(Seeded random, IReadOnlyList<Payment> payments, IReadOnlyList<Operation> operations)
    {
        var example = random.Pick<Operation>([.. operations]);
        return new OperationFilter
        {
            Types = random.Chance(30) ? [example.Type] : [],
            Statuses = random.Chance(30) ? [example.Status] : [],
            Methods = random.Chance(30) ? [example.Method!] : [],
            Codes = random.Chance(15) ? [example.Code!] : [],
            Projects = random.Chance(20) ? [example.ProjectId] : [],
            MinAmount = random.Chance(15) && example.Amount is { } least ? least / 2 : null,
            MaxAmount = random.Chance(15) ? example.Amount : null,
            OverdueAt = random.Chance(10) ? Now : null,
            From = random.Chance(30) ? example.CreatedAt.AddDays(-100) : null,
            Until = random.Chance(20) ? example.CreatedAt : null,
            Search = random.Chance(40)
                ? random.Chance(50) ? Search(random, random.Pick<Payment>([.. payments])) : example.RequestId!.Substring(3, 8)
                : null,
        };
    }

    private static PaymentOrder OperationOrder(Seeded random) => new((PaymentSort)random.Whole(0, 1), random.Chance(30));

    private static List<Operation> InOrder(IEnumerable<Operation> operations, PaymentOrder order)
    {
        var sorted = operations.OrderBy(operation => KeyOf(operation).Value is null);
        return order.Ascending
            ? [.. sorted.ThenBy(operation => KeyOf(operation).Value).ThenBy(operation => operation.Id)]
            : [.. sorted.ThenByDescending(operation => KeyOf(operation).Value).ThenByDescending(operation => operation.Id)];

        SortKey KeyOf(Operation operation) =>
            new(order.By == PaymentSort.Amount ? operation.Amount : operation.CreatedAt.ToUnixTimeMilliseconds(), operation.Id);
    }

    private static IEnumerable<string> Maybe(Seeded random, string value) => random.Chance(40) ? [value] : [];

    private static PaymentOrder Order(Seeded random) => new((PaymentSort)random.Whole(0, 2), random.Chance(30));

    private static List<Payment> InOrder(IEnumerable<Payment> payments, PaymentOrder order)
    {
        var sorted = payments.OrderBy(payment => KeyOf(payment, order).Value is null);
        return order.Ascending
            ? [.. sorted.ThenBy(payment => KeyOf(payment, order).Value).ThenBy(payment => payment.Id)]
            : [.. sorted.ThenByDescending(payment => KeyOf(payment, order).Value).ThenByDescending(payment => payment.Id)];
    }

    private static SortKey KeyOf(Payment payment, PaymentOrder order) => order.By switch
    {
        PaymentSort.Amount => new(payment.Amount, payment.Id),
        PaymentSort.Changed => new(payment.UpdatedAt.ToUnixTimeMilliseconds(), payment.Id),
        _ => new(payment.CreatedAt.ToUnixTimeMilliseconds(), payment.Id),
    };
}
