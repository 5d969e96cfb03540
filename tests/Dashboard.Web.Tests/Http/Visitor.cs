using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Dashboard.Core.Access;
using Dashboard.TestKit;
using Dashboard.Web.Access;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Http;

/// <summary>Somebody with a browser's cookies who follows no redirect unasked, so that tests see each answer.</summary>
internal sealed class Visitor : IDisposable
{
    public const string Password = "correct horse battery";

    private readonly HttpClient _client;

    public Visitor(DashboardApp app)
    {
        Handler = new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = Cookies };
        _client = new HttpClient(Handler, disposeHandler: true) { BaseAddress = app.Address };
    }

    public CookieContainer Cookies { get; } = new();

    private HttpClientHandler Handler { get; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task AddUserAsync(DashboardApp app, string email, string role)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var added = await scope.ServiceProvider.GetRequiredService<UserAccounts>()
            .AddAsync(Actor.CommandLine, new NewUser("Anna Kask", email, Password, role, AllProjects: true), Stop);
        Assert.True(added.Succeeded, string.Join(' ', added.Errors.Select(error => error.Code)));
    }

    public Task<HttpResponseMessage> GetAsync(string path) => _client.GetAsync(new Uri(path, UriKind.Relative), Stop);

    public async Task<IDocument> PageAsync(string path)
    {
        using var answer = await GetAsync(path);
        return await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync(Stop), Stop);
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => _client.SendAsync(request, Stop);

    /// <summary>Opens the page, fills its form as a browser would, hidden fields included, and posts it.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(string path, string formSelector, params (string Name, string Value)[] fields)
    {
        var form = (await PageAsync(path)).QuerySelector(formSelector) ?? throw new InvalidOperationException($"No form {formSelector} on {path}.");
        var values = form.QuerySelectorAll("input[type=hidden]").ToDictionary(input => input.GetAttribute("name")!, input => input.GetAttribute("value") ?? "");
        foreach (var (name, value) in fields)
            values[name] = value;
        using var content = new FormUrlEncodedContent(values);
        return await _client.PostAsync(new Uri(form.GetAttribute("action") ?? path, UriKind.Relative), content, Stop);
    }

    public Task<HttpResponseMessage> SignInAsync(string email, string password = Password, string path = "/sign-in") =>
        SubmitAsync(path, "form.form", ("Email", email), ("Password", password));

    public void Dispose() => _client.Dispose();
}
