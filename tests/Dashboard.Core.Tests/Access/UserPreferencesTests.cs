using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Tests.Payments;
using Dashboard.TestKit;

namespace Dashboard.Core.Tests.Access;

public sealed class UserPreferencesTests(Databases databases)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Keep_EachPerson_HasTheirOwn(DatabaseProvider provider)
    {
        await using var core = await Receiver.StartAsync(databases, provider);
        var (anna, boris) = (await PaymentQueriesTests.AddPersonAsync(core, Roles.Support, 386), await PaymentQueriesTests.AddPersonAsync(core, Roles.Support, 386));
        var preferences = core.Get<UserPreferences>();

        await preferences.KeepAsync(anna, "payments.columns", "Amount", Stop);
        await preferences.KeepAsync(anna, "payments.columns", "Amount,Method", Stop);

        Assert.Equal("Amount,Method", await preferences.ReadAsync(anna, "payments.columns", Stop));
        Assert.Null(await preferences.ReadAsync(boris, "payments.columns", Stop));
        Assert.Null(await preferences.ReadAsync(anna, "another", Stop));
        await preferences.KeepAsync(anna, "payments.columns", null, Stop);
        Assert.Null(await preferences.ReadAsync(anna, "payments.columns", Stop));
    }

    [Fact]
    public async Task Keep_SomebodyWithoutAnAccount_KeepsNothing()
    {
        await using var core = await Receiver.StartAsync(databases, DatabaseProvider.Sqlite);
        var preferences = core.Get<UserPreferences>();
        foreach (var actor in new[] { Actor.CommandLine, new Actor(Guid.NewGuid(), "gone") })
        {
            await preferences.KeepAsync(actor, "payments.columns", "Amount", Stop);
            Assert.Null(await preferences.ReadAsync(actor, "payments.columns", Stop));
        }
    }
}
