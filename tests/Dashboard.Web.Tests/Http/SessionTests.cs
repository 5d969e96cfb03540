using System.Net;
using Dashboard.Core.Access;
using Dashboard.TestKit;

namespace Dashboard.Web.Tests.Http;

public sealed class SessionTests
{
    private const string Anna = "anna@shop.test";

    [Fact]
    public async Task Session_FifteenMinutesUnused_IsOver()
    {
        var clock = new ManualTimeProvider();
        using var app = new DashboardApp { Clock = clock };
        app.StartServer();
        await Visitor.AddUserAsync(app, Anna, Roles.Support);
        using var visitor = new Visitor(app);
        using var signedIn = await visitor.SignInAsync(Anna);
        clock.Advance(TimeSpan.FromMinutes(14));
        Assert.Equal(HttpStatusCode.NoContent, await KeepAsync(visitor));
        clock.Advance(TimeSpan.FromMinutes(14));
        Assert.Equal(HttpStatusCode.NoContent, await KeepAsync(visitor));
        clock.Advance(TimeSpan.FromMinutes(15.1));
        Assert.Equal(HttpStatusCode.Unauthorized, await KeepAsync(visitor));
    }

    [Fact]
    public async Task Session_InUseForTwelveHours_IsOverAllTheSame()
    {
        var clock = new ManualTimeProvider();
        using var app = new DashboardApp { Clock = clock };
        app.StartServer();
        await Visitor.AddUserAsync(app, Anna, Roles.Support);
        using var visitor = new Visitor(app);
        using var signedIn = await visitor.SignInAsync(Anna);
        for (var minutes = 0; minutes < (12 * 60) - 10; minutes += 10)
        {
            clock.Advance(TimeSpan.FromMinutes(10));
            Assert.Equal(HttpStatusCode.NoContent, await KeepAsync(visitor));
        }

        clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(HttpStatusCode.Unauthorized, await KeepAsync(visitor));
    }

    private static async Task<HttpStatusCode> KeepAsync(Visitor visitor)
    {
        using var answer = await visitor.GetAsync("/session/keep");
        return answer.StatusCode;
    }
}
