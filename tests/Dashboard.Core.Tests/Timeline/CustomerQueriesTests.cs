using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Payments;
using Dashboard.Core.Tests.Payments;
using Dashboard.Core.Timeline;
using Dashboard.TestKit;

namespace Dashboard.Core.Tests.Timeline;

public sealed class CustomerQueriesTests(Databases databases)
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Others_SameCustomerAndProject_AreSummedByCurrency(DatabaseProvider provider)
    {
        await using var core = await Receiver.StartAsync(databases, provider, projects: [386, 402]);
        await core.ReceiveAsync(Sale("EP-1", 5000, "EUR", 0));
        await core.ReceiveAsync(Sale("EP-2", 1250, "EUR", 1));
        await core.ReceiveAsync(Sale("EP-3", 300, "JPY", 2));
        await core.ReceiveAsync(Sale("EP-4", 700, "EUR", 3).Declined("20105", "Insufficient funds"));
        await core.ReceiveAsync(PlatformCallback.Refund("EP-2", 250, "EUR", 1250).Operation(901).Customer("C-1").At(Start.AddMinutes(5)).CreatedAt(Start.AddMinutes(5)));
        // Another customer, another spelling, and the same id in another shop.
        await core.ReceiveAsync(Sale("EP-5", 9000, "EUR", 4).Customer("C-2"));
        await core.ReceiveAsync(Sale("EP-6", 9000, "EUR", 5).Customer("c-1"));
        await core.ReceiveAsync(Sale("GT-1", 9000, "EUR", 6).Project(402));

        var others = await OthersAsync(core, Actor.System, "EP-1");

        Assert.Equal((3, false), (others.Count, others.More));
        Assert.Equal([new CustomerTotal("EUR", 2, 1250, 250, 0), new CustomerTotal("JPY", 1, 300, 0, 0)], others.Totals);
        Assert.Equal(["EP-4", "EP-3", "EP-2"], others.Newest.Select(row => row.PaymentId));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Others_ForSomebodyOfAnotherProject_AreNone(DatabaseProvider provider)
    {
        await using var core = await Receiver.StartAsync(databases, provider, projects: [386, 402]);
        await core.ReceiveAsync(Sale("EP-1", 5000, "EUR", 0));
        await core.ReceiveAsync(Sale("EP-2", 1250, "EUR", 1));
        var stranger = await PaymentQueriesTests.AddPersonAsync(core, Roles.Admin, 402);

        Assert.Equal(0, (await OthersAsync(core, stranger, "EP-1")).Count);
        Assert.Equal(0, (await OthersAsync(core, new Actor(null, "nobody"), "EP-1")).Count);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Others_SharedIdWithManyPayments_AreBoundedAndSumsNeverOverflow(DatabaseProvider provider)
    {
        await using var core = await Receiver.StartAsync(databases, provider);
        await using (var context = core.OpenContext())
        {
            context.Payments.AddRange(Enumerable.Range(0, CustomerQueries.MostPayments + 10).Select(n => new Payment
            {
                Id = 1000 + n,
                ProjectId = 386,
                PaymentId = $"EP-{n}",
                Status = "success",
                Currency = "EUR",
                Amount = long.MaxValue,
                Captured = long.MaxValue,
                CustomerId = "guest",
                CreatedAt = Start.AddSeconds(n),
            }));
            await context.SaveChangesAsync(Stop);
        }

        var others = await OthersAsync(core, Actor.System, "EP-3");

        Assert.Equal((CustomerQueries.MostPayments, true, CustomerQueries.MostShown), (others.Count, others.More, others.Newest.Count));
        Assert.Equal(new CustomerTotal("EUR", CustomerQueries.MostPayments, null, 0, 0), Assert.Single(others.Totals));
    }

    [Fact]
    public async Task Newest_OnSqlite_WalksTheIndexOfTheCustomer()
    {
        await using var core = await Receiver.StartAsync(databases, DatabaseProvider.Sqlite);
        await using var context = core.OpenContext();

        var plan = await QueryPlan.OfAsync(context, CustomerQueries.Newest(context, "guest"), Stop);
        Assert.Contains("customer_id", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
        var notes = context.Notes.Where(note => note.PaymentRowId == 7).OrderByDescending(note => note.WrittenAt).ThenByDescending(note => note.Id).Take(201);
        Assert.DoesNotContain("TEMP B-TREE", await QueryPlan.OfAsync(context, notes, Stop), StringComparison.Ordinal);
    }

    private static async Task<CustomerPayments> OthersAsync(Receiver core, Actor actor, string paymentId)
    {
        var row = (await core.Get<PaymentQueries>().FindAsync(Actor.System, 386, paymentId, Stop))!.Row;
        return await core.Get<CustomerQueries>().OtherPaymentsAsync(actor, row, Stop);
    }

    private static PlatformCallback Sale(string paymentId, long amount, string currency, int minute) =>
        PlatformCallback.Sale(paymentId, amount, currency).Operation(700 + minute).Customer("C-1").At(Start.AddMinutes(minute)).CreatedAt(Start.AddMinutes(minute));
}
