using System.IO.Compression;
using System.Net;
using Dashboard.Core.Access;
using Dashboard.Core.Data.Seeding;
using Dashboard.Core.Payments;
using Dashboard.TestKit;
using Dashboard.Web.Tests.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Exports;

public sealed class ExportEndpointTests : IAsyncLifetime
{
    private const string Anna = "anna@shop.test";

    private readonly DashboardApp _app = new() { Settings = new Dictionary<string, string> { ["SignIn:RequireSecondFactor"] = "false" } };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app.StartServer();
        await _app.Services.GetRequiredService<Seeder>().RunAsync(Actor.CommandLine, new SeedRequest(300, 1, "http://localhost:1"), Stop);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData("/exports/payments.csv")]
    [InlineData("/exports/operations.xlsx?currency=EUR")]
    public async Task Get_NotSignedIn_GivesNoFile(string address)
    {
        using var visitor = new Visitor(_app);

        using var answer = await visitor.GetAsync(address);

        Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.Redirect, HttpStatusCode.Unauthorized });
        Assert.Null(answer.Content.Headers.ContentDisposition);
    }

    [Fact]
    public async Task Get_WithTheRight_GivesTheFilteredRowsAsADownload()
    {
        using var visitor = await SignedInAsync(Roles.Finance);

        using var answer = await visitor.GetAsync("/exports/payments.csv?currency=EUR&currency=KWD&zone=Europe/Riga");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/csv", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        Assert.Matches("^payments-[0-9]{8}-[0-9]{6}\\.csv$", answer.Content.Headers.ContentDisposition?.FileName?.Trim('"'));
        var lines = (await answer.Content.ReadAsStringAsync(Stop)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("created_at (Europe/Riga)", lines[0], StringComparison.Ordinal);
        Assert.InRange(lines.Length, 10, 299);
        Assert.All(lines.Skip(1), line => Assert.Contains(line.Split(',')[4], new[] { "EUR", "KWD" }));
    }

    [Fact]
    public async Task Get_PaymentsThatWereSelected_GivesTheseAndNoOthers()
    {
        using var visitor = await SignedInAsync(Roles.Finance);
        var key = _app.Services.GetRequiredService<PastedLists>().Keep("3 7 no-number");

        using var answer = await visitor.GetAsync("/exports/payments.csv?picked=" + key);
        using var gone = await visitor.GetAsync("/exports/payments.csv?picked=0123");

        var lines = (await answer.Content.ReadAsStringAsync(Stop)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.Equal(HttpStatusCode.BadRequest, gone.StatusCode);
        Assert.StartsWith("list: ", await gone.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("payments")]
    [InlineData("operations")]
    public async Task Get_PastedList_GivesWhatTheListOnTheScreenHolds(string subject)
    {
        using var visitor = await SignedInAsync(Roles.Finance);
        using var all = await visitor.GetAsync($"/exports/{subject}.csv");
        var rows = (await all.Content.ReadAsStringAsync(Stop)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var at = Array.IndexOf(rows[0].TrimStart('\uFEFF').Split(','), "payment_id");
        var ids = rows.Skip(1).Take(30).Select(row => row.Split(',')[at]).Distinct().ToList();
        var key = _app.Services.GetRequiredService<PastedLists>().Keep(string.Join('\n', ids));

        using var answer = await visitor.GetAsync($"/exports/{subject}.csv?list=" + key);
        using var gone = await visitor.GetAsync($"/exports/{subject}.csv?list=0123");

        var lines = (await answer.Content.ReadAsStringAsync(Stop)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            rows.Skip(1).Where(row => ids.Contains(row.Split(',')[at])).Order(StringComparer.Ordinal), lines.Skip(1).Order(StringComparer.Ordinal));
        Assert.Equal(HttpStatusCode.BadRequest, gone.StatusCode);
    }

    [Fact]
    public async Task Get_Workbook_OpensAndHoldsItsScope()
    {
        using var visitor = await SignedInAsync(Roles.Finance);

        using var answer = await visitor.GetAsync("/exports/operations.xlsx?status=decline");

        await using var content = await answer.Content.ReadAsStreamAsync(Stop);
        await using var book = new ZipArchive(content);
        using var about = new StreamReader(await book.GetEntry("xl/worksheets/sheet2.xml")!.OpenAsync(Stop));
        var text = await about.ReadToEndAsync(Stop);
        Assert.Contains("filter: status", text, StringComparison.Ordinal);
        Assert.Contains(Anna, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_WithoutTheRight_IsForbidden()
    {
        using var visitor = await SignedInAsync(Roles.Support);
        using var answer = await visitor.GetAsync("/exports/payments.csv");
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Null(answer.Content.Headers.ContentDisposition);
    }

    [Theory]
    [InlineData("/exports/payments.csv?currency=eur", "currency: ")]
    [InlineData("/exports/payments.csv?from=yesterday", "from: ")]
    [InlineData("/exports/payments.csv?zone=../x", "zone: ")]
    public async Task Get_FilterThatCannotBeUsed_IsRefusedRatherThanLeftOut(string address, string fault)
    {
        using var visitor = await SignedInAsync(Roles.Finance);
        using var answer = await visitor.GetAsync(address);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.StartsWith(fault, await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_AskedForByAForeignPage_IsForbidden()
    {
        using var visitor = await SignedInAsync(Roles.Finance);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/exports/payments.csv", UriKind.Relative));
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        using var answer = await visitor.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    private async Task<Visitor> SignedInAsync(string role)
    {
        await Visitor.AddUserAsync(_app, Anna, role);
        var visitor = new Visitor(_app);
        using var signedIn = await visitor.SignInAsync(Anna);
        return visitor;
    }
}
