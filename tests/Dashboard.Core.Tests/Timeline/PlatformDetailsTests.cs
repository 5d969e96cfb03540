using Dashboard.Core.Access;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Callbacks.Bodies;
using Dashboard.Core.Data;
using Dashboard.Core.Payments;
using Dashboard.Core.Tests.Payments;
using Dashboard.Core.Timeline;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Timeline;

public sealed class PlatformDetailsTests(Databases databases)
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task OfPayment_DeclinedTryThenSuccessThenRefund_TellsOfTheOneThatTookTheMoney(DatabaseProvider provider)
    {
        await using var core = await Receiver.StartAsync(databases, provider);
        await core.ReceiveAsync(Card(701, 0).Declined("20105", "Insufficient funds").With("operation.eci", "07").With("operation.provider.auth_code", "OLD")
            .With("account.card_holder", "ANN ONEIL").With("provider_extra_fields", Extra("4242424242424242")));
        await core.ReceiveAsync(Card(702, 5).With("operation.eci", "05").With("operation.provider.payment_id", "prov-2").With("operation.provider.id", 1310));
        await core.ReceiveAsync(PlatformCallback.Refund("EP-1", 250, "EUR", 5000).Operation(703).At(Start.AddMinutes(9)).CreatedAt(Start.AddMinutes(9))
            .With("operation.provider.payment_id", "prov-refund"));
        var (support, finance) = (await PersonAsync(core, Roles.Support, 386), await PersonAsync(core, Roles.Finance, 386));

        var masked = await ReadAsync(core, support);
        Assert.Equal(("05", 1310L, "prov-2"), (masked.Eci, masked.ProviderId!.Value, masked.ProviderPaymentId));
        Assert.Equal(("visa", "••", "12/2030"), (masked.Told.AccountType, masked.Told.CardHolder, masked.Told.CardExpiry));
        Assert.Equal("••4242", Assert.Single(masked.Told.Extra).Value);
        // Finance may see accounts, though not the messages themselves.
        Assert.Equal(("ANN ONEIL", "4242424242424242"), ((await ReadAsync(core, finance)).Told.CardHolder, (await ReadAsync(core, finance)).Told.Extra[0].Value));
        Assert.Equal(PlatformDetails.None, await ReadAsync(core, await PersonAsync(core, Roles.Admin, 402)));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task OfPayment_MessagesNotKeptAnyMore_StillTellsWhatTheRowsHold(DatabaseProvider provider)
    {
        await using var core = await Receiver.StartAsync(databases, provider);
        await core.ReceiveAsync(Card(701, 0).With("operation.eci", "02"));
        await using (var context = core.OpenContext())
        {
            var packed = StoredBody.Pack(await context.CallbackBodies.Select(one => one.Body).SingleAsync(Stop));
            await context.CallbackBodies.ExecuteUpdateAsync(change => change.SetProperty(one => one.Body, packed), Stop);
            Assert.Equal("visa", (await ReadAsync(core, Actor.System)).Told.AccountType);
            await context.CallbackBodies.ExecuteDeleteAsync(Stop);
        }

        var details = await ReadAsync(core, Actor.System);
        Assert.Equal(("02", null, null), (details.Eci, details.Told.AccountType, details.Told.CardExpiry));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task WaitingAbout_MessageThatContradicts_StandsWithThePaymentOfItsOperation(DatabaseProvider provider)
    {
        await using var core = await Receiver.StartAsync(databases, provider);
        await core.ReceiveAsync(Card(701, 0));
        await core.ReceiveAsync(Card(702, 1).With("payment.id", "EP-2"));
        // Genuine, but its amount is no amount: kept apart, of no payment.
        await core.ReceiveAsync(Card(701, 2).With("operation.sum_initial.amount", 10.5));
        var row = (await core.Get<PaymentQueries>().FindAsync(Actor.System, 386, "EP-1", Stop))!.Row;
        var other = (await core.Get<PaymentQueries>().FindAsync(Actor.System, 386, "EP-2", Stop))!.Row;
        var queries = core.Get<CallbackQueries>();

        Assert.Equal(CallbackVerdict.Quarantined, Assert.Single(await queries.WaitingAboutAsync(Actor.System, row.Id, Stop)).Verdict);
        Assert.Empty(await queries.WaitingAboutAsync(Actor.System, other.Id, Stop));
        Assert.Empty(await queries.WaitingAboutAsync(await PersonAsync(core, Roles.Finance, 386), row.Id, Stop));
        Assert.Empty(await queries.WaitingAboutAsync(await PersonAsync(core, Roles.Admin, 402), row.Id, Stop));
    }

    private static async Task<PlatformDetails> ReadAsync(Receiver core, Actor actor)
    {
        var row = (await core.Get<PaymentQueries>().FindAsync(Actor.System, 386, "EP-1", Stop))!.Row;
        return await core.Get<PlatformDetailsQuery>().OfPaymentAsync(actor, row, Stop);
    }

    private static Task<Actor> PersonAsync(Receiver core, string role, long project) => PaymentQueriesTests.AddPersonAsync(core, role, project);

    private static System.Text.Json.Nodes.JsonObject Extra(string number) => new() { ["card_number"] = number };

    private static PlatformCallback Card(long operation, int minute) => PlatformCallback.Sale("EP-1", 5000, "EUR").Method("card").Operation(operation)
        .At(Start.AddMinutes(minute)).CreatedAt(Start.AddMinutes(minute)).With("account.type", "visa").With("account.expiry_month", "12").With("account.expiry_year", "2030");
}
