using System.Text.Json;
using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Live;
using Dashboard.Core.Projects;
using Dashboard.Core.Refunds;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Dashboard.EndToEnd.Tests.Refunds;

/// <summary>An impatient hand, two windows, and a window that dies while the server works: the refund is made once, and every window tells the truth.</summary>
public sealed class RefundOnceTests(BrowserFixture chromium)
{
    [Fact]
    public async Task Button_ClickedFiftyTimesBeforeTheScreenChanges_MakesOneRefund()
    {
        await using var app = await StartAsync();
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = "en" });
        var page = await OpenDialogAsync(app, context, "12.34");

        await page.EvaluateAsync("() => { const button = document.querySelector('[data-dialog-submit]'); for (let i = 0; i < 50; i++) button.click(); }");

        await page.Locator("dialog .tracker").WaitForAsync();
        Assert.Equal(1234, Assert.Single(await RefundsAsync(app)).Amount);
    }

    [Fact]
    public async Task TwoWindows_WithTheSameRefund_MakeOneAndTheSecondIsAskedWhetherItMeansAnother()
    {
        await using var app = await StartAsync();
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = "en" });
        var first = await OpenDialogAsync(app, context, "12.34");
        var second = await OpenDialogAsync(app, context, "12.34");

        await Task.WhenAll(PressAsync(first), PressAsync(second));

        await first.Locator("dialog .tracker").Or(first.Locator("dialog .second input")).WaitForAsync();
        await second.Locator("dialog .tracker").Or(second.Locator("dialog .second input")).WaitForAsync();
        Assert.Equal(1, await first.Locator("dialog .tracker").CountAsync() + await second.Locator("dialog .tracker").CountAsync());
        Assert.Single(await RefundsAsync(app));
    }

    [Fact]
    public async Task TwoWindows_WithMoreThanRemainsTogether_MakeOneAndTheSecondIsToldWhatRemains()
    {
        await using var app = await StartAsync();
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = "en" });
        var first = await OpenDialogAsync(app, context, "30.00");
        var second = await OpenDialogAsync(app, context, "40.00");

        // As fast as two hands: whichever window learns of the other first does not wait for its button any more.
        await Task.WhenAll(PressAsync(first), PressAsync(second));

        await first.Locator("dialog .tracker").Or(first.Locator("dialog .dialog-errors")).WaitForAsync();
        await second.Locator("dialog .tracker").Or(second.Locator("dialog .dialog-errors")).WaitForAsync();
        var refund = Assert.Single(await RefundsAsync(app));
        await Assertions.Expect((refund.Amount == 3000 ? second : first).GetByText(refund.Amount == 3000 ? "20.00 EUR" : "10.00 EUR").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Window_LostWhileTheServerKeepsTheRefund_LeavesOneRefundThatTheNextWindowShows()
    {
        await using var app = await StartAsync();
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = "en" });
        var page = await OpenDialogAsync(app, context, "12.34");
        var kept = new TaskCompletionSource();
        using var feed = app.Services.GetRequiredService<LiveFeed>().Subscribe(changes =>
        {
            if (changes.Any(change => change.RefundId is not null))
                kept.TrySetResult();
        });
        // Another writer has the database, so that the request is under way when the window goes.
        await using (await app.Services.GetRequiredService<Database>().BeginWriteAsync(TestContext.Current.CancellationToken))
        {
            await page.Locator("[data-dialog-submit]").ClickAsync();
            await page.Locator("dialog[aria-busy=true]").WaitForAsync();
            await page.CloseAsync();
            Assert.Empty(await RefundsAsync(app));
        }

        await kept.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal(1234, Assert.Single(await RefundsAsync(app)).Amount);
        var next = await context.NewPageAsync();
        await next.GotoAsync(new Uri(app.Address, "/payments/386/EP-1").ToString());
        await Assertions.Expect(next.GetByText("12.34").First).ToBeVisibleAsync();
        await StaffPage.InteractiveAsync(next);
        await next.Locator("[data-refund]").ClickAsync();
        await Assertions.Expect(next.Locator("dialog").GetByText("37.66 EUR").First).ToBeVisibleAsync();
    }

    private static async Task<DashboardApp> StartAsync()
    {
        var app = new DashboardApp { Settings = new Dictionary<string, string> { ["SignIn:RequireSecondFactor"] = "false" } };
        app.StartServer();
        // Nothing listens there: what is asked for waits in the queue.
        var faults = await app.Services.GetRequiredService<AddProject>().HandleAsync(
            Actor.CommandLine, new NewProject(386, "Shop", "http://127.0.0.1:9", PlatformCallback.Secret), TestContext.Current.CancellationToken);
        Assert.Empty(faults);
        await StaffPage.AddUserAsync(app, Roles.Admin);
        using var client = new HttpClient();
        using var body = PlatformCallback.Sale("EP-1", 5000, "EUR").ToContent();
        using var answer = await client.PostAsync(new Uri(app.Address, "/callbacks"), body, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        return app;
    }

    /// <summary>A window with the refund dialog of the payment of 50.00 EUR, filled in.</summary>
    private static async Task<IPage> OpenDialogAsync(DashboardApp app, IBrowserContext context, string amount)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(app.Address, "/payments/386/EP-1").ToString());
        if (page.Url.Contains("/sign-in", StringComparison.Ordinal))
        {
            await StaffPage.SignInAsync(page, app);
            await page.GotoAsync(new Uri(app.Address, "/payments/386/EP-1").ToString());
        }

        await StaffPage.InteractiveAsync(page);
        await page.Locator("[data-refund]").ClickAsync();
        await page.Locator("dialog[open] #refund-reason").SelectOptionAsync("Duplicate");
        await page.Locator("#refund-amount").FillAsync(amount);
        await page.Locator("[data-dialog-submit]:not([disabled])").WaitForAsync();
        return page;
    }

    private static Task<JsonElement?> PressAsync(IPage page) => page.EvaluateAsync("() => document.querySelector('[data-dialog-submit]').click()");

    private static async Task<List<Refund>> RefundsAsync(DashboardApp app)
    {
        await using var context = await app.Services.GetRequiredService<Database>().OpenAsync(TestContext.Current.CancellationToken);
        return await context.Refunds.ToListAsync(TestContext.Current.CancellationToken);
    }
}
