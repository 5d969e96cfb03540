using Dashboard.Core.Access;
using Dashboard.TestKit;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Dashboard.EndToEnd.Tests;

public sealed class ShellAccessibilityTests(BrowserFixture chromium)
{
    [Theory]
    [InlineData(ColorScheme.Light, 1440, 900, "en")]
    [InlineData(ColorScheme.Dark, 390, 844, "ru")]
    public async Task Shell_EveryPageOfItsOwn_HasNoViolation(ColorScheme scheme, int width, int height, string language)
    {
        using var app = new DashboardApp();
        app.StartServer();
        await using var context = await chromium.Browser.NewContextAsync(
            new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = height }, Locale = language });
        var page = await context.NewPageAsync();
        var found = new List<string>();
        await CheckAsync(page, found, new Uri(app.Address, "/setup"));
        await CheckAsync(page, found, new Uri(app.Address, "/sign-in"));
        await StaffPage.AddUserAsync(app, Roles.Auditor);
        await StaffPage.SignInAsync(page, app);
        await StaffPage.InteractiveAsync(page);
        await CheckAsync(page, found, new Uri(app.Address, "/profile"));
        await CheckAsync(page, found, new Uri(app.Address, "/password"));
        await CheckAsync(page, found, new Uri(app.Address, "/second-factor"));
        await CheckAsync(page, found, new Uri(app.Address, "/no/such/page"));
        await page.GotoAsync(new Uri(app.Address, "/profile").ToString());
        await page.Locator("[popovertarget=user-menu]").ClickAsync();
        await CheckAsync(page, found, null);
        Assert.True(found.Count == 0, string.Join(Environment.NewLine, found));
    }

    private static async Task CheckAsync(IPage page, List<string> found, Uri? address)
    {
        if (address is not null)
            await page.GotoAsync(address.ToString());
        var result = await page.RunAxe();
        found.AddRange(result.Violations.Select(violation =>
            $"{page.Url} {violation.Id}: {string.Join(" | ", violation.Nodes.Select(node => node.Html))}"));
    }
}
