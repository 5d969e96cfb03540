using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Projects;
using Dashboard.Core.Refunds;
using Dashboard.TestKit;
using Dashboard.Web.Access;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.EndToEnd.Tests;

/// <summary>The second person at work: inbox, dialogs, stop switch and limits in a real browser.</summary>
public sealed class ApprovalPagesTests(BrowserFixture chromium)
{
    [Theory]
    [InlineData(ColorScheme.Light, 1440, 900, "en")]
    [InlineData(ColorScheme.Dark, 1440, 900, "ru")]
    [InlineData(ColorScheme.Light, 390, 844, "ru")]
    [InlineData(ColorScheme.Dark, 390, 844, "en")]
    public async Task Pages_AndOpenDialogs_HaveNoViolation(ColorScheme scheme, int width, int height, string language)
    {
        await using var app = await StartAsync(Roles.Admin, blocked: true);
        await using var context = await chromium.Browser.NewContextAsync(
            new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = height }, Locale = language });
        var page = await OpenAsync(app, context, "/approvals");
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(3);
        await Expect(page.Locator("section[aria-labelledby=overdue] tbody tr")).ToHaveCountAsync(1);
        var faults = new List<string>(await page.FaultsAsync());
        await page.Locator(".approval-actions .primary").First.ClickAsync();
        await page.Locator("dialog[open] #step-up").WaitForAsync();
        faults.AddRange(await page.FaultsAsync());
        await page.Locator("[data-dialog-submit]").ClickAsync();
        await page.Locator("#step-up-error").WaitForAsync();
        faults.AddRange(await page.FaultsAsync());
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("dialog[open]")).ToHaveCountAsync(0);
        await page.Locator(".page-actions .danger").ClickAsync();
        await page.Locator("#stop-reason").FillAsync("Odd refunds since noon");
        faults.AddRange(await page.FaultsAsync());
        await page.Locator("[data-dialog-submit]").ClickAsync();
        await Expect(page.Locator(".note.warning strong")).ToHaveCountAsync(2);
        faults.AddRange(await page.FaultsAsync());
        await page.GotoAsync(new Uri(app.Address, "/settings/refund-limits").ToString());
        await StaffPage.InteractiveAsync(page);
        await page.Locator("tbody tr").First.WaitForAsync();
        faults.AddRange(await page.FaultsAsync());
        Assert.Empty(faults);
    }

    [Fact]
    public async Task Approval_ByKeyboardAndPassword_SendsTheRefundOnItsWay()
    {
        await using var app = await StartAsync(Roles.Finance);
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = "en" });
        var page = await OpenAsync(app, context, "/approvals");
        await Expect(page.Locator(".nav-count")).ToContainTextAsync("1");

        await page.GetByRole(AriaRole.Button, new() { Name = "Approve the refund of EP-1" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("#step-up").FillAsync("not the password");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Locator("#step-up-error")).ToBeVisibleAsync();
        await page.Locator("#step-up").FillAsync(StaffPage.Password);
        await page.Keyboard.PressAsync("Control+Enter");

        await Expect(page.GetByText("Approved. The refund is on its way to the platform.")).ToBeVisibleAsync();
        await Expect(page.Locator("dialog[open]")).ToHaveCountAsync(0);
        await Expect(page.Locator("h2#waiting")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Dialog_OpenedByTwo_NamesTheColleagueAndTellsTheNewRemainder()
    {
        await using var app = await StartAsync(Roles.Admin);
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = "en" });
        var page = await OpenAsync(app, context, "/payments/386/EP-1");
        await page.Locator("[data-refund]").ClickAsync();
        await page.Locator("#refund-reason").WaitForAsync();

        await using (await app.Services.GetRequiredService<RefundBoard>().EnterAsync(
            await RowIdAsync(app), Guid.NewGuid(), "boris@shop.test", TestContext.Current.CancellationToken))
            await Expect(page.GetByText("A colleague (boris@shop.test) is refunding this payment.")).ToBeVisibleAsync();
        await Expect(page.GetByText("is refunding this payment")).ToHaveCountAsync(0);
        await RequestAsync(app, 500);
        await Expect(page.GetByText("35.00 EUR remain. Check and try again.")).ToBeVisibleAsync();
    }

    /// <summary>
    /// A payment of 50.00 EUR with an operator's refund of 10.00 that waits, and, where wanted, one that the stop switch blocks and one that is overdue;
    /// somebody else is signed in.
    /// </summary>
    private static async Task<DashboardApp> StartAsync(string role, bool blocked = false)
    {
        var app = new DashboardApp { Settings = new Dictionary<string, string> { ["SignIn:RequireSecondFactor"] = "false" } };
        app.StartServer();
        var faults = await app.Services.GetRequiredService<AddProject>().HandleAsync(
            Actor.CommandLine, new NewProject(386, "Northwind Store", "http://127.0.0.1:9", PlatformCallback.Secret), TestContext.Current.CancellationToken);
        Assert.Empty(faults);
        using var http = new HttpClient();
        using var body = PlatformCallback.Sale("EP-1", 5000, "EUR").ToContent();
        using var stored = await http.PostAsync(new Uri(app.Address, "/callbacks"), body, TestContext.Current.CancellationToken);
        stored.EnsureSuccessStatusCode();
        await StaffPage.AddUserAsync(app, role);
        await using (var scope = app.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<UserAccounts>().AddAsync(Actor.CommandLine,
                new NewUser("Oleg", Requester, StaffPage.Password, Roles.Operator, AllProjects: true), TestContext.Current.CancellationToken);
        }

        if (blocked)
        {
            await RequestAsync(app, 700);
            await SilenceAsync(app);
            await RequestAsync(app, 1000);
        }

        var limits = app.Services.GetRequiredService<SetRefundLimit>();
        await limits.SetAsync(Actor.CommandLine, new RefundLimitInput(Roles.Operator, "EUR", 900, 100000, null), TestContext.Current.CancellationToken);
        await RequestAsync(app, 1000);
        if (blocked)
        {
            await app.Services.GetRequiredService<StopRefunds>().StopAsync(Actor.CommandLine, 386, "The bank asks us to wait", TestContext.Current.CancellationToken);
            await BlockedAsync(app);
        }

        return app;
    }

    /// <summary>The only refund was taken by the platform three hours ago, which has said nothing since.</summary>
    private static async Task SilenceAsync(DashboardApp app)
    {
        var now = DateTimeOffset.UtcNow;
        await using var scope = await app.Services.GetRequiredService<Database>().BeginWriteAsync(TestContext.Current.CancellationToken);
        await scope.Context.Refunds.ExecuteUpdateAsync(change => change
            .SetProperty(refund => refund.State, RefundState.Accepted)
            .SetProperty(refund => refund.RequestId, "7f3a9d0c-request")
            .SetProperty(refund => refund.SentAt, now.AddHours(-3))
            .SetProperty(refund => refund.OverdueAt, now.AddHours(-2.75))
            .SetProperty(refund => refund.NextActionAt, now.AddHours(1)), TestContext.Current.CancellationToken);
        await scope.CommitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The sender blocks a stopped refund when it comes to it, and after tries that failed before the stop that may take a minute: here at once.</summary>
    private static async Task BlockedAsync(DashboardApp app)
    {
        var stop = TestContext.Current.CancellationToken;
        int queued;
        do
        {
            await using (var scope = await app.Services.GetRequiredService<Database>().BeginWriteAsync(stop))
            {
                queued = await scope.Context.Refunds.Where(refund => refund.State == RefundState.Queued)
                    .ExecuteUpdateAsync(change => change.SetProperty(refund => refund.NextActionAt, DateTimeOffset.UtcNow), stop);
                await scope.CommitAsync(stop);
            }

            await app.Services.GetRequiredService<RefundWorker>().SendQueuedAsync(stop);
        }
        while (queued > 0);
    }

    private const string Requester = "oleg@shop.test";

    private static async Task RequestAsync(DashboardApp app, long amount)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<Microsoft.AspNetCore.Identity.UserManager<User>>();
        var operatorId = (await users.FindByEmailAsync(Requester))!.Id;
        var result = await app.Services.GetRequiredService<RequestRefund>().HandleAsync(new Actor(operatorId, Requester),
            new RequestRefundInput(Guid.CreateVersion7(), 386, "EP-1", amount, "EUR", RefundReason.CustomerRequest, "Parcel came back", null, true),
            TestContext.Current.CancellationToken);
        Assert.IsType<RequestRefundResult.Requested>(result);
    }

    private static async Task<long> RowIdAsync(DashboardApp app) =>
        (await app.Services.GetRequiredService<RefundQueries>().OfferAsync(Actor.CommandLine, 386, "EP-1", TestContext.Current.CancellationToken))!.PaymentRowId;

    private static async Task<IPage> OpenAsync(DashboardApp app, IBrowserContext context, string path)
    {
        var page = await context.NewPageAsync();
        await StaffPage.SignInAsync(page, app);
        await page.GotoAsync(new Uri(app.Address, path).ToString());
        await StaffPage.InteractiveAsync(page);
        return page;
    }
}
