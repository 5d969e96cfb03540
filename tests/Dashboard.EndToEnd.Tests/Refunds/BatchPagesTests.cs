using System.Globalization;
using System.Text;
using Dashboard.Core.Access;
using Dashboard.Core.Payments;
using Dashboard.Gate;
using Dashboard.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Dashboard.EndToEnd.Tests.Refunds;

/// <summary>A batch from the file to the platform's answers, as a person does it, on both themes and sizes; every page of it checked by axe.</summary>
public sealed class BatchPagesTests(BrowserFixture chromium)
{
    [Theory]
    [InlineData(ColorScheme.Light, 1440, 900, "en")]
    [InlineData(ColorScheme.Dark, 390, 844, "ru")]
    public async Task Batch_FromFileToAnswers_WorksAndHasNoViolation(ColorScheme scheme, int width, int height, string language)
    {
        using var app = new DashboardApp
        {
            Demo = true,
            Sandbox = true,
            Settings = new Dictionary<string, string> { ["RefundBatches:PerMinute"] = "600", ["Refunds:StepUpAbove"] = "0" },
        };
        app.StartServer();
        await StaffPage.AddUserAsync(app, Roles.Operator);
        var payments = await RefundableAsync(app);
        await using var context = await chromium.Browser.NewContextAsync(
            new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = height }, Locale = language });
        var page = await context.NewPageAsync();
        var found = new List<string>();
        await StaffPage.SignInAsync(page, app);
        await page.GotoAsync(new Uri(app.Address, "/refunds/batches").ToString());
        await StaffPage.InteractiveAsync(page);
        await page.Locator(".state").WaitForAsync();
        await CheckAsync(page, found, $"empty-{language}");

        await page.GotoAsync(new Uri(app.Address, "/refunds/batches/new").ToString());
        await StaffPage.InteractiveAsync(page);
        await CheckAsync(page, found, $"upload-{language}");
        await UploadAsync(page, "project_id,payment_id,amount,currency,reason\n386,EP-1,=1+1,EUR,Fraud\n");
        await page.Locator(".note.danger").WaitForAsync();
        await CheckAsync(page, found, $"fault-{language}");

        await UploadAsync(page, "project_id,payment_id,amount,currency,reason\n" + string.Concat(payments.Select(payment => string.Create(
            CultureInfo.InvariantCulture, $"{payment.ProjectId},{payment.PaymentId},{Currency.FormatInvariant(payment.Remaining / 2, payment.Currency!)},{payment.Currency},Fraud\n")))
            + "386,nowhere,1,EUR,Fraud\nx,y,1,ZZZ,why\n");
        await page.Locator("#batch-typed").WaitForAsync();
        await CheckAsync(page, found, $"check-{language}");
        await page.Locator(".card .check input").CheckAsync();
        await page.Locator("#batch-typed").FillAsync(Currency.Format(payments.Sum(payment => payment.Remaining / 2), payments[0].Currency!, CultureInfo.GetCultureInfo(language)));
        await page.Locator("#step-up").FillAsync("not the password");
        await page.Locator(".card .button.primary:not([disabled])").ClickAsync();
        await page.Locator("#step-up-error").WaitForAsync();
        await CheckAsync(page, found, $"step-up-{language}");
        await page.Locator("#step-up").FillAsync(StaffPage.Password);
        await page.Locator(".card .button.primary:not([disabled])").ClickAsync();

        await page.Locator("progress.batch-bar").WaitForAsync();
        await CheckAsync(page, found, $"running-{language}");
        await page.Locator("progress.batch-bar[value='6']").WaitForAsync();
        await Assertions.Expect(page.Locator(".batch-counts .chip.success")).ToBeVisibleAsync();
        await CheckAsync(page, found, $"done-{language}");
        var download = await page.RunAndWaitForDownloadAsync(() => page.Locator("a[href$='result.csv']").ClickAsync());
        await using var file = await download.CreateReadStreamAsync();
        using var reader = new StreamReader(file);
        Assert.Equal(9, (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);

        await page.GotoAsync(new Uri(app.Address, "/refunds/batches").ToString());
        await StaffPage.InteractiveAsync(page);
        await page.Locator(".data tbody tr").WaitForAsync();
        await CheckAsync(page, found, $"list-{language}");
        Assert.True(found.Count == 0, string.Join(Environment.NewLine, found));
    }

    /// <summary>Six payments of one currency whose method can refund a part.</summary>
    private static async Task<IReadOnlyList<PaymentRow>> RefundableAsync(DashboardApp app)
    {
        var window = await app.Services.GetRequiredService<PaymentQueries>().ListAsync(
            Actor.CommandLine, new PaymentFilter(), null, 200, TestContext.Current.CancellationToken);
        var rows = window.Rows.Where(row => row.ProjectId == 386 && row.Remaining > 1000 && row.Refunded + row.Reserved == 0
            && PaymentMethods.WhyNotRefundable(row.Method, partial: true, row.Currency) is RefundRefusal.None);
        return [.. rows.GroupBy(row => row.Currency).First(group => group.Count() >= 6).Take(6)];
    }

    private static Task UploadAsync(IPage page, string text) =>
        page.Locator("#batch-file").SetInputFilesAsync(new FilePayload { Name = "refunds.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(text) });

    private static async Task CheckAsync(IPage page, List<string> found, string name)
    {
        found.AddRange((await page.FaultsAsync()).Select(fault => $"{name} {fault}"));
    }
}
