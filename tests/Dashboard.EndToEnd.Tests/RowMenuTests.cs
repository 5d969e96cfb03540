using System.Text.RegularExpressions;
using Dashboard.Core.Access;
using Dashboard.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.EndToEnd.Tests;

/// <summary>The one menu of a list's rows, and what goes through the clipboard.</summary>
public sealed class RowMenuTests(BrowserFixture chromium)
{
    private static readonly PlatformCallback[] Payments =
    [
        PlatformCallback.Sale("EP-1", 5000, "EUR").Operation(700123),
        PlatformCallback.Sale("a/b 7", 700, "EUR").Operation(700124).Declined("20105", "Insufficient funds"),
    ];

    [Fact]
    public async Task Menu_ByKeyboard_ActsOnTheRowItWasOpenedAt()
    {
        await using var app = await RegisterApp.StartAsync(Roles.Admin, Payments);
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = "en", Permissions = ["clipboard-read", "clipboard-write"] });
        var page = await app.OpenAsync(context, "/payments");
        var menu = page.Locator("#row-menu");
        var paid = page.Locator("tr", new() { HasText = "EP-1" });
        var odd = page.Locator("tr", new() { HasText = "a/b 7" });

        await odd.Locator("a.row-link").FocusAsync();
        await page.Keyboard.PressAsync("m");
        await Expect(menu).ToBeVisibleAsync();
        Assert.Empty(await page.FaultsAsync());
        // Nothing was taken, so nothing can be given back.
        await Expect(menu.Locator("[data-do=refund]")).ToBeHiddenAsync();
        await Expect(menu.Locator("[data-do=page]")).ToBeFocusedAsync();
        await Expect(menu.Locator("[data-do=callbacks]")).ToHaveAttributeAsync("href", "/callback-log?q=a%2Fb%207");
        await Expect(menu.Locator("[data-do=platform]")).ToHaveAttributeAsync("href", "https://platform.test/p/a%2Fb%207?project=386");
        await page.Keyboard.PressAsync("End");
        await page.Keyboard.PressAsync("Enter");
        await Expect(menu).ToBeHiddenAsync();
        Assert.StartsWith("Payment a/b 7 in Northwind Store (386)", await CopiedAsync(page), StringComparison.Ordinal);
        await Expect(odd.Locator("[data-row-menu]")).ToBeFocusedAsync();

        await page.Keyboard.PressAsync("Enter");
        await menu.Locator("[data-do=id]").ClickAsync();
        await Expect(menu.Locator(".copied")).ToHaveTextAsync("Copied");
        Assert.Equal("a/b 7", await CopiedAsync(page));
        await page.Keyboard.PressAsync("Escape");
        await Expect(menu).ToBeHiddenAsync();

        await paid.Locator("[data-row-menu]").ClickAsync();
        await menu.Locator("[data-do=refund]").ClickAsync();
        await Expect(page.Locator("dialog[open] h2")).ToContainTextAsync("Refund 50.00 EUR");
    }

    [Fact]
    public async Task Palette_ListPasted_LeadsToWhatIsThereAndWhatIsNot()
    {
        await using var app = await RegisterApp.StartAsync(Roles.Admin, Payments);
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = "en", Permissions = ["clipboard-read", "clipboard-write"] });
        var page = await app.OpenAsync(context, "/approvals");
        await page.EvaluateAsync("text => navigator.clipboard.writeText(text)", "EP-1\n" + string.Join('\n', Enumerable.Range(1, 60).Select(n => $"NOT-HERE-{n}")));
        await page.Keyboard.PressAsync("Control+k");
        await Expect(page.Locator("#palette-text")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Control+v");
        await Expect(page).ToHaveURLAsync(new Regex(@"/payments\?list="));
        await Expect(page.Locator("[data-missing]")).ToHaveAttributeAsync("data-missing", "60");
        await Expect(page.Locator(".data tbody tr")).ToHaveCountAsync(1);
    }

    private static Task<string> CopiedAsync(IPage page) => page.EvaluateAsync<string>("() => navigator.clipboard.readText()");
}
