using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Data;
using Dashboard.Core.Journal;
using Dashboard.Core.Payments;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Payments;

public sealed class RevealTests(Databases databases)
{
    private const string Number = "4242424242424242";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Account_WithRightAndReason_IsShownAndOnRecord(DatabaseProvider provider)
    {
        await using var receiver = await StartAsync(provider);
        var person = await PaymentQueriesTests.AddPersonAsync(receiver, Roles.Finance, 386);

        var reveal = await receiver.Get<RevealAccount>().HandleAsync(person, 386, "EP-1", "Chargeback 17", Stop);

        Assert.Equal((true, Number), (reveal.Allowed, reveal.Value));
        var line = Assert.Single(await LinesAsync(receiver));
        Assert.Equal(("account.reveal", AuditResult.Done, "payment 386/EP-1", person.UserId), (line.Action, line.Result, line.Subject, line.UserId));
        Assert.Contains("Chargeback 17", line.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(Number, line.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Roles.Support, "Chargeback 17", 1)]
    [InlineData(Roles.Finance, " ", 0)]
    [InlineData(Roles.Finance, null, 0)]
    public async Task Account_WithoutRightOrReason_StaysHidden(string role, string? reason, int lines)
    {
        await using var receiver = await StartAsync(DatabaseProvider.Sqlite);
        var person = await PaymentQueriesTests.AddPersonAsync(receiver, role, 386);

        var reveal = await receiver.Get<RevealAccount>().HandleAsync(person, 386, "EP-1", reason, Stop);

        Assert.Equal((false, null), (reveal.Allowed, reveal.Value));
        Assert.Equal(Enumerable.Repeat(AuditResult.Refused, lines), (await LinesAsync(receiver)).Select(line => line.Result));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task CallbackBody_UntilRevealed_HidesAccountCardAndContacts(DatabaseProvider provider)
    {
        await using var receiver = await StartAsync(provider);
        var admin = await PaymentQueriesTests.AddPersonAsync(receiver, Roles.Admin, 386);
        var queries = receiver.Get<CallbackQueries>();
        var row = Assert.Single((await receiver.Get<CallbackLog>().ListAsync(admin, new CallbackFilter(), null, 50, Stop)).Rows);

        var body = await queries.BodyAsync(admin, row.Id, Stop);
        Assert.DoesNotContain(Number, body, StringComparison.Ordinal);
        Assert.DoesNotContain("anna@", body, StringComparison.Ordinal);
        Assert.Contains("\"number\": \"••4242\"", body, StringComparison.Ordinal);
        Assert.Contains("paid with ••4242", body, StringComparison.Ordinal);

        var reveal = await receiver.Get<RevealCallback>().HandleAsync(admin, row.Id, "Dispute", Stop);
        Assert.Contains(Number, reveal.Value, StringComparison.Ordinal);
        Assert.Equal("callback.reveal", Assert.Single(await LinesAsync(receiver)).Action);
    }

    private async Task<Receiver> StartAsync(DatabaseProvider provider)
    {
        var receiver = await Receiver.StartAsync(databases, provider);
        await receiver.ReceiveAsync(PlatformCallback.Sale("EP-1", 5000, "EUR").Account(Number)
            .With("customer.email", "anna@example.com").With("payment.description", "paid with 4242 4242 4242 4242"));
        return receiver;
    }

    private static async Task<List<AuditEntry>> LinesAsync(Receiver receiver)
    {
        await using var context = receiver.OpenContext();
        return await context.AuditEntries.Where(line => line.Action.EndsWith(".reveal")).ToListAsync(Stop);
    }
}
