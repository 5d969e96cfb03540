using Dashboard.Core.Access;
using Dashboard.Core.Projects;
using Dashboard.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Dashboard.EndToEnd.Tests;

/// <summary>An application with a project, a signed-in person and callbacks, and what browser tests do with its pages.</summary>
internal static class RegisterApp
{
    private const string PlatformAddress = "https://platform.test/p/{payment_id}?project={project_id}";

    public static async Task<DashboardApp> StartAsync(string role = Roles.Admin, params PlatformCallback[] callbacks)
    {
        var app = new DashboardApp { Settings = new Dictionary<string, string> { ["SignIn:RequireSecondFactor"] = "false", ["Platform:PaymentAddress"] = PlatformAddress } };
        app.StartServer();
        await AddProjectAsync(app, 386, "Northwind Store");
        await StaffPage.AddUserAsync(app, role);
        foreach (var callback in callbacks)
            await app.PostAsync(callback);
        return app;
    }

    public static async Task AddProjectAsync(this DashboardApp app, long id, string name) =>
        Assert.Empty(await app.Services.GetRequiredService<AddProject>().HandleAsync(
            Actor.CommandLine, new NewProject(id, name, "http://127.0.0.1:9", PlatformCallback.Secret), TestContext.Current.CancellationToken));

    public static async Task PostAsync(this DashboardApp app, PlatformCallback callback)
    {
        using var client = new HttpClient();
        using var body = callback.ToContent();
        using var answer = await client.PostAsync(new Uri(app.Address, "/callbacks"), body, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    public static async Task<IPage> OpenAsync(this DashboardApp app, IBrowserContext context, string path)
    {
        var page = await context.NewPageAsync();
        await StaffPage.SignInAsync(page, app);
        await app.GoAsync(page, path);
        return page;
    }

    /// <summary>Opens a page and waits until its circuit answers and its first rows are there.</summary>
    public static async Task GoAsync(this DashboardApp app, IPage page, string path)
    {
        await page.GotoAsync(new Uri(app.Address, path).ToString());
        await StaffPage.InteractiveAsync(page);
        await page.Locator(".skeleton").WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }
}
