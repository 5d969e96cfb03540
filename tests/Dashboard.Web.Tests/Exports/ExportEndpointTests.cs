using System.Net;
using Dashboard.TestKit;

namespace Dashboard.Web.Tests.Exports;

public sealed class ExportEndpointTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/exports/payments.csv")]
    [InlineData("/exports/operations.xlsx?currency=EUR")]
    public async Task Get_NotSignedIn_GivesNoFile(string address)
    {
        await using var app = new DashboardApp();
        app.StartServer();
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { BaseAddress = app.Address };

        using var answer = await client.GetAsync(new Uri(address, UriKind.Relative), Stop);

        Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
        Assert.NotEqual(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Null(answer.Content.Headers.ContentDisposition);
    }
}
