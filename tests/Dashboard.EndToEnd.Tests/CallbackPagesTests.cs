using Dashboard.Core.Access;
using Dashboard.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.EndToEnd.Tests;

/// <summary>The log of callbacks in a real browser: what changed, and applying again what waits.</summary>
public sealed class CallbackPagesTests(BrowserFixture chromium)
{
    private const long Large = long.MaxValue - 1000;
    private static readonly DateTimeOffset Later = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Earlier = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Parked_AppliedAgain_TurnsInPlaceAndSaysWhy()
    {
        await using var app = await ParkedAsync(1);
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = "en" });
        var page = await app.OpenAsync(context, "/callback-log?verdict=parked");
        await page.Locator("details.callback summary").ClickAsync();
        await page.Locator("[data-reapply]").ClickAsync();
        await Expect(page.GetByText("It failed once more and stays parked.")).ToBeVisibleAsync();

        await app.PostAsync(PlatformCallback.Sale("EP-1", 100, "RUB").At(Earlier));
        await page.Locator("[data-reapply]").ClickAsync();

        await Expect(page.Locator("details.callback .chip")).ToContainTextAsync("Applied");
        await Expect(page.Locator("[data-reapply]")).ToHaveCountAsync(0);
        await app.GoAsync(page, "/callback-log?verdict=parked");
        await Expect(page.GetByText("Nothing is parked")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Parked_AllAppliedAgain_TellsHowEachEnded()
    {
        await using var app = await ParkedAsync(3);
        await app.PostAsync(PlatformCallback.Sale("EP-1", 100, "RUB").At(Earlier));
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = "en" });
        var page = await app.OpenAsync(context, "/callback-log?verdict=parked");
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply all 3 again" }).ClickAsync();

        // One of the three fits beside the first capture; two more would not.
        await Expect(page.Locator(".reapply-tally")).ToContainTextAsync("3 tried");
        await Expect(page.Locator(".reapply-tally")).ToContainTextAsync("1 applied");
        await Expect(page.Locator(".reapply-tally")).ToContainTextAsync("2 still parked");
        await Expect(page.Locator("details.callback")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task Parked_ForSomebodyWithoutTheRight_OffersNothingToPress()
    {
        await using var app = await ParkedAsync(1, Roles.Support);
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = "en" });
        var page = await app.OpenAsync(context, "/callback-log?verdict=parked");
        await page.Locator("details.callback summary").ClickAsync();
        await page.Locator("pre.raw").WaitForAsync();
        await Expect(page.Locator("[data-reapply],[data-reapply-all]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Callback_FoundByItsId_ShowsWhatChangedAndIsSavedAsItCame()
    {
        var sale = PlatformCallback.Sale("EP-1", 5000, "EUR");
        await using var app = await RegisterApp.StartAsync(Roles.Admin, sale.Status("processing", "processing"), PlatformCallback.Sale("EP-2", 100, "EUR").Operation(9), sale.At(Later));
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = "en" });
        var page = await app.OpenAsync(context, "/callback-log");
        await page.Locator("[data-list-search]").FillAsync("EP-1");
        await page.Locator("[data-list-search]").PressAsync("Enter");
        await Expect(page.Locator("details.callback")).ToHaveCountAsync(2);
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("q=EP-1"));
        await page.Locator("details.callback summary").First.ClickAsync();
        var status = page.Locator(".changes tr", new() { HasText = "operation.status" });
        await Expect(status.Locator(".change-before")).ToHaveTextAsync("processing");
        await Expect(status.Locator(".change-after")).ToHaveTextAsync("success");
        await Expect(page.Locator(".changes tr", new() { HasText = "signature" })).ToHaveCountAsync(0);

        await page.Locator(".reveal-open").ClickAsync();
        await page.Locator(".reveal input").FillAsync("Dispute 17");
        await page.Locator(".reveal button[type=submit]").ClickAsync();
        var saved = await page.RunAndWaitForDownloadAsync(() => page.Locator("[data-original]").ClickAsync());
        Assert.Equal(sale.At(Later).Sign(), await File.ReadAllBytesAsync((await saved.PathAsync())!, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Log_ByKeyboard_IsWalkedAndOpened()
    {
        await using var app = await LongAsync(3);
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = "en" });
        var page = await app.OpenAsync(context, "/callback-log");
        var lines = page.Locator("details.callback > summary");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("j");
        await Expect(lines.Nth(1)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(lines.Nth(2)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowUp");
        await page.Keyboard.PressAsync("k");
        await Expect(lines.Nth(0)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("details.callback[open] pre.raw").WaitForAsync();

        // From within an open message the next one is the next line.
        await page.Locator(".callback-body a.row-link").FocusAsync();
        await page.Keyboard.PressAsync("j");
        await Expect(lines.Nth(2)).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Log_PaymentOpened_StandsBesideItAndIsGoneBackTo()
    {
        await using var app = await LongAsync(30);
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = "en", ViewportSize = new() { Width = 1440, Height = 600 } });
        var page = await app.OpenAsync(context, "/callback-log");
        await page.Locator("details.callback > summary").Nth(20).ClickAsync();
        var link = page.Locator(".callback-body a.row-link");
        await Expect(link).ToHaveTextAsync("EP-10");
        await link.ClickAsync();
        await page.Locator(".panel .copy-id [title='EP-10']").WaitForAsync();
        await Expect(page.Locator(".segments a").Nth(1)).ToHaveAttributeAsync("href", "/callback-log?verdict=applied&open=386:EP-10");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator(".panel")).ToHaveCountAsync(0);
        await Expect(link).ToBeFocusedAsync();

        await link.ScrollIntoViewIfNeededAsync();
        var before = await page.EvaluateAsync<int>("Math.round(scrollY)");
        Assert.True(before > 300, $"scrolled {before}");
        await link.EvaluateAsync("link => link.setAttribute('data-page', '')");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/payments/386/EP-10");
        await page.Locator(".page-header .copy-id [title='EP-10']").WaitForAsync();
        await page.GoBackAsync();
        await Expect(page.Locator("details.callback")).ToHaveCountAsync(30);
        await page.WaitForFunctionAsync("y => Math.abs(scrollY - y) < 200", before);
    }

    private static Task<DashboardApp> LongAsync(int count) => RegisterApp.StartAsync(Roles.Admin,
        [.. Enumerable.Range(1, count).Select(index => PlatformCallback.Sale($"EP-{index}", 100, "EUR").Operation(index, $"request-{index}"))]);

    /// <summary>Captures that do not fit into 64 bits beside the first of their payment.</summary>
    private static Task<DashboardApp> ParkedAsync(int count, string role = Roles.Admin) => RegisterApp.StartAsync(role,
    [
        PlatformCallback.Sale("EP-1", long.MaxValue, "RUB"),
        .. Enumerable.Range(0, count).Select(index => PlatformCallback.Sale("EP-1", Large, "RUB").Operation(700 + index, $"request-{index}")),
    ]);
}
