using Dashboard.Core.Access;
using Dashboard.Core.Projects;
using Dashboard.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Dashboard.EndToEnd.Tests;

/// <summary>Lists, a payment's page and the refund dialog in a real browser, with payments that came by callback.</summary>
public sealed class RegisterPagesTests(BrowserFixture chromium)
{
    private const string Awkward = "order/10 42%2F \u0436";

    [Theory]
    [InlineData(ColorScheme.Light, 1440, 900, "en")]
    [InlineData(ColorScheme.Dark, 1440, 900, "ru")]
    [InlineData(ColorScheme.Light, 390, 844, "ru")]
    public async Task Pages_AndOpenDialog_HaveNoViolation(ColorScheme scheme, int width, int height, string language)
    {
        await using var app = await StartAsync();
        await using var context = await chromium.Browser.NewContextAsync(
            new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = height }, Locale = language });
        var faults = new List<string>();
        var page = await OpenAsync(app, context, "/payments");
        faults.AddRange(await page.FaultsAsync());
        await page.Locator("summary.filter-open").Nth(0).ClickAsync();
        faults.AddRange(await page.FaultsAsync());
        await GoAsync(page, app, "/payments?status=nothing");
        faults.AddRange(await page.FaultsAsync());
        await GoAsync(page, app, "/operations");
        faults.AddRange(await page.FaultsAsync());
        await GoAsync(page, app, "/callback-log");
        await page.Locator("details.callback summary").First.ClickAsync();
        await page.Locator("pre.raw").WaitForAsync();
        faults.AddRange(await page.FaultsAsync());
        await GoAsync(page, app, "/callback-log?verdict=refused");
        faults.AddRange(await page.FaultsAsync());
        await GoAsync(page, app, "/payments/386/EP-1");
        faults.AddRange(await page.FaultsAsync());
        await page.Locator("[data-refund]").ClickAsync();
        await page.Locator("#refund-amount").FillAsync("999999");
        await page.Locator(".refund-amount [role=alert]").WaitForAsync();
        faults.AddRange(await page.FaultsAsync());
        Assert.Empty(faults);
    }

    [Fact]
    public async Task Payment_AnyTextAsId_OpensFromTheList()
    {
        await using var app = await StartAsync();
        await using var context = await chromium.Browser.NewContextAsync();
        var page = await OpenAsync(app, context, "/payments");
        await page.Locator("tr", new() { HasText = "order/10" }).Locator("a.row-link").ClickAsync();
        await page.Locator($".panel .copy-id [title='{Awkward}']").WaitForAsync();
        await page.ReloadAsync();
        await page.Locator($".panel .copy-id [title='{Awkward}']").WaitForAsync();
        await page.Locator(".panel [data-page]").ClickAsync();
        await page.Locator($".page-header .copy-id [title='{Awkward}']").WaitForAsync();
    }

    [Fact]
    public async Task List_CallbackArrives_ChangesRowInPlaceAndOffersTheNewOne()
    {
        await using var app = await StartAsync();
        await using var context = await chromium.Browser.NewContextAsync();
        var page = await OpenAsync(app, context, "/payments");
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(2);

        await PostAsync(app, PlatformCallback.Refund("EP-1", 2000, "EUR", 5000));
        await page.Locator("tr.fresh .chip", new() { HasText = "Partly refunded" }).WaitForAsync();
        await PostAsync(app, PlatformCallback.Sale("EP-3", 700, "EUR").Operation(900));
        await page.Locator(".new-rows-button", new() { HasText = "1 new" }).ClickAsync();
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(3);
    }

    [Fact]
    public async Task Refund_ByKeyboard_IsRequestedOnceAndTracked()
    {
        await using var app = await StartAsync();
        await using var context = await chromium.Browser.NewContextAsync();
        var page = await OpenAsync(app, context, "/payments/386/EP-1");
        await page.Locator("[data-refund]").WaitForAsync();
        await page.Keyboard.PressAsync("r");
        await page.Locator("dialog[open] #refund-reason").SelectOptionAsync("Duplicate");
        await page.Locator("#refund-amount").FillAsync("12.34");
        await Assertions.Expect(page.Locator("[data-dialog-submit]")).ToHaveTextAsync("Refund 12.34 EUR to Alfa-Click \u2022\u2022nt1");
        await page.Locator("#refund-amount").PressAsync("Enter");
        await page.Locator("#refund-amount").PressAsync("Control+Enter");
        await page.Locator("dialog .tracker").WaitForAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("dialog[open]")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator(".refund-line")).ToHaveCountAsync(1);
    }

    private static async Task<DashboardApp> StartAsync()
    {
        var app = new DashboardApp { Settings = new Dictionary<string, string> { ["SignIn:RequireSecondFactor"] = "false" } };
        app.StartServer();
        var faults = await app.Services.GetRequiredService<AddProject>().HandleAsync(
            Actor.CommandLine, new NewProject(386, "Shop", "http://127.0.0.1:9", PlatformCallback.Secret), TestContext.Current.CancellationToken);
        Assert.Empty(faults);
        await StaffPage.AddUserAsync(app, Roles.Admin);
        await PostAsync(app, PlatformCallback.Sale("EP-1", 5000, "EUR"));
        await PostAsync(app, PlatformCallback.Sale(Awkward, 100000, "RUB").Operation(700).Declined("20105", "Insufficient funds"));
        return app;
    }

    private static async Task PostAsync(DashboardApp app, PlatformCallback callback)
    {
        using var client = new HttpClient();
        using var body = callback.ToContent();
        using var answer = await client.PostAsync(new Uri(app.Address, "/callbacks"), body, TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
    }

    private static async Task<IPage> OpenAsync(DashboardApp app, IBrowserContext context, string path)
    {
        var page = await context.NewPageAsync();
        await StaffPage.SignInAsync(page, app);
        await GoAsync(page, app, path);
        return page;
    }

    private static async Task GoAsync(IPage page, DashboardApp app, string path)
    {
        await page.GotoAsync(new Uri(app.Address, path).ToString());
        await StaffPage.InteractiveAsync(page);
        await page.Locator(".skeleton").WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }
}
