using Dashboard.Core.Access;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Data;
using Dashboard.Core.Operations;
using Dashboard.Core.Payments;
using Dashboard.TestKit;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Payments;

public sealed class PaymentQueriesTests(Databases databases)
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task List_WindowsOneAfterAnother_MeetEveryPaymentOnce(DatabaseProvider provider)
    {
        await using var receiver = await Receiver.StartAsync(databases, provider);
        // Several at the same instant, so that the row id has to break the tie at the window's edge.
        for (var n = 0; n < 23; n++)
            await receiver.ReceiveAsync(Sale($"EP-{n:00}", Start.AddMinutes(n / 4)).Operation(1000 + n));
        var queries = receiver.Get<PaymentQueries>();

        var met = new List<PaymentRow>();
        PageKey? after = null;
        Window<PaymentRow> window;
        do
        {
            window = await queries.ListAsync(Actor.System, new PaymentFilter(), after, 5, Stop);
            met.AddRange(window.Rows);
            after = window.Rows[^1].Key;
        }
        while (window.More);

        Assert.Equal(23, met.Select(row => row.PaymentId).Distinct().Count());
        Assert.Equal(23, met.Count);
        Assert.Equal(met.OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id).Select(row => row.Id), met.Select(row => row.Id));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task List_RefundElsewhere_LeavesLessWhileItIsUnderWay(DatabaseProvider provider)
    {
        await using var receiver = await Receiver.StartAsync(databases, provider);
        foreach (var id in new[] { "EP-1", "EP-2", "EP-3" })
            await receiver.ReceiveAsync(Sale(id, Start));
        await TellAsync(Elsewhere("EP-1", 500, 634));
        await TellAsync(Elsewhere("EP-1").Status("success", "processing"));
        await TellAsync(Elsewhere("EP-2", 500, 634));
        await TellAsync(Elsewhere("EP-2").Without("operation.sum_initial").Without("operation.sum_converted"));
        // Money on its way in is none on its way back.
        await TellAsync(Sale("EP-3", Start).Operation(635).Status("success", "processing"));

        var rows = await RowsAsync();
        Assert.Equal([("EP-1", 3000, 1500), ("EP-2", null, 0), ("EP-3", 0L, 5000L)], rows.Select(row => (row.PaymentId, row.UnderWay, row.Remaining)));
        // The others' refunds are none of its business.
        var only = await receiver.Get<PaymentQueries>().ListAsync(Actor.System, new PaymentFilter { Search = "EP-3" }, (PageKey?)null, 5, Stop);
        Assert.Equal((0, 5000), (only.Rows.Single().UnderWay, only.Rows.Single().Remaining));

        await TellAsync(Elsewhere("EP-1"));
        var ended = await RowsAsync();
        Assert.Equal((0, 3500, 1500), (ended[0].UnderWay, ended[0].Refunded, ended[0].Remaining));
        Assert.NotEqual(rows[0], ended[0]);
        Assert.NotEqual(rows[0], rows[0] with { UnderWay = 1 });

        static PlatformCallback Elsewhere(string id, long amount = 3000, long operation = 633) =>
            PlatformCallback.Refund(id, amount, "EUR", 5000, $"elsewhere-{operation}-{id}").Operation(operation).At(Start);
        async Task TellAsync(PlatformCallback callback) => Assert.Equal(IntakeAnswer.Stored, await receiver.ReceiveAsync(callback));
        async Task<List<PaymentRow>> RowsAsync() =>
            [.. (await receiver.Get<PaymentQueries>().ListAsync(Actor.System, new PaymentFilter(), (PageKey?)null, 5, Stop)).Rows.OrderBy(row => row.PaymentId)];
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task List_Search_FindsByBeginningOfIdCustomerAndOperation(DatabaseProvider provider)
    {
        await using var receiver = await Receiver.StartAsync(databases, provider);
        await receiver.ReceiveAsync(Sale("AB-1", Start).Operation(71));
        await receiver.ReceiveAsync(Sale("AB-2\U0001F600", Start.AddMinutes(1)).Operation(72));
        await receiver.ReceiveAsync(Sale("CD-3", Start.AddMinutes(2)).Operation(73).Customer("AB"));
        await receiver.ReceiveAsync(Sale("ab-4", Start.AddMinutes(3)).Operation(74));
        var queries = receiver.Get<PaymentQueries>();

        Assert.Equal(["CD-3", "AB-2\U0001F600", "AB-1"], await FindAsync("AB"));
        Assert.Equal(["AB-2\U0001F600"], await FindAsync("AB-2"));
        Assert.Equal(["CD-3"], await FindAsync("73"));
        Assert.Equal([], await FindAsync("%"));
        Assert.Equal(["AB-1"], await FindAsync(" AB-1 "));
        // An id that is looked for is found whatever the period says.
        Assert.Equal(["AB-1"], await FindAsync("AB-1", Start.AddDays(1)));

        async Task<IEnumerable<string>> FindAsync(string text, DateTimeOffset? from = null) =>
            (await queries.ListAsync(Actor.System, new PaymentFilter { Search = text, From = from }, null, 50, Stop)).Rows.Select(row => row.PaymentId);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Queries_PersonOfOneProject_SeesOnlyThat(DatabaseProvider provider)
    {
        await using var receiver = await Receiver.StartAsync(databases, provider, projects: [386, 402]);
        await receiver.ReceiveAsync(Sale("EP-1", Start));
        await receiver.ReceiveAsync(Sale("EP-2", Start).Project(402));
        var actor = await AddPersonAsync(receiver, Roles.Support, 402);
        var queries = receiver.Get<PaymentQueries>();

        var row = Assert.Single((await queries.ListAsync(actor, new PaymentFilter(), null, 50, Stop)).Rows);
        Assert.Equal("EP-2", row.PaymentId);
        Assert.Empty((await queries.ListAsync(actor, new PaymentFilter { Projects = [386] }, null, 50, Stop)).Rows);
        Assert.Empty((await queries.ListAsync(actor, new PaymentFilter { Search = "EP-1" }, null, 50, Stop)).Rows);
        Assert.Null(await queries.FindAsync(actor, 386, "EP-1", Stop));
        Assert.NotNull(await queries.FindAsync(actor, 402, "EP-2", Stop));
        Assert.Empty(await receiver.Get<OperationQueries>().OfPaymentAsync(actor, await RowIdAsync(receiver, "EP-1"), Stop));
        Assert.Empty((await receiver.Get<CallbackQueries>().OfPaymentAsync(actor, await RowIdAsync(receiver, "EP-1"), Stop)).Rows);
        Assert.Equal([402L], (await queries.OptionsAsync(actor, Stop)).Projects.Select(project => project.Id));
        Assert.Empty((await queries.ListAsync(new Actor(null, "nobody"), new PaymentFilter(), null, 50, Stop)).Rows);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Find_WithoutRightToReveal_MasksAccountAndContacts(DatabaseProvider provider)
    {
        await using var receiver = await Receiver.StartAsync(databases, provider);
        await receiver.ReceiveAsync(Sale("a/b %2F", Start).Account("4242424242424242").With("customer.email", "anna@example.com").With("customer.phone", "37120000001"));
        var support = await AddPersonAsync(receiver, Roles.Support, 386);

        var view = await receiver.Get<PaymentQueries>().FindAsync(support, 386, "a/b %2F", Stop);
        Assert.Equal(("••4242", "a••@e••.com", "••0001", false), (view!.Row.Account, view.CustomerEmail, view.CustomerPhone, view.MayReveal));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Rows_ChangedPayments_AreReadAnewWithinTheFilter(DatabaseProvider provider)
    {
        await using var receiver = await Receiver.StartAsync(databases, provider);
        await receiver.ReceiveAsync(Sale("EP-1", Start));
        await receiver.ReceiveAsync(Sale("EP-2", Start.AddMinutes(1)).Declined("20105", "Insufficient funds"));
        var ids = new[] { await RowIdAsync(receiver, "EP-1"), await RowIdAsync(receiver, "EP-2") };
        var queries = receiver.Get<PaymentQueries>();

        Assert.Equal(["EP-2", "EP-1"], (await queries.RowsAsync(Actor.System, new PaymentFilter(), ids, Stop)).Select(row => row.PaymentId));
        var declined = Assert.Single(await queries.RowsAsync(Actor.System, new PaymentFilter { Statuses = ["decline"] }, ids, Stop));
        Assert.Equal((PaymentCondition.Declined, "20105"), (declined.Condition, declined.Code));
    }

    internal static async Task<Actor> AddPersonAsync(Receiver receiver, string role, params long[] projects)
    {
        await using var context = receiver.OpenContext();
        var user = new User { Id = Guid.CreateVersion7(), UserName = "anna@shop.test", DisplayName = "Anna" };
        context.Users.Add(user);
        var stored = await context.Roles.SingleOrDefaultAsync(known => known.Name == role, Stop);
        if (stored is null)
            context.Roles.Add(stored = new IdentityRole<Guid>(role) { Id = Guid.CreateVersion7(), NormalizedName = role.ToUpperInvariant() });
        context.UserRoles.Add(new IdentityUserRole<Guid> { UserId = user.Id, RoleId = stored.Id });
        context.ProjectAccess.AddRange(projects.Select(project => new ProjectAccess { UserId = user.Id, ProjectId = project }));
        await context.SaveChangesAsync(Stop);
        return new Actor(user.Id, "Anna");
    }

    internal static async Task<long> RowIdAsync(Receiver receiver, string paymentId) =>
        (await receiver.PaymentsAsync()).Single(payment => payment.PaymentId == paymentId).Id;

    internal static PlatformCallback Sale(string paymentId, DateTimeOffset at) => PlatformCallback.Sale(paymentId, 5000, "EUR").At(at).CreatedAt(at);
}
