using System.Net;
using System.Text;
using Dashboard.Core.Access;
using Dashboard.Web.Tests.Http;
using Dashboard.Web.Tests.Shell;

namespace Dashboard.Web.Tests.Payments;

/// <summary>What the menu of a row and the palette hand over and ask for, over HTTP as the browser does.</summary>
public sealed class PaymentEndpointTests(PaletteApp app) : IClassFixture<PaletteApp>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Summary_OfAPayment_IsPlainTextMaskedWithItsAddress()
    {
        using var visitor = await SignedInAsync(Roles.Support);
        using var answer = await visitor.GetAsync("/payments/386/EP-1/summary");
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.Equal((HttpStatusCode.OK, "text/plain"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.StartsWith("Payment EP-1 in Shop (386)\n", text, StringComparison.Ordinal);
        Assert.EndsWith($"{app.App.Address}payments/386/EP-1\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("4242424242424242", text, StringComparison.Ordinal);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
    }

    [Theory]
    [InlineData("/payments/386/EP-9/summary", HttpStatusCode.NotFound)]
    [InlineData("/payments/386/~%25/summary", HttpStatusCode.NotFound)]
    [InlineData("/payments/x/EP-1/summary", HttpStatusCode.NotFound)]
    public async Task Summary_OfNoPayment_IsNotFound(string path, HttpStatusCode expected)
    {
        using var visitor = await SignedInAsync(Roles.Support);
        using var answer = await visitor.GetAsync(path);
        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task PastedList_LongerThanAnAddress_IsKeptAndFound()
    {
        using var visitor = await SignedInAsync(Roles.Support);
        var ids = string.Join("; ", Enumerable.Range(1, 100).Select(n => $"EP-{n}"));
        using var answer = await PostAsync(visitor, ids);
        var address = await answer.Content.ReadAsStringAsync(Stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.StartsWith("/payments?list=", address, StringComparison.Ordinal);
        var page = await visitor.PageAsync(address);
        Assert.Equal(["/payments/386/EP-2", "/payments/386/EP-1"], page.QuerySelectorAll("a.row-link").Select(link => link.GetAttribute("href")));
        // The rows have one menu between them.
        Assert.Single(page.QuerySelectorAll("#row-menu"));
        Assert.Equal(2, page.QuerySelectorAll("[data-row-menu]").Length);
    }

    [Fact]
    public async Task PastedList_TooLongOrOfNobody_IsNotKept()
    {
        using var visitor = await SignedInAsync(Roles.Support);
        using var huge = await PostAsync(visitor, new string('1', 70_000));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, huge.StatusCode);
        using var nobody = new Visitor(app.App);
        using var refused = await PostAsync(nobody, "EP-1; EP-2");
        Assert.True(refused.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Redirect, refused.StatusCode.ToString());
        using var foreign = new HttpRequestMessage(HttpMethod.Post, "/palette/list") { Content = new StringContent("EP-1; EP-2", Encoding.UTF8, "text/plain") };
        foreign.Headers.Add("Origin", "https://elsewhere.test");
        using var forbidden = await visitor.SendAsync(foreign);
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
    }

    private static async Task<HttpResponseMessage> PostAsync(Visitor visitor, string text)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/palette/list") { Content = new StringContent(text, Encoding.UTF8, "text/plain") };
        return await visitor.SendAsync(request);
    }

    private async Task<Visitor> SignedInAsync(string role)
    {
        var visitor = new Visitor(app.App);
        using var signedIn = await visitor.SignInAsync(PaletteApp.EmailOf(role));
        return visitor;
    }
}
