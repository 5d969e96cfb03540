using System.Net;
using Dashboard.Core.Access;
using Dashboard.TestKit;

namespace Dashboard.Web.Tests.Http;

public sealed class HeaderTests
{
    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/setup")]
    [InlineData("/")]
    [InlineData("/no/such/page")]
    [InlineData("/css/app.css")]
    [InlineData("/health/live")]
    [InlineData("/callbacks")]
    public async Task AnyAnswer_CarriesTheSecurityHeaders(string path)
    {
        using var app = new DashboardApp();
        app.StartServer();
        using var visitor = new Visitor(app);
        using var answer = await visitor.GetAsync(path);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
        Assert.DoesNotMatch("script-src[^;]*unsafe-inline", policy);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Cross-Origin-Opener-Policy")));
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Nonce_TwoAnswers_DiffersAndIsTheImportMapsOwn()
    {
        using var app = new DashboardApp();
        app.StartServer();
        using var visitor = new Visitor(app);
        using var first = await visitor.GetAsync("/sign-in");
        using var second = await visitor.GetAsync("/sign-in");
        var policy = first.Headers.GetValues("Content-Security-Policy").Single();
        Assert.NotEqual(policy, second.Headers.GetValues("Content-Security-Policy").Single());
        var nonce = System.Text.RegularExpressions.Regex.Match(policy, "'nonce-([^']+)'").Groups[1].Value;
        Assert.Contains($"nonce=\"{nonce}\"", WebUtility.HtmlDecode(await first.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignedInPage_IsNotStored()
    {
        using var app = new DashboardApp();
        app.StartServer();
        await Visitor.AddUserAsync(app, "anna@shop.test", Roles.Support);
        using var visitor = new Visitor(app);
        using var signedIn = await visitor.SignInAsync("anna@shop.test");
        using var page = await visitor.GetAsync("/profile");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.True(page.Headers.CacheControl?.NoStore);
    }

    [Theory]
    [InlineData("https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    public async Task Circuit_ForeignOrigin_IsRefused(string origin, HttpStatusCode expected)
    {
        using var app = new DashboardApp();
        app.StartServer();
        using var visitor = new Visitor(app);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1");
        request.Headers.Add("Origin", origin);
        using var answer = await visitor.SendAsync(request);
        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task Circuit_OwnOriginWithoutSession_IsUnauthorized()
    {
        using var app = new DashboardApp();
        app.StartServer();
        using var visitor = new Visitor(app);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1");
        request.Headers.Add("Origin", app.Address.GetLeftPart(UriPartial.Authority));
        using var answer = await visitor.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData("/sign-out")]
    [InlineData("/preferences/theme")]
    [InlineData("/preferences/language")]
    public async Task Post_WithoutAntiforgeryToken_IsRefused(string path)
    {
        using var app = new DashboardApp();
        app.StartServer();
        await Visitor.AddUserAsync(app, "anna@shop.test", Roles.Support);
        using var visitor = new Visitor(app);
        using var signedIn = await visitor.SignInAsync("anna@shop.test");
        using var content = new FormUrlEncodedContent([new("theme", "dark"), new("language", "ru")]);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        using var answer = await visitor.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task MachinePath_Unknown_GetsABarePlainAnswer()
    {
        using var app = new DashboardApp();
        app.StartServer();
        using var visitor = new Visitor(app);
        using var answer = await visitor.GetAsync("/callbacks/a/b");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
