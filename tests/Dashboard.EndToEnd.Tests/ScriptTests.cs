using Dashboard.TestKit;

namespace Dashboard.EndToEnd.Tests;

public sealed class ScriptTests(BrowserFixture chromium)
{
    /// <summary>Nothing else notices that the browser script is missing: the page renders on the server all the same.</summary>
    [Fact]
    public async Task Page_Click_ChangesThePage()
    {
        using var app = new DashboardApp();
        app.StartServer();
        await using var context = await chromium.Browser.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(app.Address.ToString());
        await page.Locator("[data-interactive]").WaitForAsync();
        await page.GetByRole(Microsoft.Playwright.AriaRole.Button).ClickAsync();
        await Microsoft.Playwright.Assertions.Expect(page.GetByRole(Microsoft.Playwright.AriaRole.Button)).ToHaveTextAsync("Clicked 1");
    }
}
