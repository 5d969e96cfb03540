using System.Net;
using Dashboard.Core.Access;
using Dashboard.TestKit;

namespace Dashboard.Web.Tests.Http;

public sealed class PreferenceTests
{
    private const string Anna = "anna@shop.test";

    [Theory]
    [InlineData("ru,en;q=0.5", "ru")]
    [InlineData("ru-BY", "ru")]
    [InlineData("de,en;q=0.9", "en")]
    [InlineData("fr", "en")]
    public async Task Language_FirstVisit_FollowsTheBrowser(string accept, string language)
    {
        using var app = new DashboardApp();
        app.StartServer();
        using var visitor = new Visitor(app);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sign-in");
        request.Headers.Add("Accept-Language", accept);
        using var answer = await visitor.SendAsync(request);
        Assert.Contains($"<html lang=\"{language}\"", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wishes_SavedInOneBrowser_ComeAlongInAnother()
    {
        using var app = new DashboardApp();
        app.StartServer();
        await Visitor.AddUserAsync(app, Anna, Roles.Support);
        using var first = new Visitor(app);
        using var signedIn = await first.SignInAsync(Anna);
        using var saved = await first.SubmitAsync("/profile", "form.form[method=post]", ("Language", "ru"), ("Theme", "dark"), ("Zone", "Asia/Almaty"));
        Assert.EndsWith("/profile?saved=1", saved.Headers.Location?.ToString(), StringComparison.Ordinal);

        using var second = new Visitor(app);
        using var again = await second.SignInAsync(Anna);
        var page = await second.PageAsync("/profile");
        Assert.Equal("ru", page.DocumentElement.GetAttribute("lang"));
        Assert.Equal("dark", page.DocumentElement.GetAttribute("data-theme"));
        Assert.Contains("Asia/Almaty (UTC+5)", page.QuerySelector(".header-zone")!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Zone", "Mars/Olympus")]
    [InlineData("Theme", "pink")]
    [InlineData("Language", "klingon")]
    public async Task Wish_NotOnOffer_IsIgnored(string field, string value)
    {
        using var app = new DashboardApp();
        app.StartServer();
        await Visitor.AddUserAsync(app, Anna, Roles.Support);
        using var visitor = new Visitor(app);
        using var signedIn = await visitor.SignInAsync(Anna);
        using var saved = await visitor.SubmitAsync("/profile", "form.form[method=post]", (field, value));
        Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        Assert.DoesNotContain(value, string.Join(' ', visitor.Cookies.GetAllCookies().Select(cookie => cookie.Value)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Roles.Support, "/payments /operations /callback-log")]
    [InlineData(Roles.Auditor, "/payments /operations /callback-log")]
    public async Task Navigation_Role_ListsWhatItOpens(string role, string expected)
    {
        using var app = new DashboardApp();
        app.StartServer();
        await Visitor.AddUserAsync(app, Anna, role);
        using var visitor = new Visitor(app);
        using var signedIn = await visitor.SignInAsync(Anna);
        var page = await visitor.PageAsync("/profile");
        Assert.Equal(expected, string.Join(' ', page.QuerySelectorAll(".nav-list a").Select(link => link.GetAttribute("href"))));
    }
}
