using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Threading.Channels;
using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Live;
using Dashboard.Core.Refunds;
using Dashboard.TestKit;
using Dashboard.Web.Cli;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.EndToEnd.Tests.Refunds;

/// <summary>
/// The network goes between the press of the button and the end of the refund, and comes back: the platform has been asked for one refund, and the page
/// says what became of it.
/// </summary>
public sealed class LostNetworkTests(BrowserFixture chromium)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Network_GoneWhileTheServerWorks_ComesBackToTheRefundThatWasMade(bool reload)
    {
        await using var app = await StartAsync();
        await using var wire = new Wire(app.Address);
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = "en" });
        var page = await OpenDialogAsync(app, wire, context);
        // Another writer has the database, so that the request is under way when the network goes.
        await using (await app.Services.GetRequiredService<Database>().BeginWriteAsync(TestContext.Current.CancellationToken))
        {
            await page.Locator("[data-dialog-submit]").ClickAsync();
            await page.Locator("dialog[aria-busy=true]").WaitForAsync();
            wire.Cut();
            await Expect(page.Locator("#components-reconnect-modal")).ToBeVisibleAsync();
            Assert.Empty(await RefundsAsync(app));
        }

        // Nobody is connected, and it goes its way to the platform and back.
        await EndedAsync(app);
        wire.Join();
        if (reload)
            await page.GotoAsync(page.Url);
        else
            await Expect(page.Locator("dialog .tracker .step.done")).ToHaveCountAsync(4);

        if (!reload)
        {
            await Expect(page.Locator("#components-reconnect-modal")).ToBeHiddenAsync();
            await Expect(page.Locator("dialog .tracker-now .chip")).ToContainTextAsync("Done");
            await page.Locator("dialog .dialog-foot button").ClickAsync();
        }

        await CheckAsync(app, page);
    }

    [Fact]
    public async Task Network_GoneBeforeThePressArrives_LeavesTheFormAndMakesOneRefundWhenPressedAgain()
    {
        await using var app = await StartAsync();
        await using var wire = new Wire(app.Address);
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = "en" });
        var page = await OpenDialogAsync(app, wire, context);
        wire.Cut();
        await Expect(page.Locator("#components-reconnect-modal")).ToBeVisibleAsync();
        // A hand that was on its way down: the press cannot arrive any more.
        await page.EvaluateAsync("() => document.querySelector('[data-dialog-submit]').click()");

        wire.Join();
        await Expect(page.Locator("#components-reconnect-modal")).ToBeHiddenAsync();
        await StaffPage.InteractiveAsync(page);
        Assert.Empty(await RefundsAsync(app));
        await Expect(page.Locator("dialog .tracker")).ToHaveCountAsync(0);
        await Expect(page.Locator("#refund-amount")).ToHaveValueAsync("12.34");
        await page.Locator("[data-dialog-submit]:not([disabled])").ClickAsync();

        await Expect(page.Locator("dialog .tracker .step.done")).ToHaveCountAsync(4);
        await page.Locator("dialog .dialog-foot button").ClickAsync();
        await CheckAsync(app, page);
    }

    /// <summary>One refund in our books and one at the platform, and the payment's page tells of it.</summary>
    private static async Task CheckAsync(DashboardApp app, IPage page)
    {
        var refund = Assert.Single(await RefundsAsync(app));
        Assert.Equal((1234, RefundState.Succeeded, 1), (refund.Amount, refund.State, refund.Attempts));
        using var client = new HttpClient { BaseAddress = app.SandboxAddress };
        var ledger = await client.GetFromJsonAsync<JsonElement>("/sandbox/ledger/refunds", TestContext.Current.CancellationToken);
        var arrived = Assert.Single(ledger.GetProperty("refunds").EnumerateArray());
        Assert.Equal((refund.Id.ToString(), 1234), (arrived.GetProperty("merchant_refund_id").GetString(), arrived.GetProperty("amount").GetInt64()));

        await StaffPage.InteractiveAsync(page);
        await Expect(page.GetByText("Partly refunded").First).ToBeVisibleAsync();
        await Expect(page.Locator(".ladder-last")).ToContainTextAsync("37.66");
    }

    private static async Task EndedAsync(DashboardApp app)
    {
        var changes = Channel.CreateUnbounded<bool>();
        using var feed = app.Services.GetRequiredService<LiveFeed>().Subscribe(_ => changes.Writer.TryWrite(true));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while ((await RefundsAsync(app)) is not [{ State: RefundState.Succeeded }])
            await changes.Reader.ReadAsync(limit.Token);
    }

    /// <summary>A payment of 50.00 EUR that the practice platform knows, too.</summary>
    private static async Task<DashboardApp> StartAsync()
    {
        var app = new DashboardApp { Sandbox = true, Settings = new Dictionary<string, string> { ["SignIn:RequireSecondFactor"] = "false" } };
        using var output = new StringWriter();
        using var secret = new StringReader(PlatformCallback.Secret);
        var code = await CommandLine.RunAsync(
            ["projects", "add", "--id", "386", "--name", "Shop", "--gate-url", app.SandboxAddress.ToString(), "--secret-stdin",
                "--Database:ConnectionString=Data Source=" + Path.Combine(app.DataFolder, "dashboard.db"), "--Keys:Folder=" + Path.Combine(app.DataFolder, "keys")],
            new Terminal(secret, output, output), TestContext.Current.CancellationToken);
        Assert.True(code == ExitCode.Done, output.ToString());
        app.StartServer();
        await StaffPage.AddUserAsync(app, Roles.Admin);
        using var client = new HttpClient();
        using var body = PlatformCallback.Sale("EP-1", 5000, "EUR").ToContent();
        using var answer = await client.PostAsync(new Uri(app.Address, "/callbacks"), body, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        return app;
    }

    /// <summary>The dialog at the far end of the wire, filled in.</summary>
    private static async Task<IPage> OpenDialogAsync(DashboardApp app, Wire wire, IBrowserContext context)
    {
        var page = await context.NewPageAsync();
        await StaffPage.SignInAsync(page, app);
        await page.GotoAsync(new Uri(wire.Address, "/payments/386/EP-1").ToString());
        await StaffPage.InteractiveAsync(page);
        await page.Locator("[data-refund]").ClickAsync();
        await page.Locator("dialog[open] #refund-reason").SelectOptionAsync("Duplicate");
        await page.Locator("#refund-amount").FillAsync(12.34m.ToString(CultureInfo.InvariantCulture));
        await page.Locator("[data-dialog-submit]:not([disabled])").WaitForAsync();
        return page;
    }

    private static async Task<List<Refund>> RefundsAsync(DashboardApp app)
    {
        await using var context = await app.Services.GetRequiredService<Database>().OpenAsync(TestContext.Current.CancellationToken);
        return await context.Refunds.ToListAsync(TestContext.Current.CancellationToken);
    }
}
