using System.Text.RegularExpressions;
using Dashboard.Core.Access;
using Dashboard.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.EndToEnd.Tests;

/// <summary>What somebody has done to a list stays: rows read, rows ticked, the filter one came from, the place one was sent to.</summary>
public sealed class ListStaysTests(BrowserFixture chromium)
{
    private static readonly DateTimeOffset Morning = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task New_Shown_LeavesWhatWasReadAndTicked()
    {
        await using var app = await RegisterApp.StartAsync(Roles.Operator, [.. Enumerable.Range(1, 60).Select(Sale)]);
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = "en" });
        var page = await app.OpenAsync(context, "/payments");
        await page.Locator(".list-foot button").ClickAsync();
        await Expect(Rows(page)).ToHaveCountAsync(60);
        await Row(page, "EP-60").Locator("input[data-row]").CheckAsync();
        await Rows(page).Last.Locator("input[data-row]").CheckAsync();
        await Expect(page.Locator("tr[aria-selected=true]")).ToHaveCountAsync(2);

        await app.PostAsync(Sale(61));
        await page.GetByRole(AriaRole.Button, new() { Name = "1 new" }).ClickAsync();

        await Expect(Rows(page)).ToHaveCountAsync(61);
        await Expect(page.Locator("tr.fresh")).ToContainTextAsync("EP-61");
        await Expect(page.Locator("tr[aria-selected=true]")).ToHaveCountAsync(2);
        await Expect(page.Locator("tr[aria-selected=true]").First).ToContainTextAsync("EP-60");
    }

    [Fact]
    public async Task Operation_OpenedBesideTheList_IsTheOneThatIsMarked()
    {
        await using var app = await RegisterApp.StartAsync(Roles.Operator, Sale(1), PlatformCallback.Refund("EP-1", 300, "EUR", 5000).At(Morning.AddHours(1)));
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = "en" });
        var page = await app.OpenAsync(context, "/operations?type=refund");
        await page.Locator("a.row-link").ClickAsync();
        await Expect(page.Locator(".panel [data-sought]")).ToContainTextAsync("Refund");
        await Expect(page.Locator(".panel [data-sought]")).ToContainTextAsync("3.00");
    }

    [Fact]
    public async Task Menu_OfOneChoice_ClosesBehindIt_OneOfTicksStays()
    {
        await using var app = await RegisterApp.StartAsync(Roles.Operator, Sale(1));
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = "en" });
        var page = await app.OpenAsync(context, "/payments");
        var (period, status) = (Pill(page, "Period"), Pill(page, "Status"));
        await period.Locator("summary").ClickAsync();
        await period.GetByRole(AriaRole.Button, new() { Name = "Today" }).ClickAsync();
        await Expect(period.Locator("summary.set")).ToBeFocusedAsync();
        await Expect(page.Locator("details[data-menu][open]")).ToHaveCountAsync(0);

        await status.Locator("summary").ClickAsync();
        await status.GetByLabel("Success", new() { Exact = true }).CheckAsync();
        await Expect(page).ToHaveURLAsync(new Regex("status=success"));
        await status.GetByLabel("Processing", new() { Exact = true }).CheckAsync();
        await Expect(page).ToHaveURLAsync(new Regex("status=success%2Cprocessing|status=success,processing|status=success&status=processing"));
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("details[data-menu][open]")).ToHaveCountAsync(0);
        await status.Locator("summary").ClickAsync();
        await status.Locator("input").Last.FocusAsync();
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator("details[data-menu][open]")).ToHaveCountAsync(0);
    }

    /// <summary>Two clicks before the browser has told of the address of the first: the second adds to it.</summary>
    [Theory]
    [InlineData("/payments", "Status", "Success", "Processing", "status=success&status=processing")]
    [InlineData("/operations", "Status", "Success", "Processing", "status=success&status=processing")]
    [InlineData("/callback-log", "Project", "Northwind Store · 386", "Outlet · 402", "project=386&project=402")]
    [InlineData("/operations/failed-refunds", "Project", "Northwind Store · 386", "Outlet · 402", "project=386&project=402")]
    public async Task Options_TickedFasterThanTheAddressFollows_AreAllChosen(string list, string menu, string first, string second, string query)
    {
        await using var app = await RegisterApp.StartAsync(Roles.Admin, Sale(1));
        await app.AddProjectAsync(402, "Outlet");
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = "en" });
        var page = await app.OpenAsync(context, list);
        await Pill(page, menu).Locator("summary").ClickAsync();

        await page.EvaluateAsync("""
            names => { for (const name of names) [...document.querySelectorAll("label.filter-option")].find(label => label.textContent === name).click(); }
            """, new[] { first, second });

        await Expect(page).ToHaveURLAsync(new Regex(Regex.Escape(query) + "$"));
        await Expect(Pill(page, menu).GetByLabel(first, new() { Exact = true })).ToBeCheckedAsync();
        await Expect(Pill(page, menu).GetByLabel(second, new() { Exact = true })).ToBeCheckedAsync();
        await page.GoBackAsync();
        await Expect(page).ToHaveURLAsync(new Regex(Regex.Escape(query[..query.IndexOf('&', StringComparison.Ordinal)]) + "$"));
        await Expect(Pill(page, menu).GetByLabel(second, new() { Exact = true })).Not.ToBeCheckedAsync();
        await Expect(Pill(page, menu).GetByLabel(first, new() { Exact = true })).ToBeCheckedAsync();
    }

    [Theory]
    [InlineData("/payments?status=success", true)]
    [InlineData("/payments?status=success", false)]
    [InlineData("/operations?type=sale", true)]
    public async Task PaymentPage_Left_LeadsBackToTheListOneCameFrom(string list, bool byKey)
    {
        await using var app = await RegisterApp.StartAsync(Roles.Operator, Sale(1));
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = "en" });
        var page = await app.OpenAsync(context, list);
        await page.Locator("a.row-link").ClickAsync();
        await page.Locator(".panel-head [data-page], .panel header [data-page]").First.ClickAsync();
        await page.Locator("a[data-back]").WaitForAsync();
        await StaffPage.InteractiveAsync(page);
        if (byKey)
            await page.Keyboard.PressAsync("Escape");
        else
            await page.Locator("a[data-back]").ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex(Regex.Escape(list)));
        await Expect(page.Locator("a[data-back]")).ToHaveCountAsync(0);
    }

    private static PlatformCallback Sale(int n) =>
        PlatformCallback.Sale($"EP-{n}", 5000, "EUR").Operation(1000 + n, $"sale-{n}").At(Morning.AddMinutes(n)).CreatedAt(Morning.AddMinutes(n));

    private static ILocator Rows(IPage page) => page.Locator(".data tbody tr");

    private static ILocator Row(IPage page, string id) => page.Locator(".data tbody tr", new() { HasText = id });

    private static ILocator Pill(IPage page, string name) => page.Locator(".filter-pill", new() { HasText = name }).First;
}
