using Dashboard.Core.Access;
using Dashboard.TestKit;
using Dashboard.Web.Access;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Http;

/// <summary>Asked once more in the middle of a session: what is right, and how often.</summary>
public sealed class StepUpTests
{
    private const string Anna = "anna@shop.test";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Password_OfSomebodyWithoutAnApp_IsRightOrCounted()
    {
        using var app = new DashboardApp();
        app.StartServer();
        var actor = await AddAsync(app);
        await using var scope = app.Services.CreateAsyncScope();
        var check = scope.ServiceProvider.GetRequiredService<StepUpCheck>();

        Assert.False(await check.ConfirmAsync(actor, "not the password", Stop));
        Assert.False((await StateAsync(app, actor)).Fresh);
        Assert.True(await check.ConfirmAsync(actor, Visitor.Password, Stop));
        Assert.Equal(new StepUpState(true, StepUpMethod.Password), await StateAsync(app, actor));
    }

    [Fact]
    public async Task Code_OfTheApp_WorksOnceAndThePasswordNoLonger()
    {
        using var app = new DashboardApp { Clock = new ManualTimeProvider(DateTimeOffset.UtcNow) };
        app.StartServer();
        var actor = await AddAsync(app);
        await using var scope = app.Services.CreateAsyncScope();
        var key = await TurnOnAsync(scope.ServiceProvider.GetRequiredService<UserManager<User>>());
        var check = scope.ServiceProvider.GetRequiredService<StepUpCheck>();
        var code = SecondFactorTests.CodeOf(key, 0);

        Assert.False(await check.ConfirmAsync(actor, Visitor.Password, Stop));
        Assert.Equal(new StepUpState(false, StepUpMethod.Code), await StateAsync(app, actor));
        Assert.True(await check.ConfirmAsync(actor, code.Insert(3, " "), Stop));
        Assert.True((await StateAsync(app, actor)).Fresh);
        Assert.False(await check.ConfirmAsync(actor, code, Stop));
    }

    [Fact]
    public async Task WrongAnswers_LockTheAccount_ForTheRightOneToo()
    {
        using var app = new DashboardApp();
        app.StartServer();
        var actor = await AddAsync(app);
        await using var scope = app.Services.CreateAsyncScope();
        var check = scope.ServiceProvider.GetRequiredService<StepUpCheck>();
        for (var tries = 0; tries < 10; tries++)
            Assert.False(await check.ConfirmAsync(actor, "guess " + tries, Stop));

        Assert.False(await check.ConfirmAsync(actor, Visitor.Password, Stop));
        Assert.False((await StateAsync(app, actor)).Fresh);
    }

    [Fact]
    public async Task Nobody_CannotConfirm()
    {
        using var app = new DashboardApp();
        app.StartServer();
        await using var scope = app.Services.CreateAsyncScope();
        var check = scope.ServiceProvider.GetRequiredService<StepUpCheck>();

        Assert.False(await check.ConfirmAsync(new Actor(null, "nobody"), "x", Stop));
        Assert.False(await check.ConfirmAsync(new Actor(Guid.NewGuid(), "gone"), "x", Stop));
    }

    private static async Task<Actor> AddAsync(DashboardApp app)
    {
        await Visitor.AddUserAsync(app, Anna, Roles.Finance);
        await using var scope = app.Services.CreateAsyncScope();
        var user = await scope.ServiceProvider.GetRequiredService<UserManager<User>>().FindByEmailAsync(Anna);
        return new Actor(user!.Id, Anna);
    }

    private static async Task<string> TurnOnAsync(UserManager<User> users)
    {
        var user = await users.FindByEmailAsync(Anna);
        await users.ResetAuthenticatorKeyAsync(user!);
        await users.SetTwoFactorEnabledAsync(user!, true);
        return (await users.GetAuthenticatorKeyAsync(user!))!;
    }

    private static Task<StepUpState> StateAsync(DashboardApp app, Actor actor) => app.Services.GetRequiredService<StepUps>().StateAsync(actor, Stop);
}
