using Dashboard.Core.Access;
using Dashboard.Core.Projects;
using Dashboard.Core.Refunds;
using Dashboard.TestKit;
using Dashboard.Web.Access;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.EndToEnd.Tests;

/// <summary>Payments open beside the list, in a real browser.</summary>
public sealed class PaymentPanelTests(BrowserFixture chromium)
{
    private const string Requester = "oleg@shop.test";

    /// <summary>A customer is on the phone, and the person at the desk has never seen this application.</summary>
    [Fact]
    public async Task WhereIsMyRefund_FromThePaymentId_IsAnsweredInWords()
    {
        await using var app = await StartAsync(Roles.Support);
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = "en", TimezoneId = "Europe/Riga" });
        var page = await OpenAsync(app, context, "/payments");

        await page.GetByRole(AriaRole.Searchbox).First.FillAsync("EP-1");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Link, new() { Name = "EP-1" }).First.ClickAsync();

        var refunds = page.Locator(".panel .refund-line");
        await Expect(refunds).ToHaveCountAsync(2);
        await Expect(refunds.Nth(0)).ToContainTextAsync("10.00");
        await Expect(refunds.Nth(0)).ToContainTextAsync("A colleague has to approve it. Its amount is held.");
        await Expect(refunds.Nth(1)).ToContainTextAsync("20.00");
        await Expect(refunds.Nth(1)).ToContainTextAsync("Done on 2 Mar 2026, 11:00:00 (UTC+2).");
        await Expect(page.Locator(".refund-when")).ToContainTextAsync("5 to 10 business days");
        await Expect(page.Locator(".ladder-last")).ToContainTextAsync("20.00");
        // What was said to the customer is there for the next colleague.
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a note" }).ClickAsync();
        await page.GetByLabel("Note", new() { Exact = true }).FillAsync("Told the customer: 20.00 by mid March, 10.00 waits.");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Locator(".note-text")).ToHaveTextAsync("Told the customer: 20.00 by mid March, 10.00 waits.");
    }

    [Fact]
    public async Task TwoOpen_BackForwardAndEsc_LeadWhereOneWas()
    {
        await using var app = await StartAsync(Roles.Support);
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = "en" });
        var page = await OpenAsync(app, context, "/payments");
        await RowOf(page, "EP-1").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(Title(page)).ToHaveTextAsync("50.00 EUR");
        await Expect(Title(page)).ToBeFocusedAsync();
        // The list is still there to be used.
        await RowOf(page, "EP-2").ClickAsync();
        await Expect(Title(page)).ToHaveTextAsync("12.34 EUR");
        await Expect(page.Locator("tr:has(a[aria-current])")).ToContainTextAsync("EP-2");

        await page.GetByRole(AriaRole.Tab, new() { Name = "EP-2" }).FocusAsync();
        await page.Keyboard.PressAsync("Home");
        await Expect(Title(page)).ToHaveTextAsync("50.00 EUR");
        await page.Keyboard.PressAsync("ArrowLeft");
        await Expect(Title(page)).ToHaveTextAsync("12.34 EUR");
        await Expect(page.GetByRole(AriaRole.Tab, new() { Name = "EP-2" })).ToBeFocusedAsync();

        await page.GoBackAsync();
        await Expect(page.GetByRole(AriaRole.Tab)).ToHaveCountAsync(0);
        await Expect(Title(page)).ToHaveTextAsync("50.00 EUR");
        await page.GoBackAsync();
        await Expect(page.Locator(".panel")).ToHaveCountAsync(0);
        await page.GoForwardAsync();
        await page.GoForwardAsync();
        await Expect(page.GetByRole(AriaRole.Tab)).ToHaveCountAsync(2);
        await page.ReloadAsync();
        await StaffPage.InteractiveAsync(page);
        await Expect(page.GetByRole(AriaRole.Tab)).ToHaveCountAsync(2);
        await Expect(Title(page)).ToHaveTextAsync("12.34 EUR");

        await page.Keyboard.PressAsync("Escape");
        await Expect(Title(page)).ToHaveTextAsync("50.00 EUR");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator(".panel")).ToHaveCountAsync(0);
        await Expect(RowOf(page, "EP-1")).ToBeFocusedAsync();
        Assert.Equal("/payments", new Uri(page.Url).PathAndQuery);
    }

    [Fact]
    public async Task Rows_OpenedBefore_AreDimmedUntilThePersonSignsOut()
    {
        await using var app = await StartAsync(Roles.Support);
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = "en" });
        var page = await OpenAsync(app, context, "/payments");
        var dimmed = page.Locator("table.data tr[data-opened]");
        await Expect(dimmed).ToHaveCountAsync(0);
        await RowOf(page, "EP-1").ClickAsync();
        await Expect(dimmed).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator(".panel")).ToHaveCountAsync(0);
        await page.ReloadAsync();
        await Expect(dimmed).ToHaveCountAsync(1);
        await Expect(dimmed).ToContainTextAsync("EP-1");
        await StaffPage.InteractiveAsync(page);

        await page.Locator("form[action='/sign-out']").First.EvaluateAsync("form => form.requestSubmit()");
        await page.ComesToAsync("**/sign-in**");
        Assert.DoesNotContain("opened-payments", await page.EvaluateAsync<string>("() => Object.keys(localStorage).join()"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_InThePanel_WalkTheListRefundAndLeaveTheBrowsersOwnAlone()
    {
        await using var app = await StartAsync(Roles.Admin);
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = "en" });
        var page = await OpenAsync(app, context, "/payments");
        var first = await page.Locator("a.row-link").First.GetAttributeAsync("href");
        await page.Locator("a.row-link").First.ClickAsync();
        await Expect(Title(page)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("j");
        await Expect(page.Locator("a.row-link").Nth(1)).ToHaveAttributeAsync("aria-current", "true");
        await page.Keyboard.PressAsync("k");
        await Expect(page.Locator("a.row-link").First).ToHaveAttributeAsync("aria-current", "true");
        await Expect(page.Locator(".panel")).ToHaveCountAsync(1);

        await RowOf(page, "EP-1").ClickAsync();
        await Expect(Title(page)).ToHaveTextAsync("50.00 EUR");
        await page.Keyboard.PressAsync("r");
        await page.Locator("dialog[open] #refund-reason").WaitForAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("dialog[open]")).ToHaveCountAsync(0);
        // Esc was the dialog's; the panel stays.
        await Expect(Title(page)).ToHaveTextAsync("50.00 EUR");

        var own = await context.RunAndWaitForPageAsync(() => page.Locator("a.row-link").First.ClickAsync(new() { Modifiers = [KeyboardModifier.ControlOrMeta] }));
        await own.ComesToAsync(new Uri(app.Address, first!).ToString());
        await own.Locator(".payment-grid").WaitForAsync();
    }

    [Fact]
    public async Task Panel_CallbackArrives_ChangesWithoutMovingWhatIsRead()
    {
        await using var app = await StartAsync(Roles.Support);
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = "en", ViewportSize = new() { Width = 1440, Height = 600 }, ReducedMotion = ReducedMotion.Reduce });
        var page = await OpenAsync(app, context, "/payments?open=386:EP-1");
        await page.Locator(".timeline-line").First.WaitForAsync();
        var read = page.Locator(".panel dt", new() { HasText = "Platform status" });
        await read.ScrollIntoViewIfNeededAsync();
        var before = (await read.BoundingBoxAsync())!;

        await PostAsync(app, PlatformCallback.Refund("EP-1", 500, "EUR", 5000, "refund-2").Operation(902));

        await page.Locator(".timeline-line.fresh").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await Expect(page.Locator(".panel .refund-line")).ToHaveCountAsync(3);
        var after = (await read.BoundingBoxAsync())!;
        Assert.InRange(after.Y, before.Y - 2, before.Y + 2);
        Assert.Equal("none", await page.Locator(".timeline-line.fresh").First.EvaluateAsync<string>("line => getComputedStyle(line).animationName"));
        await Expect(page.Locator("tbody tr", new() { HasText = "EP-1" })).ToContainTextAsync("−35.00");
    }

    [Theory]
    [InlineData(720, 450)]
    [InlineData(390, 844)]
    [InlineData(320, 640)]
    public async Task ListPanelAndPage_SmallOrZoomed_NeverScrollSideways(int width, int height)
    {
        await using var app = await StartAsync(Roles.Admin);
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = "ru", ViewportSize = new() { Width = width, Height = height } });
        var page = await OpenAsync(app, context, "/payments?open=386:EP-1,386:EP-2");
        await page.Locator(".panel:not([hidden]) .timeline-line").First.WaitForAsync();
        await NoSidewaysAsync(page);
        // What the sheet covers cannot be reached behind it.
        Assert.True(await page.Locator(".nav").EvaluateAsync<bool>("nav => nav.inert"));
        await page.Locator(".panel:not([hidden]) .panel-foot-close").ClickAsync();
        await Expect(page.Locator(".panel")).ToHaveCountAsync(1);
        await page.Locator(".panel:not([hidden]) .panel-foot-close").ClickAsync();
        await Expect(page.Locator(".panel")).ToHaveCountAsync(0);
        Assert.False(await page.Locator(".nav").EvaluateAsync<bool>("nav => nav.inert"));
        await page.GotoAsync(new Uri(app.Address, "/payments/386/EP-1").ToString());
        await StaffPage.InteractiveAsync(page);
        await page.Locator(".timeline-line").First.WaitForAsync();
        await NoSidewaysAsync(page);
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1440, 900, "en")]
    [InlineData(ColorScheme.Dark, 1440, 900, "ru")]
    [InlineData(ColorScheme.Light, 390, 844, "ru")]
    [InlineData(ColorScheme.Dark, 390, 844, "en")]
    public async Task PanelPageAndDialog_HaveNoViolation(ColorScheme scheme, int width, int height, string language)
    {
        await using var app = await StartAsync(Roles.Admin);
        await using var context = await chromium.Browser.NewContextAsync(
            new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = height }, Locale = language });
        var faults = new List<string>();
        var page = await OpenAsync(app, context, "/payments?open=386:EP-2,386:EP-1");
        await page.Locator(".panel:not([hidden]) .timeline-line").First.WaitForAsync();
        faults.AddRange(await page.FaultsAsync());
        await page.Locator(".panel:not([hidden]) [data-add-note]").ClickAsync();
        await page.Locator(".note-form textarea").FillAsync(new string('x', 1001));
        await page.Locator(".note-form .field-error").WaitForAsync();
        faults.AddRange(await page.FaultsAsync());
        await page.Locator(".panel:not([hidden]) [data-refund]").ClickAsync();
        await page.Locator("dialog[open] #refund-reason").WaitForAsync();
        faults.AddRange(await page.FaultsAsync());
        foreach (var id in (string[])["EP-1", "EP-2"])
        {
            await page.GotoAsync(new Uri(app.Address, "/payments/386/" + id).ToString());
            await StaffPage.InteractiveAsync(page);
            await page.Locator(".timeline-line").First.WaitForAsync();
            faults.AddRange(await page.FaultsAsync());
        }

        await page.GotoAsync(new Uri(app.Address, "/payments/386/EP-1").ToString());
        await StaffPage.InteractiveAsync(page);
        await page.Locator("[data-refund]").ClickAsync();
        await page.Locator("dialog[open] #refund-reason").WaitForAsync();
        faults.AddRange(await page.FaultsAsync());
        Assert.Empty(faults);
    }

    /// <summary>A payment of 50.00 EUR with a refund of 20.00 made elsewhere and one of 10.00 that waits for a colleague; a declined one of the same customer.</summary>
    private static async Task<DashboardApp> StartAsync(string role)
    {
        var app = new DashboardApp { Settings = new Dictionary<string, string> { ["SignIn:RequireSecondFactor"] = "false" } };
        app.StartServer();
        var faults = await app.Services.GetRequiredService<AddProject>().HandleAsync(
            Actor.CommandLine, new NewProject(386, "Northwind Store", "http://127.0.0.1:9", PlatformCallback.Secret), TestContext.Current.CancellationToken);
        Assert.Empty(faults);
        await StaffPage.AddUserAsync(app, role);
        await PostAsync(app, PlatformCallback.Sale("EP-1", 5000, "EUR").Customer("C-1"));
        await PostAsync(app, PlatformCallback.Refund("EP-1", 2000, "EUR", 5000).Customer("C-1"));
        await PostAsync(app, PlatformCallback.Sale("EP-2", 1234, "EUR").Operation(700).Declined("20105", "Insufficient funds").Customer("C-1"));
        await app.Services.GetRequiredService<SetRefundLimit>().SetAsync(
            Actor.CommandLine, new RefundLimitInput(Roles.Operator, "EUR", 900, 100000, null), TestContext.Current.CancellationToken);
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<UserAccounts>().AddAsync(Actor.CommandLine,
            new NewUser("Oleg", Requester, StaffPage.Password, Roles.Operator, AllProjects: true), TestContext.Current.CancellationToken);
        var operatorId = (await scope.ServiceProvider.GetRequiredService<UserManager<User>>().FindByEmailAsync(Requester))!.Id;
        Assert.IsType<RequestRefundResult.Requested>(await app.Services.GetRequiredService<RequestRefund>().HandleAsync(new Actor(operatorId, Requester),
            new RequestRefundInput(Guid.CreateVersion7(), 386, "EP-1", 1000, "EUR", RefundReason.CustomerRequest, null, "T-17", true), TestContext.Current.CancellationToken));
        return app;
    }

    private static async Task PostAsync(DashboardApp app, PlatformCallback callback)
    {
        using var client = new HttpClient();
        using var body = callback.ToContent();
        using var answer = await client.PostAsync(new Uri(app.Address, "/callbacks"), body, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<IPage> OpenAsync(DashboardApp app, IBrowserContext context, string path)
    {
        var page = await context.NewPageAsync();
        await StaffPage.SignInAsync(page, app);
        await page.GotoAsync(new Uri(app.Address, path).ToString());
        await StaffPage.InteractiveAsync(page);
        await page.Locator("tbody tr").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        return page;
    }

    private static ILocator RowOf(IPage page, string paymentId) => page.Locator($"a.row-link[href='/payments/386/{paymentId}']");

    private static ILocator Title(IPage page) => page.Locator(".panel:not([hidden]) [data-panel-title]");

    private static async Task NoSidewaysAsync(IPage page)
    {
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{page.Url} scrolls sideways.");
        Assert.True(await page.EvaluateAsync<bool>("[...document.querySelectorAll('.panel-body')].every(body => body.scrollWidth <= body.clientWidth)"), $"A panel of {page.Url} scrolls sideways.");
    }
}
