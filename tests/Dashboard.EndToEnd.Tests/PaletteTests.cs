using System.Text.RegularExpressions;
using Dashboard.Core.Access;
using Dashboard.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.EndToEnd.Tests;

/// <summary>Palette, help sheet and single keys by keyboard alone.</summary>
public sealed class PaletteTests(BrowserFixture chromium)
{
    private static readonly PlatformCallback[] Payments =
    [
        PlatformCallback.Sale("EP-1", 5000, "EUR"),
        PlatformCallback.Sale("EP-2", 700, "EUR").Operation(700123).Declined("20105", "Insufficient funds"),
        PlatformCallback.Sale("KG-3", 900, "EUR").Operation(700124),
    ];

    [Fact]
    public async Task Palette_TypedAndEntered_OpensPaymentPageAndPageOfTheMenu()
    {
        await using var app = await RegisterApp.StartAsync(Roles.Admin, Payments);
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = "en" });
        var page = await app.OpenAsync(context, "/approvals");
        var input = page.GetByRole(AriaRole.Combobox);

        await page.Keyboard.PressAsync("Control+k");
        await Expect(input).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("EP-2");
        var found = page.Locator("[data-found]:not([data-stale]) [role=option]");
        await Expect(found).ToHaveCountAsync(1);
        await Expect(found).ToHaveAttributeAsync("aria-selected", "true");
        await Expect(input).ToHaveAttributeAsync("aria-activedescendant", await found.GetAttributeAsync("id") ?? "");
        await page.Keyboard.PressAsync("Enter");
        await page.ComesToAsync("**/payments/386/EP-2");
        await Expect(page.Locator("dialog[open]")).ToHaveCountAsync(0);

        // What was looked at comes first the next time; arrows walk, Escape closes.
        await page.Keyboard.PressAsync("Control+k");
        await Expect(page.Locator("[data-recent] [role=option]")).ToHaveAttributeAsync("href", "/payments/386/EP-2");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowUp");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("dialog[open]")).ToHaveCountAsync(0);

        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync("mass ref");
        await Expect(page.Locator("#palette-ActNewBatch")).ToHaveAttributeAsync("aria-selected", "true");
        await page.Keyboard.PressAsync("Enter");
        await page.ComesToAsync("**/refunds/batches/new");
    }

    [Fact]
    public async Task Palette_OldQuestion_IsGivenUpAndItsAnswerNeverChosen()
    {
        await using var app = await RegisterApp.StartAsync(Roles.Admin, Payments);
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = "en" });
        var page = await app.OpenAsync(context, "/operations");
        var held = new TaskCompletionSource();
        var aborted = new TaskCompletionSource();
        page.RequestFailed += (_, request) =>
        {
            if (request.Url.EndsWith("q=EP-1", StringComparison.Ordinal))
                aborted.TrySetResult();
        };
        // The first answer is held back until the second has come.
        await page.RouteAsync("**/palette/found?q=EP-1", async route =>
        {
            held.TrySetResult();
            await aborted.Task;
            await route.AbortAsync();
        });

        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync("EP-1");
        await held.Task;
        await page.GetByRole(AriaRole.Combobox).FillAsync("KG-3");

        await Expect(page.Locator("[data-found]:not([data-stale]) [role=option]")).ToHaveAttributeAsync("href", "/payments/386/KG-3");
        await aborted.Task;
    }

    [Fact]
    public async Task Palette_Actions_ChangeTheThemeAndOpenTheStopDialog()
    {
        await using var app = await RegisterApp.StartAsync(Roles.Admin, Payments);
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = "en", ColorScheme = ColorScheme.Light });
        var page = await app.OpenAsync(context, "/payments");
        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync("theme");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");

        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync("compact");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-density", "compact");

        await page.Keyboard.PressAsync("Control+k");
        await page.Keyboard.TypeAsync("stop refunds");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("dialog[open] #stop-reason")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Palette_OnAStaticPage_FindsAsWell()
    {
        await using var app = await RegisterApp.StartAsync(Roles.Support, Payments);
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = "en" });
        var page = await context.NewPageAsync();
        await StaffPage.SignInAsync(page, app);
        await page.GotoAsync(new Uri(app.Address, "/profile").ToString());
        await page.Locator("[data-palette-open]").ClickAsync();
        await page.Keyboard.TypeAsync("700123");
        var operation = page.Locator("[data-found] [role=option]").Nth(1);
        await Expect(operation).ToHaveAttributeAsync("href", "/payments/386/EP-2#operation-700123");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
        await page.ComesToAsync("**/payments/386/EP-2#operation-700123");
    }

    [Fact]
    public async Task Keys_Single_WalkGoAndHelpUntilTheyAreSwitchedOff()
    {
        await using var app = await RegisterApp.StartAsync(Roles.Admin, Payments);
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = "en" });
        var page = await app.OpenAsync(context, "/payments");
        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("o");
        await page.ComesToAsync("**/operations");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Operations" })).ToBeFocusedAsync();
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(3);
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(page.Locator("tbody tr").Nth(1).Locator("a.row-link")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("k");
        await Expect(page.Locator("tbody tr").Nth(0).Locator("a.row-link")).ToBeFocusedAsync();

        // In a field the same keys are letters.
        await page.Keyboard.PressAsync("/");
        await Expect(page.Locator("[data-list-search]")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("gp?j");
        await Expect(page.Locator("[data-list-search]")).ToHaveValueAsync("gp?j");
        await Expect(page.Locator("dialog[open]")).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("Escape");

        await page.Locator("h1").ClickAsync();
        await page.Keyboard.PressAsync("?");
        await Expect(page.GetByRole(AriaRole.Dialog, new() { Name = "Keyboard shortcuts" })).ToBeVisibleAsync();
        await page.Locator("[data-keys-switch]").UncheckAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("?");
        await page.Keyboard.PressAsync("j");
        await Expect(page.Locator("dialog[open]")).ToHaveCountAsync(0);
        await Expect(page.Locator("a.row-link:focus")).ToHaveCountAsync(0);
        await page.ReloadAsync();
        await StaffPage.InteractiveAsync(page);
        await page.Keyboard.PressAsync("?");
        await Expect(page.Locator("dialog[open]")).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("Control+k");
        await Expect(page.GetByRole(AriaRole.Combobox)).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Keys_OnARussianLayout_AreTheSameCaps()
    {
        await using var app = await RegisterApp.StartAsync(Roles.Admin, Payments);
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = "ru" });
        var page = await app.OpenAsync(context, "/payments");
        // As a browser reports the caps G and O under a Russian layout.
        await page.EvaluateAsync("""
            for (const [key, code] of [["п", "KeyG"], ["щ", "KeyO"]])
              document.body.dispatchEvent(new KeyboardEvent("keydown", { key, code, bubbles: true, cancelable: true }));
            """);
        await Expect(page).ToHaveURLAsync(new Regex("/operations$"));
    }
}
