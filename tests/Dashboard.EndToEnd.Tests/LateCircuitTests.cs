using System.Text;
using Dashboard.Core.Access;
using Dashboard.TestKit;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.EndToEnd.Tests;

/// <summary>A page is there before its circuit is. Somebody who begins at once loses nothing of what they type.</summary>
public sealed class LateCircuitTests(BrowserFixture chromium)
{
    private const string Search = "[data-list-search]";

    [Fact]
    public async Task Search_TypedBeforeTheCircuitStands_GoesOnAfterIt()
    {
        await using var app = await StartAsync();
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = "en" });
        var page = await SignedInAsync(app, context);
        var connect = await HoldCircuitAsync(page);
        await page.GotoAsync(new Uri(app.Address, "/payments").ToString());
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("LATE");
        connect.SetResult();
        await StaffPage.InteractiveAsync(page);
        await Expect(page.Locator(Search)).ToBeFocusedAsync();
        await Expect(page.Locator(Search)).ToHaveValueAsync("LATE");

        await page.Keyboard.TypeAsync("-2");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".data tbody tr")).ToHaveCountAsync(1);
        await Expect(page.Locator(".data tbody tr")).ToContainTextAsync("LATE-2");
    }

    [Fact]
    public async Task Search_SentBeforeTheCircuitStands_KeepsTheOtherFilters()
    {
        await using var app = await StartAsync();
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = "en" });
        var page = await SignedInAsync(app, context);
        var connect = await HoldCircuitAsync(page);
        await page.GotoAsync(new Uri(app.Address, "/payments?status=success&sort=amount").ToString());
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("LATE-3");
        await page.Keyboard.PressAsync("Enter");
        await page.ComesToAsync("**q=LATE-3**");
        connect.SetResult();
        await StaffPage.InteractiveAsync(page);
        await Expect(page.Locator(".data tbody tr")).ToHaveCountAsync(1);
        Assert.Contains("status=success", page.Url, StringComparison.Ordinal);
        Assert.Contains("sort=amount", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_BegunWhileThePageIsBeingToldItIsDrawn_IsNotInterrupted()
    {
        await using var app = await StartAsync();
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = "en" });
        var page = await SignedInAsync(app, context);
        var drawn = new TaskCompletionSource();
        var asked = new TaskCompletionSource();
        await page.RouteWebSocketAsync("**/_blazor?**", socket =>
        {
            var server = socket.ConnectToServer();
            socket.OnMessage(async frame =>
            {
                // The first word of every page that it is drawn stays on its way.
                if (Says(frame, "OnRenderCompleted"))
                    await drawn.Task;
                Forward(frame, server);
            });
            server.OnMessage(frame =>
            {
                Forward(frame, socket);
                if (Says(frame, "focusHeading"))
                    asked.TrySetResult();
            });
        });
        await page.GotoAsync(new Uri(app.Address, "/operations").ToString());
        await StaffPage.InteractiveAsync(page);
        drawn.SetResult();
        drawn = new TaskCompletionSource();
        await page.Locator(".nav a[href^='/payments']").ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Payments");
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("LATE");
        drawn.SetResult();
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await page.Keyboard.TypeAsync("-2");
        await Expect(page.Locator(Search)).ToHaveValueAsync("LATE-2");
        await Expect(page.Locator(Search)).ToBeFocusedAsync();
    }

    [Fact]
    public async Task File_ChosenBeforeTheCircuitStands_IsAskedForAgain()
    {
        await using var app = await RegisterApp.StartAsync(Roles.Admin);
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = "en" });
        var page = await SignedInAsync(app, context);
        var connect = await HoldCircuitAsync(page);
        var failures = new List<string>();
        page.PageError += (_, failure) => failures.Add(failure);
        await page.GotoAsync(new Uri(app.Address, "/refunds/batches/new").ToString());
        var field = page.Locator("#batch-file");
        await field.FocusAsync();
        await field.SetInputFilesAsync(new FilePayload { Name = "refunds.csv", MimeType = "text/csv", Buffer = "payment_id"u8.ToArray() });
        connect.SetResult();
        await StaffPage.InteractiveAsync(page);
        await Expect(field).ToBeFocusedAsync();
        await Expect(field).ToHaveValueAsync("");
        Assert.Empty(failures);
    }

    [Fact]
    public async Task Heading_OfThePageSomebodyWentTo_HasTheFocus()
    {
        await using var app = await StartAsync();
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = "en" });
        var page = await SignedInAsync(app, context);
        await page.GotoAsync(new Uri(app.Address, "/payments").ToString());
        await StaffPage.InteractiveAsync(page);
        await Expect(page.Locator("h1")).Not.ToBeFocusedAsync();
        await page.Locator(".nav a[href^='/operations']").ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Operations");
        await Expect(page.Locator("h1")).ToBeFocusedAsync();
    }

    private static Task<DashboardApp> StartAsync() => RegisterApp.StartAsync(
        Roles.Support, [.. Enumerable.Range(1, 3).Select(number => PlatformCallback.Sale($"LATE-{number}", 1000 + number, "EUR").Operation(500 + number))]);

    private static async Task<IPage> SignedInAsync(DashboardApp app, IBrowserContext context)
    {
        var page = await context.NewPageAsync();
        await StaffPage.SignInAsync(page, app);
        return page;
    }

    /// <summary>Nothing of the circuit comes through until the source is set.</summary>
    private static async Task<TaskCompletionSource> HoldCircuitAsync(IPage page)
    {
        var connect = new TaskCompletionSource();
        await page.RouteWebSocketAsync("**/_blazor?**", socket =>
        {
            var server = socket.ConnectToServer();
            socket.OnMessage(async frame =>
            {
                await connect.Task;
                Forward(frame, server);
            });
            server.OnMessage(frame => Forward(frame, socket));
        });
        return connect;
    }

    private static bool Says(IWebSocketFrame frame, string word) => Encoding.Latin1.GetString(frame.Binary!).Contains(word, StringComparison.Ordinal);

    // The hub takes its greeting in either form, and speaks binary after it.
    private static void Forward(IWebSocketFrame frame, IWebSocketRoute to) => to.Send(frame.Binary!);
}
