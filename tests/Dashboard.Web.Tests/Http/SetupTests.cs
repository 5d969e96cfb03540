using System.Net;
using System.Text.RegularExpressions;
using Dashboard.Core.Access;
using Dashboard.TestKit;
using Dashboard.Web.Access;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Http;

public sealed class SetupTests
{
    [Fact]
    public async Task Setup_FreshInstance_OneTimeCodeMakesTheAdminAndClosesThePage()
    {
        using var app = new ConsoleApp();
        app.StartServer();
        using var visitor = new Visitor(app);
        using var before = await visitor.SignInAsync("admin@demo.test");
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);

        using var made = await SubmitAsync(visitor, app.LastCode(), Visitor.Password);
        Assert.EndsWith("/sign-in", made.Headers.Location?.ToString(), StringComparison.Ordinal);
        using var signedIn = await visitor.SignInAsync("anna@shop.test");
        Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
        using var stranger = new Visitor(app);
        using var closed = await stranger.GetAsync("/setup");
        Assert.Equal(HttpStatusCode.NotFound, closed.StatusCode);
    }

    [Fact]
    public async Task Setup_FiveWrongCodes_PrintsAnotherAndForgetsTheFirst()
    {
        using var app = new ConsoleApp();
        app.StartServer();
        using var visitor = new Visitor(app);
        var first = app.LastCode();
        for (var i = 0; i < FirstAdmin.Tries; i++)
        {
            using var wrong = await SubmitAsync(visitor, "AAAA-AAAA-AAAA", Visitor.Password);
            Assert.Equal(HttpStatusCode.OK, wrong.StatusCode);
        }

        Assert.NotEqual(first, app.LastCode());
        using var late = await SubmitAsync(visitor, first, Visitor.Password);
        Assert.Equal(HttpStatusCode.OK, late.StatusCode);
        using var right = await SubmitAsync(visitor, app.LastCode(), Visitor.Password);
        Assert.Equal(HttpStatusCode.Redirect, right.StatusCode);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("password1234")]
    [InlineData("anna-loves-tea")]
    [InlineData("aaaaaaaaaaaaaa")]
    public async Task Setup_WeakPassword_IsRefusedBesideTheField(string password)
    {
        using var app = new ConsoleApp();
        app.StartServer();
        using var visitor = new Visitor(app);
        using var answer = await SubmitAsync(visitor, app.LastCode(), password);
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("password-error", body, StringComparison.Ordinal);
        Assert.DoesNotContain(password, body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DemoUsers_EnsuredTwice_MakesOneUserPerRoleAndPrintsEachPasswordOnce()
    {
        using var app = new ConsoleApp();
        app.StartServer();
        for (var round = 0; round < 2; round++)
        {
            await using var scope = app.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<DemoUsers>().EnsureAsync(TestContext.Current.CancellationToken);
        }

        foreach (var role in Roles.All)
        {
            var printed = Regex.Matches(app.Printed.ToString(), $@"{role}@demo\.test\s+password (\S+)", RegexOptions.IgnoreCase);
            var line = Assert.Single(printed);
            using var visitor = new Visitor(app);
            using var answer = await visitor.SignInAsync($"{role}@demo.test", line.Groups[1].Value);
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        }
    }

    private static Task<HttpResponseMessage> SubmitAsync(Visitor visitor, string code, string password) =>
        visitor.SubmitAsync("/setup", "form.form", ("Code", code), ("DisplayName", "Anna"), ("Email", "anna@shop.test"), ("Password", password));

    private sealed class ConsoleApp : DashboardApp
    {
        public StringWriter Printed { get; } = new();

        public string LastCode() => Regex.Matches(Printed.ToString(), "code: (\\S+)")[^1].Groups[1].Value;

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.ConfigureTestServices(services => services.AddKeyedSingleton<TextWriter>(FirstAdmin.Console, TextWriter.Synchronized(Printed)));
        }
    }
}
