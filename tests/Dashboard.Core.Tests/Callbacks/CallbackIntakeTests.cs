using System.Text;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Data;
using Dashboard.Gate;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Callbacks;

public sealed class CallbackIntakeTests(Databases databases)
{
    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Callback_OfASale_BecomesPaymentOperationAndEventedBytes(DatabaseProvider provider)
    {
        await using var receiver = await Receiver.StartAsync(databases, provider);
        var body = PlatformCallback.Sample("alfa-click-sale-success-success-0").Sign();

        Assert.Equal(IntakeAnswer.Stored, await receiver.ReceiveAsync(body));

        var payment = Assert.Single(await receiver.PaymentsAsync());
        Assert.Equal(("EP1bb6-c379", "success", "alfa-click", "RUB", 10000L, 10000L, 0L, "account1", "0"), (payment.PaymentId, payment.Status,
            payment.Method, payment.Currency, payment.Amount, payment.Captured, payment.Refunded, payment.AccountNumber, payment.Code));
        Assert.Equal(new DateTimeOffset(2019, 3, 4, 11, 7, 8, TimeSpan.Zero), payment.CreatedAt);
        Assert.Equal(new DateTimeOffset(2019, 3, 4, 11, 7, 22, TimeSpan.Zero), payment.UpdatedAt);
        var operation = Assert.Single(await receiver.OperationsAsync());
        Assert.Equal((632L, "sale", "success", MoneyEffect.In, "e0865f7f", "alfabank", "94b4a6a43480d57ee45ab107"), (operation.OperationId, operation.Type,
            operation.Status, operation.Effect, operation.RequestId, operation.EndpointId, operation.ProviderPaymentId));
        var received = Assert.Single(await receiver.EventsAsync());
        Assert.Equal((CallbackVerdict.Applied, payment.Id, 632L), (received.Verdict, received.PaymentRowId, received.OperationId));
        await using var context = receiver.OpenContext();
        Assert.Equal(body, (await context.CallbackBodies.SingleAsync(TestContext.Current.CancellationToken)).Body);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Callback_Repeated_IsCountedNotDoubled(DatabaseProvider provider)
    {
        await using var receiver = await Receiver.StartAsync(databases, provider);
        var sale = PlatformCallback.Sale("EP-1", 50000, "RUB");
        // The same content with other types: what is signed is the same, so it is the same message.
        var retyped = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(sale.Sign()).Replace("\"auth_code\":\"\"", "\"auth_code\":null", StringComparison.Ordinal));

        await receiver.ReceiveAsync(sale);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => receiver.ReceiveAsync(sale)));
        Assert.Equal(IntakeAnswer.Stored, await receiver.ReceiveAsync(retyped));

        Assert.Single(await receiver.OperationsAsync());
        Assert.Equal(21, Assert.Single(await receiver.EventsAsync()).Repeats);
    }

    [Theory]
    [InlineData("""{"project_id":386,"payment":{"id":"x"}}""", IntakeAnswer.Forbidden)]
    [InlineData("""{"project_id":386,"payment":{"id":"x"},"signature":""}""", IntakeAnswer.Forbidden)]
    [InlineData("""{"project_id":999,"payment":{"id":"x"},"signature":"AAAA"}""", IntakeAnswer.Forbidden)]
    [InlineData("""{"payment":{"id":"x"},"signature":"AAAA"}""", IntakeAnswer.Forbidden)]
    [InlineData("""[]""", IntakeAnswer.Malformed)]
    [InlineData("""{"a":1,"a":2}""", IntakeAnswer.Malformed)]
    [InlineData("", IntakeAnswer.Malformed)]
    public async Task Callback_NotGenuine_ChangesNothing(string body, IntakeAnswer answer)
    {
        await using var receiver = await Receiver.StartAsync(databases, DatabaseProvider.Sqlite);

        Assert.Equal(answer, await receiver.ReceiveAsync(Encoding.UTF8.GetBytes(body)));

        Assert.Empty(await receiver.EventsAsync());
        Assert.Empty(await receiver.PaymentsAsync());
        Assert.Single(receiver.Get<CallbackRejections>().Samples());
    }

    [Fact]
    public async Task Callback_ForAnotherProjectThanItsAddressNames_IsForbidden()
    {
        await using var receiver = await Receiver.StartAsync(databases, DatabaseProvider.Sqlite, projects: [386, 387]);

        Assert.Equal(IntakeAnswer.Forbidden, await receiver.ReceiveAsync(PlatformCallback.Sale("EP-1", 100, "RUB").Sign(), project: 387));
        Assert.Equal(IntakeAnswer.Stored, await receiver.ReceiveAsync(PlatformCallback.Sale("EP-1", 100, "RUB").Sign(), project: 386));
        Assert.Equal(IntakeAnswer.Stored, await receiver.ReceiveAsync(PlatformCallback.Sale("EP-1", 100, "RUB").Without("project_id").Sign(), project: 387));

        Assert.Equal([386L, 387L], (await receiver.PaymentsAsync()).Select(payment => payment.ProjectId));
    }

    [Fact]
    public async Task Callback_SignedWithThePreviousKey_IsTakenUntilItsEnd()
    {
        var clock = new ManualTimeProvider();
        await using var receiver = await Receiver.StartAsync(databases, DatabaseProvider.Sqlite, clock);
        await receiver.AddProjectAsync(386, "old secret", clock.GetUtcNow().AddDays(3));

        Assert.Equal(IntakeAnswer.Stored, await receiver.ReceiveAsync(PlatformCallback.Sale("EP-1", 100, "RUB").Sign("old secret")));
        clock.Advance(TimeSpan.FromDays(4));
        Assert.Equal(IntakeAnswer.Forbidden, await receiver.ReceiveAsync(PlatformCallback.Sale("EP-2", 100, "RUB").Sign("old secret")));
        Assert.Equal(IntakeAnswer.Stored, await receiver.ReceiveAsync(PlatformCallback.Sale("EP-2", 100, "RUB")));

        Assert.Equal([true, false], (await receiver.EventsAsync()).Select(received => received.PreviousKey));
    }

    [Fact]
    public async Task Callback_OfAProjectAddedByAnotherProcess_IsTakenASecondLater()
    {
        var clock = new ManualTimeProvider();
        await using var receiver = await Receiver.StartAsync(databases, DatabaseProvider.Sqlite, clock);
        Assert.Equal(IntakeAnswer.Forbidden, await receiver.ReceiveAsync(PlatformCallback.Sale("EP-1", 100, "RUB").Project(500)));
        await receiver.AddProjectAsync(500, PlatformCallback.Secret);
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(IntakeAnswer.Stored, await receiver.ReceiveAsync(PlatformCallback.Sale("EP-1", 100, "RUB").Project(500)));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Callback_WhoseFactsCannotBeUsed_IsKeptAndAppliedToNothing(DatabaseProvider provider)
    {
        await using var receiver = await Receiver.StartAsync(databases, provider);
        PlatformCallback[] odd =
        [
            PlatformCallback.Sale("EP-1", 100, "RUB").With("operation.sum_initial.amount", 10.5),
            PlatformCallback.Sale("EP-2", 100, "RUB").With("operation.sum_initial.amount", -5),
            PlatformCallback.Sale("EP-3", 100, "RUB").With("payment_amount", 100),
            PlatformCallback.Sale("EP-4", 100, "RUB").With("customer.id", "J;operation:status:success"),
            PlatformCallback.Sale(new string('x', 256), 100, "RUB"),
        ];

        foreach (var callback in odd)
            Assert.Equal(IntakeAnswer.Stored, await receiver.ReceiveAsync(callback));

        Assert.Empty(await receiver.PaymentsAsync());
        Assert.All(await receiver.EventsAsync(), received => Assert.Equal(CallbackVerdict.Quarantined, received.Verdict));
        Assert.Equal(odd.Length, (await receiver.EventsAsync()).Count);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Callback_OfAnUnknownStatusOrType_IsShownAndNotCounted(DatabaseProvider provider)
    {
        await using var receiver = await Receiver.StartAsync(databases, provider);
        await receiver.ReceiveAsync(PlatformCallback.Sale("EP-1", 50000, "RUB").Status("teleported", "teleported"));
        await receiver.ReceiveAsync(PlatformCallback.Sale("EP-2", 50000, "RUB").With("operation.type", "teleport"));

        Assert.All(await receiver.PaymentsAsync(), payment => Assert.Equal(0, payment.Captured));
        Assert.Equal(["teleported", "success"], (await receiver.OperationsAsync()).OrderBy(operation => operation.Id).Select(operation => operation.Status));

        // A known state replaces an unknown one, and never the other way round.
        await receiver.ReceiveAsync(PlatformCallback.Sale("EP-1", 50000, "RUB"));
        Assert.Equal(50000, (await receiver.PaymentsAsync())[0].Captured);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Callback_ThatCannotBeApplied_IsParkedWithoutHarmToItsNeighbours(DatabaseProvider provider)
    {
        await using var receiver = await Receiver.StartAsync(databases, provider);
        // Two captures whose sum leaves 64 bits: each is good, together they cannot be counted.
        await receiver.ReceiveAsync(PlatformCallback.Sale("EP-1", long.MaxValue, "RUB"));
        var answers = await Task.WhenAll(
            receiver.ReceiveAsync(PlatformCallback.Sale("EP-2", 100, "RUB")),
            receiver.ReceiveAsync(PlatformCallback.Sale("EP-1", long.MaxValue, "RUB").Operation(633, "other")),
            receiver.ReceiveAsync(PlatformCallback.Sale("EP-3", 100, "RUB")));

        Assert.All(answers, answer => Assert.Equal(IntakeAnswer.Stored, answer));
        Assert.Equal([long.MaxValue, 100, 100], (await receiver.PaymentsAsync()).Select(payment => payment.Captured));
        var parked = Assert.Single(await receiver.EventsAsync(), received => received.Verdict == CallbackVerdict.Parked);
        Assert.Contains("Overflow", parked.VerdictDetail, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Callback_TextsThatADatabaseCannotHold_AreStoredCleaned(DatabaseProvider provider)
    {
        await using var receiver = await Receiver.StartAsync(databases, provider);
        var body = PlatformCallback.Sale("EP-1", 100, "RUB").With("customer.id", "a\0b\u202e<script>").With("payment.status", new string('s', 4000)).Sign();

        Assert.Equal(IntakeAnswer.Stored, await receiver.ReceiveAsync(body));

        var payment = Assert.Single(await receiver.PaymentsAsync());
        Assert.DoesNotContain('\0', payment.CustomerId!);
        Assert.True(payment.Status.Length <= 128);
    }
}
