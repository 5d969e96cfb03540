using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using Dashboard.Core.Access;
using Dashboard.TestKit;

namespace Dashboard.Web.Tests.Http;

public sealed class SecondFactorTests
{
    private const string Anna = "anna@shop.test";

    [Theory]
    [InlineData(Roles.Operator, true)]
    [InlineData(Roles.Finance, true)]
    [InlineData(Roles.Admin, true)]
    [InlineData(Roles.Support, false)]
    [InlineData(Roles.Auditor, false)]
    public async Task Role_WithoutSecondFactor_IsLedToSetItUpWhenItMovesMoneyOrAdministers(string role, bool led)
    {
        using var app = new DashboardApp();
        app.StartServer();
        await Visitor.AddUserAsync(app, Anna, role);
        using var visitor = new Visitor(app);
        using var signedIn = await visitor.SignInAsync(Anna);
        using var page = await visitor.GetAsync("/payments");
        Assert.Equal(led ? HttpStatusCode.Redirect : HttpStatusCode.OK, page.StatusCode);
        if (!led)
            return;
        Assert.Equal("/second-factor", page.Headers.Location?.ToString());
        using var circuit = await visitor.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1"));
        Assert.Equal(HttpStatusCode.Forbidden, circuit.StatusCode);
    }

    [Fact]
    public async Task SecondFactor_TurnedOn_IsAskedForAndEachCodeWorksOnce()
    {
        var clock = new ManualTimeProvider(DateTimeOffset.UtcNow);
        using var app = new DashboardApp { Clock = clock };
        app.StartServer();
        await Visitor.AddUserAsync(app, Anna, Roles.Operator);
        using var visitor = new Visitor(app);
        using var signedIn = await visitor.SignInAsync(Anna);
        var key = (await visitor.PageAsync("/second-factor")).QuerySelector(".copy-id .mono")!.TextContent;
        using var wrong = await visitor.SubmitAsync("/second-factor", "form.form", ("Code", "000000"));
        Assert.Contains("code-error", await wrong.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using var on = await visitor.SubmitAsync("/second-factor", "form.form", ("Code", CodeOf(key, -1)));
        var shown = await new AngleSharp.Html.Parser.HtmlParser().ParseDocumentAsync(
            await on.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        var recovery = shown.QuerySelectorAll(".recovery li").Select(code => code.TextContent).ToList();
        Assert.Equal(8, recovery.Count);

        using var later = new Visitor(app);
        var code = CodeOf(key, 0);
        Assert.Equal("/profile", await EnterAsync(later, code));
        using var again = new Visitor(app);
        Assert.Null(await EnterAsync(again, code));
        Assert.Equal("/profile", await EnterAsync(again, recovery[0]));
        using var third = new Visitor(app);
        Assert.Null(await EnterAsync(third, recovery[0]));
    }

    [Fact]
    public async Task Code_WithoutPasswordBefore_AsksToStartAgain()
    {
        using var app = new DashboardApp();
        app.StartServer();
        using var visitor = new Visitor(app);
        Assert.Null((await visitor.PageAsync("/sign-in/code")).QuerySelector("form.form"));
    }

    private static async Task<string?> EnterAsync(Visitor visitor, string code)
    {
        using var password = await visitor.SignInAsync(Anna, path: "/sign-in?returnUrl=%2Fprofile");
        var next = new Uri(new Uri("http://localhost"), password.Headers.Location!).PathAndQuery;
        Assert.StartsWith("/sign-in/code", next, StringComparison.Ordinal);
        using var profile = await visitor.GetAsync("/profile");
        Assert.Equal(HttpStatusCode.Redirect, profile.StatusCode);
        using var answer = await visitor.SubmitAsync(next, "form.form", ("Code", code));
        return answer.Headers.Location is { } location ? new Uri(new Uri("http://localhost"), location).PathAndQuery : null;
    }

    /// <summary>RFC 6238 with SHA-1, 30 s and six figures, computed here so that the server is checked against the rule and not against itself.</summary>
    internal static string CodeOf(string key, int step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, (DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 30) + step);
#pragma warning disable CA5350 // The authenticator apps' own algorithm.
        var hash = HMACSHA1.HashData(FromBase32(key), counter);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 0xF)) & 0x7FFFFFFF;
        return (number % 1_000_000).ToString("000000", System.Globalization.CultureInfo.InvariantCulture);
    }

    private static byte[] FromBase32(string text)
    {
        var bits = string.Concat(text.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }
}
