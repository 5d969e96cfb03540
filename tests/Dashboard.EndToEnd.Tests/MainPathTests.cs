using System.Globalization;
using System.IO.Compression;
using Dashboard.Core.Access;
using Dashboard.TestKit;
using Dashboard.Web.Cli;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.EndToEnd.Tests;

/// <summary>The whole path a merchant's staff walk, over real HTTP in every direction, starting from nothing.</summary>
public sealed class MainPathTests(BrowserFixture chromium)
{
    private const string PaymentId = "Order 10442/A";

    [Fact]
    public async Task MainPath_FromEmptyDatabase_SaleRefundAndExportInTheBrowser()
    {
        using var app = new DashboardApp { Sandbox = true, Settings = new Dictionary<string, string> { ["SignIn:RequireSecondFactor"] = "false" } };
        await AddProjectAsync(app);
        app.StartServer();
        await StaffPage.AddUserAsync(app, Roles.Admin);
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = "en-GB", TimezoneId = "Europe/Riga" });
        var page = await context.NewPageAsync();
        await StaffPage.SignInAsync(page, app);

        await page.GotoAsync(new Uri(app.Address, "/payments").ToString());
        await StaffPage.InteractiveAsync(page);
        await Expect(page.GetByText(PaymentId)).ToHaveCountAsync(0);

        // The sale arrives in the open list without a reload.
        await PayInTheSandboxAsync(context, app);
        var show = page.GetByRole(AriaRole.Button, new() { NameRegex = new("^[0-9]+ new") });
        var row = page.GetByRole(AriaRole.Link, new() { Name = PaymentId }).First;
        await Expect(show.Or(row).First).ToBeVisibleAsync();
        if (await show.CountAsync() > 0)
            await show.First.ClickAsync();
        await Expect(row).ToBeVisibleAsync();

        await page.Locator("main input[type=search]").First.FillAsync("Order 1044");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("Order"));
        await row.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "500.00 RUB" })).ToBeVisibleAsync();

        await page.Locator(".panel-tools [data-ask]").ClickAsync();
        await Expect(page.Locator("[data-asked=Known]")).ToBeVisibleAsync();

        await RefundAPartAsync(page);
        await Expect(page.Locator(".panel-words .chip").First).ToContainTextAsync("Partly refunded");
        await Expect(page.Locator(".ladder-last")).ToContainTextAsync("380.00");

        await ReadExportsAsync(page, app);
    }

    /// <summary>By the command line, as an administrator would.</summary>
    private static async Task AddProjectAsync(DashboardApp app)
    {
        using var output = new StringWriter();
        using var secret = new StringReader("end-to-end secret");
        var code = await CommandLine.RunAsync(
            ["projects", "add", "--id", "386", "--name", "Shop", "--gate-url", app.SandboxAddress.ToString(), "--secret-stdin",
                "--Database:ConnectionString=Data Source=" + Path.Combine(app.DataFolder, "dashboard.db"), "--Keys:Folder=" + Path.Combine(app.DataFolder, "keys")],
            new Terminal(secret, output, output), TestContext.Current.CancellationToken);
        Assert.True(code == ExitCode.Done, output.ToString());
    }

    private static async Task PayInTheSandboxAsync(IBrowserContext context, DashboardApp app)
    {
        var shop = await context.NewPageAsync();
        await shop.GotoAsync(app.SandboxAddress.ToString());
        await shop.Locator("input[name=amount]").FillAsync("500.00");
        await shop.Locator("input[name=payment_id]").FillAsync(PaymentId);
        await shop.Locator("button[value=gate]").ClickAsync();
        await shop.Locator("a[href^='/pay/']").First.ClickAsync();
        await shop.GetByRole(AriaRole.Button, new() { Name = "Success" }).ClickAsync();
        await shop.CloseAsync();
    }

    private static async Task RefundAPartAsync(IPage page)
    {
        await StaffPage.InteractiveAsync(page);
        await page.Locator(".panel-foot [data-refund]").ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.Locator("#refund-amount").FillAsync("120.00");
        await dialog.Locator("#refund-reason").SelectOptionAsync("CustomerRequest");
        await dialog.Locator("[data-dialog-submit]").ClickAsync();
        await Expect(dialog.GetByText("Done").First).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).Last.ClickAsync();
    }

    private static async Task ReadExportsAsync(IPage page, DashboardApp app)
    {
        await page.GotoAsync(new Uri(app.Address, "/payments").ToString());
        await StaffPage.InteractiveAsync(page);
        var csv = await DownloadAsync(page, "CSV");
        var lines = (await File.ReadAllTextAsync(csv)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Contains(PaymentId, lines[1], StringComparison.Ordinal);
        var cells = lines[1].Split(',');
        var headings = lines[0].TrimStart('\uFEFF').Split(',');
        Assert.Equal("500.00", cells[Array.FindIndex(headings, heading => heading.StartsWith("captured", StringComparison.OrdinalIgnoreCase))]);
        Assert.Equal("120.00", cells[Array.FindIndex(headings, heading => heading.StartsWith("refunded", StringComparison.OrdinalIgnoreCase))]);

        var xlsx = await DownloadAsync(page, "XLSX");
        using var zip = ZipFile.OpenRead(xlsx);
        using var sheet = new StreamReader(zip.Entries.First(entry => entry.FullName.Contains("sheet1", StringComparison.OrdinalIgnoreCase)).Open());
        var xml = await sheet.ReadToEndAsync();
        Assert.Contains(PaymentId, xml, StringComparison.Ordinal);
        Assert.DoesNotContain("<f>", xml, StringComparison.Ordinal);
    }

    private static async Task<string> DownloadAsync(IPage page, string format)
    {
        var link = page.GetByRole(AriaRole.Link, new() { Name = format });
        if (!await link.IsVisibleAsync())
            await page.Locator("main summary", new() { HasText = "Export" }).ClickAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => link.ClickAsync());
        Assert.EndsWith("." + format.ToLower(CultureInfo.InvariantCulture), download.SuggestedFilename, StringComparison.Ordinal);
        return await download.PathAsync();
    }
}
