using Dashboard.Core.Access;
using Dashboard.Core.Projects;
using Dashboard.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Dashboard.EndToEnd.Tests;

/// <summary>The payments list as somebody uses it who was never shown how.</summary>
public sealed class PaymentListTests(BrowserFixture chromium)
{
    [Fact]
    public async Task Search_LastFourDigitsAndAmount_FindsTheOnePayment()
    {
        await using var app = await StartAsync();
        await using var context = await chromium.Browser.NewContextAsync();
        var page = await OpenAsync(app, context, "/payments");
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("0081 16.60 EUR");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".data tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator(".data tbody tr")).ToContainTextAsync("CARD-2");
        await Assertions.Expect(page.Locator(".search-notes")).ToContainTextAsync("account ending in 0081");
    }

    [Fact]
    public async Task Filters_YesterdaysDeclinesOfOneMethodInOneProject_AreSharedByTheAddress()
    {
        await using var app = await StartAsync();
        await using var context = await chromium.Browser.NewContextAsync();
        var page = await OpenAsync(app, context, "/payments");
        await PickAsync(page, "Period", "Yesterday");
        await PickAsync(page, "Status", "Declined");
        await PickAsync(page, "Method", "Card");
        await PickAsync(page, "Project", "Shop");
        await Assertions.Expect(page.Locator(".data tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator(".data tbody tr")).ToContainTextAsync("CARD-3");

        await using var colleague = await chromium.Browser.NewContextAsync();
        var other = await colleague.NewPageAsync();
        await StaffPage.SignInAsync(other, app);
        await other.GotoAsync(page.Url);
        await StaffPage.InteractiveAsync(other);
        await Assertions.Expect(other.Locator(".data tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(other.Locator(".data tbody tr")).ToContainTextAsync("CARD-3");
        await other.Locator(".filter-pill", new() { HasText = "Status" }).Locator(".filter-drop").ClickAsync();
        await Assertions.Expect(other.Locator(".data tbody tr")).ToHaveCountAsync(2);
        Assert.DoesNotContain("status=", other.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PastedList_OfAThousandIds_TellsWhatIsNotThere()
    {
        await using var app = await StartAsync();
        await using var context = await chromium.Browser.NewContextAsync(new() { Permissions = ["clipboard-read", "clipboard-write"] });
        var page = await OpenAsync(app, context, "/payments?period=today");
        // Longer than what one message to the server may hold.
        var list = string.Join('\n', Enumerable.Range(1, 1000).Select(n => n <= 10 ? $"CARD-{n}" : $"CARD-{n}-{new string('0', 40)}"));
        await page.EvaluateAsync("text => navigator.clipboard.writeText(text)", list);
        await page.Locator("[data-list-search]").FocusAsync();
        await page.Keyboard.PressAsync("Control+v");
        await Assertions.Expect(page.Locator("[data-missing]")).ToHaveAttributeAsync("data-missing", "996");
        await Assertions.Expect(page.Locator(".data tbody tr")).ToHaveCountAsync(4);
        await Assertions.Expect(page.Locator("[data-period-ignored]")).ToBeVisibleAsync();
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator(".data tbody tr")).ToHaveCountAsync(4);
    }

    [Fact]
    public async Task Columns_ChosenAndMoved_AreThereInAnotherBrowser()
    {
        await using var app = await StartAsync();
        await using var context = await chromium.Browser.NewContextAsync();
        var page = await OpenAsync(app, context, "/payments");
        await page.Locator(".column-menu > summary").ClickAsync();
        await page.Locator(".column-list label", new() { HasText = "Code" }).ClickAsync();
        await page.Locator(".column-list li", new() { HasText = "Payment id" }).Locator("button.up").ClickAsync();
        await Assertions.Expect(page.Locator("thead th").Nth(4)).ToHaveTextAsync("Payment id");

        await using var another = await chromium.Browser.NewContextAsync();
        var other = await OpenAsync(app, another, "/payments");
        await Assertions.Expect(other.Locator("thead th", new() { HasText = "Code" })).ToHaveCountAsync(1);
        await Assertions.Expect(other.Locator("thead th").Nth(4)).ToHaveTextAsync("Payment id");
    }

    [Fact]
    public async Task View_SavedForEverybody_OpensForAColleague()
    {
        await using var app = await StartAsync();
        await using var context = await chromium.Browser.NewContextAsync();
        var page = await OpenAsync(app, context, "/payments?q=7");
        await page.Locator("[data-as-amount]").ClickAsync();
        await Assertions.Expect(page.Locator(".data tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator(".data tbody tr")).ToContainTextAsync("CARD-6");
        await page.Locator(".views-menu > summary").ClickAsync();
        await page.Locator("[data-view-name]").FillAsync("Seven euros");
        await page.Locator(".view-form input[type=checkbox]").CheckAsync();
        await page.Locator("[data-view-save]").ClickAsync();
        await Assertions.Expect(page.Locator(".views-menu .filter-option[aria-current=true]")).ToContainTextAsync("Seven euros");
        Assert.Empty(await page.FaultsAsync());

        await StaffPage.AddUserAsync(app, Roles.Support, "colleague@shop.test");
        await using var another = await chromium.Browser.NewContextAsync();
        var other = await another.NewPageAsync();
        await StaffPage.SignInAsync(other, app, "colleague@shop.test");
        await other.GotoAsync(new Uri(app.Address, "/payments").ToString());
        await StaffPage.InteractiveAsync(other);
        await other.Locator(".views-menu > summary").ClickAsync();
        await other.Locator(".views-menu .filter-option", new() { HasText = "Seven euros" }).ClickAsync();
        await Assertions.Expect(other.Locator(".data tbody tr")).ToHaveCountAsync(1);
        await other.Locator(".views-menu > summary").ClickAsync();
        await Assertions.Expect(other.Locator(".views-menu button[aria-label^=Remove]")).ToHaveCountAsync(0);

        // Begun with, it is where the menu and the start page lead, and nowhere else.
        await other.Locator("[data-view-first]").ClickAsync();
        await Assertions.Expect(other.Locator("[data-view-first]")).ToHaveAttributeAsync("aria-pressed", "true");
        await other.GotoAsync(new Uri(app.Address, "/payments").ToString());
        await Assertions.Expect(other.Locator(".data tbody tr").Nth(1)).ToBeVisibleAsync();
        await other.GotoAsync(app.Address.ToString());
        await Assertions.Expect(other.Locator(".data tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(other.Locator(".nav-link.active")).ToHaveTextAsync("Payments");
    }

    [Fact]
    public async Task Heads_ByKeyboard_SortTheWholeSet()
    {
        await using var app = await StartAsync(payments: 120);
        await using var context = await chromium.Browser.NewContextAsync();
        var page = await OpenAsync(app, context, "/payments");
        await page.Locator("th a[data-sort=Amount]").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("th[aria-sort=descending]")).ToContainTextAsync("Amount");
        await Assertions.Expect(page.Locator(".data tbody tr").First).ToContainTextAsync("MANY-120");
        await page.Locator("th a[data-sort=Amount]").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("th[aria-sort=ascending]")).ToContainTextAsync("Amount");
        await Assertions.Expect(page.Locator(".data tbody tr").First).ToContainTextAsync("MANY-1");
        await Assertions.Expect(page.Locator("[data-totals=known]")).ToContainTextAsync("126 payments");

        // The list of operations stands in the same frame.
        await page.GotoAsync(new Uri(app.Address, "/operations?type=sale").ToString());
        await StaffPage.InteractiveAsync(page);
        await page.Locator("th a[data-sort=Amount]").ClickAsync();
        await Assertions.Expect(page.Locator(".data tbody tr").First).ToContainTextAsync("MANY-120");
        await Assertions.Expect(page.Locator("[data-totals=known]")).ToContainTextAsync("operations");
        await page.Locator(".filter-pill", new() { HasText = "Type" }).Locator(".filter-drop").ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/operations[?]sort=amount$"));
    }

    [Fact]
    public async Task Back_FromAPayment_RestoresRowsPlaceAndSelection()
    {
        await using var app = await StartAsync(payments: 120);
        await using var context = await chromium.Browser.NewContextAsync(new() { ViewportSize = new() { Width = 1440, Height = 700 } });
        var page = await OpenAsync(app, context, "/payments");
        await page.Locator(".list-foot button").ClickAsync();
        await Assertions.Expect(page.Locator(".data tbody tr")).ToHaveCountAsync(100);
        await page.Locator(".data tbody tr").Nth(80).Locator("[data-row]").CheckAsync();
        await page.Locator(".data tbody tr").Nth(80).ScrollIntoViewIfNeededAsync();
        var before = await page.EvaluateAsync<int>("Math.round(scrollY)");
        Assert.True(before > 500, $"scrolled {before}");
        await page.EvaluateAsync("document.querySelectorAll('tbody a.row-link')[80].setAttribute('data-page', '')");
        await page.Locator(".data tbody tr").Nth(80).Locator("a.row-link").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.ComesToAsync("**/payments/386/**");
        await page.Locator("h1").WaitForAsync();
        await page.GoBackAsync();
        await Assertions.Expect(page.Locator(".data tbody tr")).ToHaveCountAsync(100);
        await Assertions.Expect(page.Locator(".data tbody tr").Nth(80).Locator("[data-row]")).ToBeCheckedAsync();
        await page.WaitForFunctionAsync("y => Math.abs(scrollY - y) < 60", before);
    }

    [Fact]
    public async Task Selection_Refunded_GoesToTheDryRunOfAMassRefund()
    {
        await using var app = await StartAsync();
        await using var context = await chromium.Browser.NewContextAsync();
        var page = await OpenAsync(app, context, "/payments?status=success");
        await page.Locator("th.pick input").CheckAsync();
        await page.Locator("[data-refund-selected]").ClickAsync();
        await page.ComesToAsync("**/refunds/batches/new?list=**");
        await StaffPage.InteractiveAsync(page);
        await page.Locator("#batch-chosen").WaitForAsync();
        await page.Locator(".form-actions button").ClickAsync();
        await page.Locator(".batch-grid").WaitForAsync();
        await Assertions.Expect(page.Locator(".batch-grid")).ToContainTextAsync("CARD-1");
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1440, "en")]
    [InlineData(ColorScheme.Dark, 1440, "ru")]
    [InlineData(ColorScheme.Dark, 1440, "en")]
    [InlineData(ColorScheme.Light, 390, "ru")]
    public async Task List_WithMenusOpen_HasNoViolation(ColorScheme scheme, int width, string language)
    {
        await using var app = await StartAsync();
        await using var context = await chromium.Browser.NewContextAsync(
            new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 900 }, Locale = language });
        var page = await OpenAsync(app, context, "/payments?status=success&status=decline&account=0081");
        await page.Locator("[data-totals=known]").WaitForAsync();
        await page.Locator("tbody [data-row]").First.CheckAsync();
        await page.Locator(".column-menu > summary").ClickAsync();
        var faults = await page.FaultsAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Locator(".filter-more").ClickAsync();
        await page.Locator(".filter-pill summary").Nth(1).ClickAsync();
        faults = [.. faults, .. await page.FaultsAsync()];
        await page.GotoAsync(new Uri(app.Address, "/payments?q=CARD-1;CARD-2;nothing&period=today").ToString());
        await StaffPage.InteractiveAsync(page);
        await page.Locator(".missing summary").ClickAsync();
        faults = [.. faults, .. await page.FaultsAsync()];
        await page.GotoAsync(new Uri(app.Address, "/payments?q=CARD-1&method=nothing").ToString());
        await StaffPage.InteractiveAsync(page);
        await page.Locator("[data-elsewhere]").WaitForAsync();
        faults = [.. faults, .. await page.FaultsAsync()];
        Assert.Empty(faults);
    }

    private static async Task PickAsync(IPage page, string filter, string option)
    {
        var pill = page.Locator(".filter-pill", new() { HasText = filter }).First;
        await pill.Locator("summary").ClickAsync();
        await pill.Locator(".filter-option", new() { HasText = option }).First.ClickAsync();
        await pill.Locator("summary.set").WaitForAsync();
        await page.Keyboard.PressAsync("Escape");
    }

    private static async Task<DashboardApp> StartAsync(int payments = 0)
    {
        var app = new DashboardApp { Settings = new Dictionary<string, string> { ["SignIn:RequireSecondFactor"] = "false" } };
        app.StartServer();
        foreach (var (id, name) in new[] { (386L, "Shop"), (387L, "Outlet") })
        {
            Assert.Empty(await app.Services.GetRequiredService<AddProject>().HandleAsync(
                Actor.CommandLine, new NewProject(id, name, "http://127.0.0.1:9", PlatformCallback.Secret), TestContext.Current.CancellationToken));
        }

        await StaffPage.AddUserAsync(app, Roles.Admin);
        var now = TimeProvider.System.GetUtcNow();
        var yesterday = new DateTimeOffset(now.UtcDateTime.Date.AddHours(-12), TimeSpan.Zero);
        await PostAsync(app, Card("CARD-1", 1660, "4242", now, 1));
        await PostAsync(app, Card("CARD-2", 1660, "0081", now, 2));
        await PostAsync(app, Card("CARD-3", 9900, "0081", yesterday, 3).Declined("20105", "Insufficient funds"));
        await PostAsync(app, Card("OUT-4", 9900, "0081", yesterday, 4).Project(387).Declined("20105", "Insufficient funds"));
        await PostAsync(app, Card("OLD-5", 500, "0081", now.AddDays(-9), 5).Declined("20105", "Insufficient funds"));
        await PostAsync(app, Card("CARD-6", 700, "5555", yesterday.AddMinutes(5), 6));
        for (var n = 1; n <= payments; n++)
            await PostAsync(app, Card($"MANY-{n}", n == 1 ? 1 : 10000 + n, "7777", now.AddHours(-30).AddMinutes(-n), 100 + n));
        return app;
    }

    private static PlatformCallback Card(string id, long amount, string end, DateTimeOffset at, long operation) =>
        PlatformCallback.Sale(id, amount, "EUR").Method("card").Account("411111******" + end).At(at).CreatedAt(at).Operation(operation);

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
        await page.GotoAsync(new Uri(app.Address, path).ToString());
        await StaffPage.InteractiveAsync(page);
        await page.Locator("[data-list=ready]").WaitForAsync();
        return page;
    }
}
