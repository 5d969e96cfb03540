using Dashboard.Core.Access;
using Dashboard.TestKit;
using Dashboard.Web.Access;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Dashboard.EndToEnd.Tests;

/// <summary>One application with something on every page, read only by the tests below.</summary>
public sealed class FurnishedApp : IAsyncLifetime
{
    public const string TwoFactorEmail = "boris@shop.test";

    private static readonly DateTimeOffset Later = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    public DashboardApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var now = DateTimeOffset.UnixEpoch.AddSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        var sale = PlatformCallback.Sale("EP-1", 5000, "EUR").Account("4242424242424242").Customer("customer-17");
        App = await RegisterApp.StartAsync(Roles.Admin,
            sale.Status("processing", "processing"), sale.At(Later), PlatformCallback.Refund("EP-1", 1000, "EUR", 5000).At(Later.AddHours(1)),
            PlatformCallback.Sale("EP-2", 100000, "RUB").Operation(700, "sale-2").Declined("20105", "Insufficient funds").At(now).CreatedAt(now),
            PlatformCallback.Sale("EP-3", 700, "KWD").Operation(701, "sale-3").Status("processing", "processing"),
            PlatformCallback.Sale("EP-4", long.MaxValue, "RUB").Operation(702, "sale-4"),
            PlatformCallback.Sale("EP-4", long.MaxValue, "RUB").Operation(703, "sale-5"));
        using var client = new HttpClient();
        using var forged = PlatformCallback.Sale("EP-9", 1, "EUR").ToContent("another secret");
        using var refused = await client.PostAsync(new Uri(App.Address, "/callbacks"), forged, CancellationToken.None);
        await using var scope = App.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<UserAccounts>().AddAsync(
            Actor.CommandLine, new NewUser("Boris", TwoFactorEmail, StaffPage.Password, Roles.Support, AllProjects: true), CancellationToken.None);
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        var boris = (await users.FindByEmailAsync(TwoFactorEmail))!;
        await users.ResetAuthenticatorKeyAsync(boris);
        await users.SetTwoFactorEnabledAsync(boris, true);
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();
}

/// <summary>
/// Every page there is, with its dialogs open, in both themes and both languages: no violation that axe knows of, and nothing that scrolls
/// sideways at 1440 px, at 720 (what 1440 leaves at a zoom of 200 %) and at 390.
/// </summary>
public sealed class AccessibilityTests(BrowserFixture chromium, FurnishedApp furnished) : IClassFixture<FurnishedApp>
{
    private readonly List<string> _faults = [];

    private DashboardApp App => furnished.App;

    [Theory]
    [InlineData(ColorScheme.Light, 1440, 900, "en")]
    [InlineData(ColorScheme.Dark, 720, 900, "ru")]
    [InlineData(ColorScheme.Light, 390, 844, "ru")]
    [InlineData(ColorScheme.Dark, 390, 844, "en")]
    public async Task Pages_BeforeSigningIn_AreClean(ColorScheme scheme, int width, int height, string language)
    {
        await using var context = await ContextAsync(scheme, width, height, language);
        var page = await context.NewPageAsync();
        foreach (var path in (string[])["/sign-in", "/not-found", "/no/such/page", "/problem/500"])
        {
            await page.GotoAsync(new Uri(App.Address, path).ToString());
            await LookAsync(page);
        }

        await page.GotoAsync(new Uri(App.Address, "/sign-in").ToString());
        await page.Locator("#email").FillAsync(FurnishedApp.TwoFactorEmail);
        await page.Locator("#password").FillAsync("not the password");
        await page.Locator("form.form button[type=submit]").ClickAsync();
        await page.Locator(".note.danger, [role=alert]").First.WaitForAsync();
        await LookAsync(page);
        await page.Locator("#email").FillAsync(FurnishedApp.TwoFactorEmail);
        await page.Locator("#password").FillAsync(StaffPage.Password);
        await page.Locator("form.form button[type=submit]").ClickAsync();
        await page.ComesToAsync("**/sign-in/code**");
        await LookAsync(page);
        Assert.True(_faults.Count == 0, string.Join(Environment.NewLine, _faults));
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1440, 900, "en")]
    [InlineData(ColorScheme.Dark, 720, 900, "ru")]
    [InlineData(ColorScheme.Light, 390, 844, "ru")]
    [InlineData(ColorScheme.Dark, 390, 844, "en")]
    public async Task Pages_SignedIn_AreClean(ColorScheme scheme, int width, int height, string language)
    {
        await using var context = await ContextAsync(scheme, width, height, language);
        var page = await context.NewPageAsync();
        await StaffPage.SignInAsync(page, App);
        foreach (var path in (string[])["/profile", "/password", "/second-factor", "/access-denied"])
        {
            await page.GotoAsync(new Uri(App.Address, path).ToString());
            await LookAsync(page);
        }

        foreach (var path in (string[])
        [
            "/payments", "/payments?status=nothing", "/payments/386/EP-1", "/payments/386/EP-9", "/operations", "/operations?view=overdue",
            "/operations?status=decline&period=today", "/operations?q=EP-1&type=sale&sort=amount&project=386", "/operations?q=nothing&type=refund",
            "/operations/unknown-refunds", "/operations/failed-refunds", "/callback-log", "/callback-log?q=EP-1&period=last7", "/callback-log?q=nothing",
            "/callback-log?verdict=parked", "/callback-log?verdict=quarantined", "/callback-log?verdict=refused", "/approvals", "/settings/refund-limits",
            "/refunds/batches", "/refunds/batches/new",
        ])
        {
            await App.GoAsync(page, path);
            await LookAsync(page);
        }

        Assert.True(_faults.Count == 0, string.Join(Environment.NewLine, _faults));
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1440, 900, "en")]
    [InlineData(ColorScheme.Dark, 720, 900, "ru")]
    [InlineData(ColorScheme.Light, 390, 844, "ru")]
    [InlineData(ColorScheme.Dark, 390, 844, "en")]
    public async Task Dialogs_Open_AreClean(ColorScheme scheme, int width, int height, string language)
    {
        await using var context = await ContextAsync(scheme, width, height, language);
        var page = await App.OpenAsync(context, "/payments/386/EP-1");
        await page.Keyboard.PressAsync("Control+k");
        await LookAsync(page);
        await page.Keyboard.TypeAsync("EP-");
        await page.Locator("[data-found]:not([data-stale]) [role=option]").First.WaitForAsync();
        await LookAsync(page);
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("?");
        await page.Locator("dialog[open]").WaitForAsync();
        await LookAsync(page);
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("r");
        await page.Locator("dialog[open] #refund-reason").WaitForAsync();
        await LookAsync(page);
        await page.Keyboard.PressAsync("Escape");
        await App.GoAsync(page, "/approvals?stop=1");
        await page.Locator("dialog[open] #stop-reason").WaitForAsync();
        await LookAsync(page);
        await App.GoAsync(page, "/callback-log");
        await page.Locator("details.callback", new() { HasText = "EP-1" }).First.Locator("summary").ClickAsync();
        await page.Locator(".changes").WaitForAsync();
        await LookAsync(page);
        Assert.True(_faults.Count == 0, string.Join(Environment.NewLine, _faults));
    }

    [Fact]
    public async Task Motion_WhereItIsNotWanted_IsNone()
    {
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = "en", ReducedMotion = ReducedMotion.Reduce });
        var page = await App.OpenAsync(context, "/payments");
        foreach (var path in (string[])["/payments", "/operations", "/callback-log"])
        {
            await App.GoAsync(page, path);
            var moving = await page.EvaluateAsync<string[]>("""
                () => [...document.querySelectorAll("*")].filter(element => {
                  const style = getComputedStyle(element);
                  const longest = list => Math.max(...list.split(",").map(parseFloat));
                  return longest(style.transitionDuration) > 0 || (style.animationName !== "none" && longest(style.animationDuration) > 0.01);
                }).map(element => element.outerHTML.slice(0, 120))
                """);
            Assert.Empty(moving);
        }
    }

    [Fact]
    public async Task Check_OfAPageWithAFault_NamesIt()
    {
        await using var context = await ContextAsync(ColorScheme.Light, 1440, 900, "en");
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(App.Address, "/sign-in").ToString());
        await page.EvaluateAsync("() => document.querySelector('main').append(document.createElement('select'))");
        Assert.EndsWith("select-name: <select></select>", Assert.Single(await page.FaultsAsync()), StringComparison.Ordinal);
    }

    /// <summary>The first page of an installation, which only an empty one has, and the start of somebody who sees nothing yet.</summary>
    [Fact]
    public async Task Setup_AndEmptyLists_AreClean()
    {
        await using var empty = new DashboardApp { Settings = new Dictionary<string, string> { ["SignIn:RequireSecondFactor"] = "false" } };
        empty.StartServer();
        await using var context = await ContextAsync(ColorScheme.Dark, 390, 844, "en");
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(empty.Address, "/setup").ToString());
        await LookAsync(page);
        await StaffPage.AddUserAsync(empty, Roles.Admin);
        await StaffPage.SignInAsync(page, empty);
        foreach (var path in (string[])["/payments", "/operations", "/callback-log", "/approvals", "/refunds/batches"])
        {
            await empty.GoAsync(page, path);
            await LookAsync(page);
        }

        Assert.True(_faults.Count == 0, string.Join(Environment.NewLine, _faults));
    }

    private Task<IBrowserContext> ContextAsync(ColorScheme scheme, int width, int height, string language) => chromium.Browser.NewContextAsync(
        new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = height }, Locale = language });

    private async Task LookAsync(IPage page)
    {
        _faults.AddRange(await page.FaultsAsync());
        var over = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        if (over > 0)
            _faults.Add($"{page.Url} scrolls sideways by {over} px at {page.ViewportSize!.Width} px");
    }
}
