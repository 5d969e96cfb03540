using System.Text;
using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Gate;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Access;

public sealed class ApiTokenTests(Databases databases)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private const string Email = "finance@example.com";
    private static readonly byte[] Text = "limit:1"u8.ToArray();

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Open_TokenAndSignature_GivesTheOwnersRightsInTheTokensProject(DatabaseProvider provider)
    {
        await using var core = await StartAsync(provider, "FINANCE", null);
        var made = await MakeAsync(core);

        var caller = await OpenAsync(core, made.Token, made.Secret);

        Assert.NotNull(caller);
        Assert.Equal([386L], caller.Scope.Projects);
        Assert.Equal(30, made.Token.Length);
        await using var context = core.OpenContext();
        Assert.DoesNotContain(await context.ApiTokens.ToListAsync(Stop), token =>
            Encoding.UTF8.GetString(token.TokenHash).Contains(made.Token, StringComparison.Ordinal)
            || Encoding.UTF8.GetString(token.ProtectedSecret).Contains(made.Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Open_WrongSecretOrTokenOrNone_IsRefused()
    {
        await using var core = await StartAsync(DatabaseProvider.Sqlite, "Admin", null);
        var made = await MakeAsync(core);

        Assert.Null(await OpenAsync(core, made.Token, made.Secret + "x"));
        Assert.Null(await OpenAsync(core, made.Token + "x", made.Secret));
        Assert.Null(await core.Get<ApiTokenGate>().OpenAsync(made.Token, null, Text, null, Stop));
        Assert.Null(await core.Get<ApiTokenGate>().OpenAsync(null, null, Text, null, Stop));
    }

    [Fact]
    public async Task Open_OwnerDisabledOrTokenReplaced_IsRefused()
    {
        await using var core = await StartAsync(DatabaseProvider.Sqlite, "Admin", null);
        var first = await MakeAsync(core);
        var second = await MakeAsync(core);

        Assert.Null(await OpenAsync(core, first.Token, first.Secret));
        Assert.NotNull(await OpenAsync(core, second.Token, second.Secret));

        await using var context = core.OpenContext();
        await context.Users.ExecuteUpdateAsync(set => set.SetProperty(user => user.Disabled, true), Stop);
        Assert.Null(await OpenAsync(core, second.Token, second.Secret));
    }

    [Theory]
    [InlineData("Support", "386")]
    [InlineData("Finance", "7")]
    public async Task Create_OwnerMayNotExportTheProject_IsRefused(string role, string projects)
    {
        await using var core = await StartAsync(DatabaseProvider.Sqlite, role, [long.Parse(projects, System.Globalization.CultureInfo.InvariantCulture)]);

        var made = await core.Get<CreateApiToken>().HandleAsync(Actor.CommandLine, Email, 386, Stop);

        Assert.StartsWith("email: ", Assert.Single(made.Faults), StringComparison.Ordinal);
        Assert.Empty(made.Token);
    }

    [Theory]
    [InlineData("no address", "Admin", "long enough password", "email: ")]
    [InlineData("a@example.com", "King", "long enough password", "role: ")]
    [InlineData("a@example.com", "admin", "short", "password: ")]
    [InlineData(Email, "admin", "long enough password", "email: ")]
    public async Task CreateUser_WrongInput_IsToldByItsField(string email, string role, string password, string fault)
    {
        await using var core = await StartAsync(DatabaseProvider.Sqlite, "Admin", null);

        var faults = await core.Get<CreateUser>().HandleAsync(Actor.CommandLine, new NewStaff(email, role, password, null), Stop);

        Assert.StartsWith(fault, Assert.Single(faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CreateUser_BySomebodyWithoutTheRight_IsRefused()
    {
        await using var core = await StartAsync(DatabaseProvider.Sqlite, "Finance", null);
        await using var context = core.OpenContext();
        var actor = new Actor((await context.Users.SingleAsync(Stop)).Id, Email);

        var faults = await core.Get<CreateUser>().HandleAsync(actor, new NewStaff("b@example.com", "Admin", "long enough password", null), Stop);

        Assert.Single(faults);
        Assert.Equal(1, await context.Users.CountAsync(Stop));
    }

    private async Task<Receiver> StartAsync(DatabaseProvider provider, string role, IReadOnlyList<long>? projects)
    {
        var core = await Receiver.StartAsync(databases, provider, projects: [386, 7]);
        Assert.Empty(await core.Get<CreateUser>().HandleAsync(
            Actor.CommandLine, new NewStaff(Email, role, "long enough password", projects), Stop));
        return core;
    }

    private static async Task<ApiTokenResult> MakeAsync(Receiver core)
    {
        var made = await core.Get<CreateApiToken>().HandleAsync(Actor.CommandLine, Email, 386, Stop);
        Assert.Empty(made.Faults);
        return made;
    }

    private static Task<ApiCaller?> OpenAsync(Receiver core, string token, string secret) => core.Get<ApiTokenGate>().OpenAsync(
        token, Signature.Sign(Text, Encoding.UTF8.GetBytes(secret)), Text, "127.0.0.1", Stop);
}
