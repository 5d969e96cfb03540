using System.Net;
using Dashboard.Core.Access;
using Dashboard.Core.Projects;
using Dashboard.TestKit;
using Dashboard.Web.Shell;
using Dashboard.Web.Tests.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Shell;

/// <summary>One application with two payments and a person for each role, which the tests only read.</summary>
public sealed class PaletteApp : IAsyncLifetime
{
    public DashboardApp App { get; } = new() { Settings = new Dictionary<string, string> { ["SignIn:RequireSecondFactor"] = "false" } };

    public static string EmailOf(string role) => $"{role.ToLowerInvariant()}@shop.test";

    public async ValueTask InitializeAsync()
    {
        App.StartServer();
        Assert.Empty(await App.Services.GetRequiredService<AddProject>().HandleAsync(
            Actor.CommandLine, new NewProject(386, "Shop", "http://127.0.0.1:9", PlatformCallback.Secret), CancellationToken.None));
        foreach (var role in Roles.All)
            await Visitor.AddUserAsync(App, EmailOf(role), role);
        using var client = new HttpClient();
        foreach (var callback in (PlatformCallback[])
        [
            PlatformCallback.Sale("EP-1", 5000, "EUR").Account("4242424242424242"),
            PlatformCallback.Sale("EP-2", 700, "EUR").Operation(700123).Declined("20105", "Insufficient funds"),
        ])
        {
            using var body = callback.ToContent();
            using var stored = await client.PostAsync(new Uri(App.Address, "/callbacks"), body, CancellationToken.None);
            stored.EnsureSuccessStatusCode();
        }
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();
}

/// <summary>What the palette offers and finds, over HTTP as the browser asks for it.</summary>
public sealed class PaletteTests(PaletteApp app) : IClassFixture<PaletteApp>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Found_ById_IsThePaymentMaskedWithTheListsOwnWords()
    {
        using var visitor = await SignedInAsync(Roles.Support);

        var found = await visitor.PageAsync("/palette/found?q=EP-1");

        var option = Assert.Single(found.QuerySelectorAll("[role=option]"));
        Assert.Equal("/payments/386/EP-1", option.GetAttribute("href"));
        Assert.Contains("Success", option.TextContent, StringComparison.Ordinal);
        Assert.Contains("50.00EUR", option.TextContent, StringComparison.Ordinal);
        Assert.Contains("4242", option.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("4242424242424242", option.OuterHtml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Found_ByOperationId_OffersTheOperationBesideItsPayment()
    {
        using var visitor = await SignedInAsync(Roles.Support);

        var found = await visitor.PageAsync("/palette/found?q=700123");

        Assert.Equal(["/payments/386/EP-2", "/payments/386/EP-2#operation-700123"],
            found.QuerySelectorAll("[role=option]").Select(option => option.GetAttribute("href")));
    }

    [Theory]
    [InlineData("/palette/found?q=")]
    [InlineData("/palette/found")]
    [InlineData("/palette/found?q=no-such-payment-anywhere")]
    [InlineData("/palette/recent?at=386/EP-9&at=nonsense&at=386/~%25&at=9999999999999999999/EP-1")]
    [InlineData("/palette/recent")]
    public async Task Pieces_NothingToShow_AreEmptyAndNoError(string path)
    {
        using var visitor = await SignedInAsync(Roles.Support);

        using var answer = await visitor.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.DoesNotContain("role=\"option\"", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recent_Addresses_ComeBackAsTheyStandNow()
    {
        using var visitor = await SignedInAsync(Roles.Auditor);

        var recent = await visitor.PageAsync("/palette/recent?at=386/EP-2&at=386/EP-1");

        Assert.Equal(["/payments/386/EP-2", "/payments/386/EP-1"], recent.QuerySelectorAll("[role=option]").Select(option => option.GetAttribute("href")));
        Assert.Contains("Declined", recent.QuerySelector("[role=option]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pieces_WithoutSession_AreABareRefusal()
    {
        using var visitor = new Visitor(app.App);
        foreach (var path in (string[])["/palette/found?q=EP-1", "/palette/recent?at=386/EP-1"])
        {
            using var answer = await visitor.GetAsync(path);
            Assert.True(answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Redirect, answer.StatusCode.ToString());
            Assert.DoesNotContain("EP-1", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(Roles.Support, "/callback-log?verdict=parked", "/refunds/batches/new /approvals?stop=1 /settings/refund-limits")]
    [InlineData(Roles.Finance, "/approvals?stop=1 /operations/unknown-refunds", "/refunds/batches/new /callback-log")]
    [InlineData(Roles.Operator, "/refunds/batches/new /callback-log", "/approvals?stop=1")]
    [InlineData(Roles.Admin, "/refunds/batches/new /approvals?stop=1 /settings/refund-limits", "")]
    public async Task Palette_OnEveryPage_OffersWhatThePersonMayDo(string role, string offered, string withheld)
    {
        using var visitor = await SignedInAsync(role);

        var page = await visitor.PageAsync("/profile");

        var links = page.QuerySelectorAll("#palette a[data-command]").Select(link => link.GetAttribute("href")).ToList();
        Assert.Empty(offered.Split(' ', StringSplitOptions.RemoveEmptyEntries).Except(links));
        Assert.Empty(withheld.Split(' ', StringSplitOptions.RemoveEmptyEntries).Intersect(links));
        Assert.Equal(links.Count, links.Distinct().Count());
        Assert.NotNull(page.QuerySelector("#shortcuts"));
    }

    [Fact]
    public async Task Palette_BeforeSignIn_IsNotThere()
    {
        using var visitor = new Visitor(app.App);
        Assert.Null((await visitor.PageAsync("/sign-in")).QuerySelector("#palette"));
    }

    [Fact]
    public async Task KeysAndRows_SavedInTheProfile_HoldForThisBrowser()
    {
        using var visitor = await SignedInAsync(Roles.Support);
        Assert.Null((await visitor.PageAsync("/profile")).DocumentElement.GetAttribute("data-keys"));

        using var saved = await visitor.SubmitAsync("/profile", "form.form[method=post]", ("Keys", "off"), ("Density", "compact"));

        var root = (await visitor.PageAsync("/profile")).DocumentElement;
        Assert.Equal(("off", "compact"), (root.GetAttribute("data-keys"), root.GetAttribute("data-density")));
    }

    /// <summary>Every letter after g leads to a page that the palette offers, and no two to the same.</summary>
    [Fact]
    public void Sheet_LettersToPages_AreTheOnesThatWork()
    {
        var letters = PaletteCommand.Pages.Where(page => page.Letter is not null).Select(page => ("G", char.ToUpperInvariant(page.Letter!.Value).ToString(), page.Key)).ToList();
        var listed = Shortcut.Sheet.Single(group => group.Group == "KeysGo").Lines.Select(line => (line.Keys[0], line.Keys[1], line.Word));
        Assert.Equal(letters.Order(), listed.Order());
        Assert.Equal(letters.Count, letters.Select(letter => letter.Item2).Distinct().Count());
    }

    private async Task<Visitor> SignedInAsync(string role)
    {
        var visitor = new Visitor(app.App);
        using var answer = await visitor.SignInAsync(PaletteApp.EmailOf(role));
        return visitor;
    }
}
