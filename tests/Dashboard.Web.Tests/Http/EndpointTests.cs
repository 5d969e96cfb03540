using System.Net;
using Dashboard.Core.Access;
using Dashboard.TestKit;
using Dashboard.Web.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Dashboard.Web.Tests.Http;

public sealed class EndpointTests
{
    // Open to everybody on purpose: signing in and setting up, error pages, how a page looks, and what programs call with proofs of their own.
    private static readonly string[] Open =
    [
        "/sign-in", "/sign-in/code", "/setup", "/not-found", "/problem/{Code:int}", "/preferences/theme", "/preferences/language",
        "/callbacks", "/callbacks/{projectId:long}", "/health/live", "/health/ready", "/metrics",
        "/data-api/v1/operations/get", "/data-api/v1/operations/get-by-payment",
    ];

    [Fact]
    public async Task EveryEndpoint_IsClosedOrOnTheListOfOpenOnes()
    {
        using var app = new DashboardApp();
        app.StartServer();
        var policies = app.Services.GetRequiredService<IAuthorizationPolicyProvider>();
        var fallback = await policies.GetFallbackPolicyAsync();
        Assert.NotNull(fallback);
        Assert.NotEmpty(fallback.Requirements);

        var anonymous = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            .Where(endpoint => endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null)
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText?.TrimStart('/'))
            .Distinct().Except(Open, StringComparer.Ordinal).ToList();
        Assert.Empty(anonymous);
    }

    [Fact]
    public void Circuits_AreBoundedAsPromised()
    {
        using var app = new DashboardApp();
        app.StartServer();
        var circuits = app.Services.GetRequiredService<IOptions<CircuitOptions>>().Value;
        Assert.Equal(20, circuits.DisconnectedCircuitMaxRetained);
        Assert.Equal(TimeSpan.FromMinutes(1), circuits.DisconnectedCircuitRetentionPeriod);
        Assert.Equal(TimeSpan.FromSeconds(10), circuits.JSInteropDefaultCallTimeout);
        Assert.Equal(10, circuits.MaxBufferedUnacknowledgedRenderBatches);
        Assert.Equal(0, circuits.PersistedCircuitInMemoryMaxRetained);
        Assert.False(circuits.DetailedErrors);
        var hub = typeof(CircuitOptions).Assembly.GetType("Microsoft.AspNetCore.Components.Server.ComponentHub")!;
        var options = app.Services.GetRequiredService(typeof(IOptions<>).MakeGenericType(typeof(HubOptions<>).MakeGenericType(hub)));
        var value = (HubOptions)options.GetType().GetProperty("Value")!.GetValue(options)!;
        Assert.Equal(32 * 1024, value.MaximumReceiveMessageSize);
        Assert.NotEqual(true, value.EnableDetailedErrors);
    }

    /// <summary>Which key it was is told on the console; the command line's tests read it there.</summary>
    [Fact]
    public void Security_ProxyThatIsNoAddress_StopsTheStart()
    {
        using var app = new DashboardApp { Settings = new Dictionary<string, string> { ["Security:Proxies:0"] = "proxy.local" } };
        Assert.ThrowsAny<Exception>(app.StartServer);
    }

    [Fact]
    public async Task ForwardedAddress_FromAStranger_IsNotBelieved()
    {
        using var app = new DashboardApp { Settings = new Dictionary<string, string> { ["Security:Proxies:0"] = "10.9.9.9", ["SignIn:PostsPerMinute"] = "2" } };
        app.StartServer();
        using var visitor = new Visitor(app);
        var answers = new List<HttpStatusCode>();
        for (var i = 1; i <= 3; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/sign-in") { Content = new FormUrlEncodedContent([]) };
            request.Headers.Add("X-Forwarded-For", $"203.0.113.{i}");
            using var answer = await visitor.SendAsync(request);
            answers.Add(answer.StatusCode);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, answers[2]);
    }

    [Fact]
    public async Task UnknownPage_SignedIn_IsAStatic404PageInTheReadersLanguage()
    {
        using var app = new DashboardApp();
        app.StartServer();
        await Visitor.AddUserAsync(app, "anna@shop.test", Roles.Support);
        using var visitor = new Visitor(app);
        visitor.Cookies.Add(app.Address, new Cookie("language", Uri.EscapeDataString("c=ru-RU|uic=ru-RU")));
        using var signedIn = await visitor.SignInAsync("anna@shop.test");
        using var answer = await visitor.GetAsync("/no/such/page");
        var body = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("Такой страницы нет", body, StringComparison.Ordinal);
        Assert.DoesNotMatch("<script[^>]+blazor", body);
    }

    [Theory]
    [InlineData("/callbacks", true)]
    [InlineData("/callbacks/77", true)]
    [InlineData("/callback-log", false)]
    [InlineData("/payments", false)]
    public void MachinePaths_KnowWhoCalls(string path, bool machine) => Assert.Equal(machine, MachinePaths.Contains(path));
}
