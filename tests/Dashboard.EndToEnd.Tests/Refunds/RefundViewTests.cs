using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Refunds;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Microsoft.Playwright.Assertions;

namespace Dashboard.EndToEnd.Tests.Refunds;

/// <summary>The views of refunds in a real browser.</summary>
public sealed class RefundViewTests(BrowserFixture chromium)
{
    private static readonly DateTimeOffset Since = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task View_LeftAndComeBackTo_StandsWhereItWasReadTo()
    {
        await using var app = await RegisterApp.StartAsync(Roles.Admin, PlatformCallback.Sale("EP-1", 500_000, "EUR"));
        await AddAsync(app, RefundState.Unknown, 1);
        await AddAsync(app, RefundState.Declined, 40);
        await AddAsync(app, RefundState.Blocked, 40);
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = "en", ViewportSize = new() { Width = 1440, Height = 700 } });
        var page = await app.OpenAsync(context, "/operations/unknown-refunds");
        var rows = page.Locator(".data tbody tr");
        await Expect(rows).ToHaveCountAsync(1);
        await page.Locator(".segments a", new() { HasText = "Failed refunds" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Failed refunds");
        await Expect(page.Locator(".segments [aria-current=page]")).ToContainTextAsync("80");
        await Expect(rows).ToHaveCountAsync(50);
        Assert.Empty(await page.FaultsAsync());
        await page.Locator(".list-foot button").ClickAsync();
        await Expect(rows).ToHaveCountAsync(80);

        var link = rows.Nth(70).Locator("a.row-link");
        await link.ScrollIntoViewIfNeededAsync();
        var before = await page.EvaluateAsync<int>("Math.round(scrollY)");
        Assert.True(before > 500, $"scrolled {before}");
        await link.EvaluateAsync("link => link.setAttribute('data-page', '')");
        await link.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/payments/386/EP-1#refund-*");
        await page.Locator(".page-header .copy-id [title='EP-1']").WaitForAsync();
        await page.GoBackAsync();
        await Expect(rows).ToHaveCountAsync(80);
        await page.WaitForFunctionAsync("y => Math.abs(scrollY - y) < 60", before);

        // A plain Enter opens the payment beside the view, and the tabs keep it.
        await rows.Nth(70).Locator("a.row-link").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("failed-refunds\\?open=386:EP-1"));
        await Expect(page.Locator(".panel")).ToHaveCountAsync(1);
        await page.Locator(".segments a", new() { HasText = "Unknown refunds" }).ClickAsync();
        await Expect(rows).ToHaveCountAsync(1);
        await Expect(page.Locator(".panel")).ToHaveCountAsync(1);
    }

    private static async Task AddAsync(DashboardApp app, RefundState state, int count)
    {
        await using var context = await app.Services.GetRequiredService<Database>().OpenAsync(TestContext.Current.CancellationToken);
        var payment = await context.Payments.SingleAsync(TestContext.Current.CancellationToken);
        for (var index = 0; index < count; index++)
        {
            var entry = context.Entry(new Refund
            {
                Id = Guid.CreateVersion7(),
                PaymentRowId = payment.Id,
                ProjectId = payment.ProjectId,
                PaymentId = payment.PaymentId,
                Amount = 100,
                Currency = "EUR",
                RequestedByName = "anna@shop.test",
                RequestedAt = Since,
            });
            entry.CurrentValues.SetValues(new { State = state, StateAt = Since.AddMinutes(-index) });
            entry.State = EntityState.Added;
        }

        await context.SaveChangesAsync(TestContext.Current.CancellationToken);
    }
}
