using System.Net;
using Dashboard.Core.Access;
using Dashboard.Core.Refunds.Batches;
using Dashboard.TestKit;
using Dashboard.Web.Tests.Http;

namespace Dashboard.Web.Tests.Refunds.Batches;

public sealed class BatchFileEndpointTests
{
    [Fact]
    public async Task Files_TemplateForStaffOnly_ResultOnlyOfWhatExists()
    {
        using var app = new DashboardApp();
        app.StartServer();
        await Visitor.AddUserAsync(app, "anna@shop.test", Roles.Operator);
        using var visitor = new Visitor(app);
        using (var closed = await visitor.GetAsync("/refunds/batches/template.csv"))
            Assert.Equal(HttpStatusCode.Redirect, closed.StatusCode);
        using (await visitor.SignInAsync("anna@shop.test"))
        using (var csv = await visitor.GetAsync("/refunds/batches/template.csv"))
        using (var xlsx = await visitor.GetAsync("/refunds/batches/template.xlsx"))
        using (var none = await visitor.GetAsync($"/refunds/batches/{Guid.Empty}/result.csv"))
        {
            Assert.Equal(string.Join(',', BatchFile.Columns) + "\r\n", await csv.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Assert.Equal("refunds.csv", csv.Content.Headers.ContentDisposition?.FileName);
            Assert.Equal("no-store", csv.Headers.CacheControl?.ToString());
            Assert.Equal("PK"u8.ToArray(), (await xlsx.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken))[..2]);
            Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        }

        using var foreign = new HttpRequestMessage(HttpMethod.Get, new Uri($"/refunds/batches/{Guid.Empty}/result.csv", UriKind.Relative));
        foreign.Headers.Add("Sec-Fetch-Site", "cross-site");
        using var refused = await visitor.SendAsync(foreign);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }
}
