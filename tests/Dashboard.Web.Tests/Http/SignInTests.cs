using System.Diagnostics;
using System.Net;
using Dashboard.Core.Access;
using Dashboard.TestKit;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Dashboard.Web.Tests.Http;

public sealed class SignInTests
{
    private const string Anna = "anna@shop.test";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Password_Right_OpensASessionWithHardenedCookie()
    {
        using var app = await StartAsync();
        using var visitor = new Visitor(app);
        using var answer = await visitor.SignInAsync(Anna, path: "/sign-in?returnUrl=%2Fprofile");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.EndsWith("/profile", answer.Headers.Location?.ToString(), StringComparison.Ordinal);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(text => text.StartsWith("session=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("expires", cookie, StringComparison.OrdinalIgnoreCase);
        using var page = await visitor.GetAsync("/profile");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    [Fact]
    public async Task Cookie_BehindHttps_IsHostBoundAndSecure()
    {
        using var app = await StartAsync(("Security:Https", "true"));
        await using var scope = app.Services.CreateAsyncScope();
        var cookies = scope.ServiceProvider
            .GetRequiredService<Microsoft.Extensions.Options.IOptionsMonitor<Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationOptions>>()
            .Get(IdentityConstants.ApplicationScheme);
        Assert.Equal("__Host-session", cookies.Cookie.Name);
        Assert.Equal(Microsoft.AspNetCore.Http.CookieSecurePolicy.Always, cookies.Cookie.SecurePolicy);
        Assert.Null(cookies.Cookie.Domain);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("https:evil.example")]
    [InlineData("/\t/evil.example")]
    public async Task ReturnUrl_NotLocal_LeadsHome(string returnUrl)
    {
        using var app = await StartAsync();
        using var visitor = new Visitor(app);
        using var answer = await visitor.SignInAsync(Anna, path: $"/sign-in?returnUrl={Uri.EscapeDataString(returnUrl)}");
        var target = new Uri(app.Address, answer.Headers.Location!);
        Assert.Equal(new Uri(app.Address, "/"), target);
    }

    [Fact]
    public async Task Refusal_UnknownUserWrongPasswordOrDisabled_ReadsTheSame()
    {
        using var app = await StartAsync();
        await Visitor.AddUserAsync(app, "off@shop.test", Roles.Support);
        await ChangeAsync(app, "off@shop.test", user => user.Disabled = true);
        using var visitor = new Visitor(app);
        var words = new List<string>();
        foreach (var (email, password) in new[] { (Anna, "not the password"), ("nobody@shop.test", "not the password"), ("off@shop.test", Visitor.Password) })
        {
            using var answer = await visitor.SignInAsync(email, password);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            var body = await answer.Content.ReadAsStringAsync(Stop);
            Assert.DoesNotContain(password, body, StringComparison.Ordinal);
            var page = await new AngleSharp.Html.Parser.HtmlParser().ParseDocumentAsync(body, Stop);
            words.Add(page.QuerySelector("[role=alert]")!.TextContent);
        }

        Assert.Single(words.Distinct());
    }

    /// <summary>The hash is nearly all of the work; without it for unknown users the answer comes many times sooner.</summary>
    [Fact]
    public async Task Refusal_UnknownUser_TakesTheSameWorkAsAWrongPassword()
    {
        using var app = new DashboardApp { Watch = services => services.AddSingleton<IPasswordHasher<User>, WatchedHasher>() };
        app.StartServer();
        var hasher = Assert.IsType<WatchedHasher>(app.Services.GetRequiredService<IPasswordHasher<User>>());
        await Visitor.AddUserAsync(app, Anna, Roles.Support);
        using var visitor = new Visitor(app);

        using (await visitor.SignInAsync(Anna, "not the password")) { }
        var known = Assert.Single(hasher.Compared);
        hasher.Compared.Clear();
        using (await visitor.SignInAsync("nobody@shop.test", "not the password")) { }
        var unknown = Assert.Single(hasher.Compared);

        Assert.NotEqual(known, unknown);
        Assert.Equal(WatchedHasher.WorkOf(known), WatchedHasher.WorkOf(unknown));
    }

    [Fact]
    public async Task Lockout_TenWrongTries_RefusesTheRightPasswordToo()
    {
        using var app = await StartAsync();
        using var visitor = new Visitor(app);
        for (var i = 0; i < 10; i++)
        {
            using var wrong = await visitor.SignInAsync(Anna, "not the password");
            Assert.Equal(HttpStatusCode.OK, wrong.StatusCode);
        }

        using var right = await visitor.SignInAsync(Anna);
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        await using var scope = app.Services.CreateAsyncScope();
        var user = await scope.ServiceProvider.GetRequiredService<UserManager<User>>().FindByEmailAsync(Anna);
        Assert.InRange(user!.LockoutEnd!.Value - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(28), TimeSpan.FromMinutes(30.1));
    }

    [Fact]
    public async Task RateLimit_PostsBeyondIt_Get429ButTheFormStillOpens()
    {
        using var app = await StartAsync(("SignIn:PostsPerMinute", "2"));
        using var visitor = new Visitor(app);
        using var first = await visitor.SignInAsync(Anna, "not the password");
        using var second = await visitor.SignInAsync(Anna, "not the password");
        using var third = await visitor.SignInAsync(Anna, "not the password");
        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
        using var form = await visitor.GetAsync("/sign-in");
        Assert.Equal(HttpStatusCode.OK, form.StatusCode);
    }

    [Fact]
    public async Task Session_Disabled_EndsAtTheNextCheck()
    {
        using var app = await StartAsync(("SignIn:RevalidateSeconds", "1"));
        using var visitor = new Visitor(app);
        using var signedIn = await visitor.SignInAsync(Anna);
        await ChangeAsync(app, Anna, user => user.Disabled = true);
        Assert.True(await EventuallyAsync(async () =>
        {
            using var page = await visitor.GetAsync("/profile");
            return page.StatusCode == HttpStatusCode.Redirect;
        }));
    }

    [Fact]
    public async Task SignOut_EndsTheSessionAndIsWrittenDown()
    {
        using var app = await StartAsync();
        using var visitor = new Visitor(app);
        using var signedIn = await visitor.SignInAsync(Anna);
        using var left = await visitor.SubmitAsync("/profile", "form[action='/sign-out']");
        Assert.Equal("/sign-in", left.Headers.Location?.ToString());
        using var page = await visitor.GetAsync("/profile");
        Assert.Equal(HttpStatusCode.Redirect, page.StatusCode);
        await using var context = await app.Services.GetRequiredService<Dashboard.Core.Data.Database>().OpenAsync(Stop);
        var actions = await context.AuditEntries.Where(entry => entry.Actor == Anna).OrderBy(entry => entry.Id).Select(entry => entry.Action).ToListAsync(Stop);
        Assert.Equal(["sign-in", "sign-out"], actions);
    }

    private static async Task<DashboardApp> StartAsync(params (string Key, string Value)[] settings)
    {
        var app = new DashboardApp { Settings = settings.ToDictionary(setting => setting.Key, setting => setting.Value) };
        app.StartServer();
        await Visitor.AddUserAsync(app, Anna, Roles.Support);
        return app;
    }

    private static async Task ChangeAsync(DashboardApp app, string email, Action<User> change)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        var user = (await users.FindByEmailAsync(email))!;
        change(user);
        Assert.True((await users.UpdateAsync(user)).Succeeded);
    }

    // Each try is a request of its own; the limit is time, because the check under test is one of time.
    private static async Task<bool> EventuallyAsync(Func<Task<bool>> condition)
    {
        var until = Stopwatch.StartNew();
        while (until.Elapsed < TimeSpan.FromSeconds(15))
        {
            if (await condition())
                return true;
        }

        return false;
    }

    /// <summary>The real one, which notes what it compares with.</summary>
    private sealed class WatchedHasher(IOptions<PasswordHasherOptions> options) : PasswordHasher<User>(options)
    {
        public List<string> Compared { get; } = [];

        /// <summary>Function, rounds, length of the salt and of the key: the head of a hash and its length.</summary>
        public static (string Head, int Length) WorkOf(string hash) => (Convert.ToHexString(Convert.FromBase64String(hash)[..13]), hash.Length);

        public override PasswordVerificationResult VerifyHashedPassword(User user, string hashedPassword, string providedPassword)
        {
            Compared.Add(hashedPassword);
            return base.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }
}
