using System.Net;
using System.Reflection;
using Dashboard.Core.Access;
using Dashboard.Web.Shell;
using Dashboard.Web.Tests.Shell;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Tests.Http;

/// <summary>
/// Which page opens for whom, written out a second time: each page asked for over HTTP by a signed-in person of each role. A page that is new has no line
/// here and fails.
/// </summary>
public sealed class PageAccessTests(PaletteApp app) : IClassFixture<PaletteApp>
{
    private const string Everybody = "Support Operator Finance Auditor Admin";

    /// <summary>By route: an address of it, and the roles it opens for.</summary>
    private static readonly Dictionary<string, (string Path, string Roles)> Pages = new(StringComparer.Ordinal)
    {
        ["/payments"] = ("/payments", Everybody),
        ["/payments/{ProjectId:long}/{Segment}"] = ("/payments/386/EP-1", Everybody),
        ["/operations"] = ("/operations", Everybody),
        ["/operations/unknown-refunds"] = ("/operations/unknown-refunds", Everybody),
        ["/operations/failed-refunds"] = ("/operations/failed-refunds", Everybody),
        ["/callback-log"] = ("/callback-log", "Support Operator Auditor Admin"),
        ["/approvals"] = ("/approvals", "Operator Finance Admin"),
        ["/refunds/batches"] = ("/refunds/batches", Everybody),
        ["/refunds/batches/{Id:guid}"] = ("/refunds/batches/00000000-0000-0000-0000-0000000000b1", Everybody),
        ["/refunds/batches/new"] = ("/refunds/batches/new", "Operator Admin"),
        ["/settings/refund-limits"] = ("/settings/refund-limits", "Admin"),
        ["/profile"] = ("/profile", Everybody),
        ["/password"] = ("/password", Everybody),
        ["/second-factor"] = ("/second-factor", Everybody),
        ["/access-denied"] = ("/access-denied", Everybody),
    };

    /// <summary>Pages of the shell that are for everybody, signed in or not, or only lead on.</summary>
    private static readonly string[] Leading = ["/", "/sign-in", "/sign-in/code", "/setup", "/not-found", "/problem/{Code:int}"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> EachRole => [.. Roles.All];

    [Fact]
    public void Pages_AllThereAre_AreWrittenHere()
    {
        var routes = typeof(Program).Assembly.GetTypes().SelectMany(type => type.GetCustomAttributes<RouteAttribute>()).Select(route => route.Template);
        Assert.Equal(Pages.Keys.Concat(Leading).Order(StringComparer.Ordinal), routes.Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(EachRole))]
    public async Task Page_AskedForByARole_OpensOrSaysWhoseItIs(string role)
    {
        using var visitor = new Visitor(app.App);
        using var signedIn = await visitor.SignInAsync(PaletteApp.EmailOf(role));
        foreach (var (route, (path, roles)) in Pages)
        {
            using var answer = await visitor.GetAsync(path);
            var opens = roles.Split(' ').Contains(role);
            Assert.True(answer.StatusCode == (opens ? HttpStatusCode.OK : HttpStatusCode.Forbidden), $"{role} {route}: {answer.StatusCode}");
            var body = await answer.Content.ReadAsStringAsync(Stop);
            Assert.DoesNotContain("id=\"blazor-error-ui\"", body, StringComparison.Ordinal);
            Assert.Equal(!opens, body.Contains("data-denied", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Page_Refused_NamesTheRolesThatOpenItAndOnesOwn()
    {
        using var visitor = new Visitor(app.App);
        using var signedIn = await visitor.SignInAsync(PaletteApp.EmailOf(Roles.Support));
        var page = await visitor.PageAsync("/approvals");
        Assert.Equal(["Operator, Finance, Administrator", "Support"], page.QuerySelectorAll("[data-denied] dd").Select(fact => fact.TextContent.Trim()));
        Assert.Equal("This is not open to you", page.QuerySelector("h1")!.TextContent);
    }

    [Theory, MemberData(nameof(EachRole))]
    public async Task Navigation_OfARole_LeadsOnlyToPagesThatOpen(string role)
    {
        using var visitor = new Visitor(app.App);
        using var signedIn = await visitor.SignInAsync(PaletteApp.EmailOf(role));
        var page = await visitor.PageAsync("/profile");
        var offered = page.QuerySelectorAll(".nav-list a, #palette a[data-command]").Select(link => link.GetAttribute("href")!.Split('?')[0]).Distinct().ToList();
        Assert.NotEmpty(offered);
        Assert.All(offered, path => Assert.Contains(role, Pages[path].Roles.Split(' ')));
        // And each entry there is stands for somebody.
        Assert.All(NavEntry.Work.Concat(NavEntry.Control), entry => Assert.Contains(entry.Path, Pages.Keys));
    }

    [Fact]
    public async Task Page_WithoutSession_LeadsToTheSignIn()
    {
        using var visitor = new Visitor(app.App);
        foreach (var (path, _) in Pages.Values)
        {
            using var answer = await visitor.GetAsync(path);
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            Assert.StartsWith("/sign-in", answer.Headers.Location!.IsAbsoluteUri ? answer.Headers.Location.PathAndQuery : answer.Headers.Location.ToString(), StringComparison.Ordinal);
        }
    }
}
