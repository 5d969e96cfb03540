using System.Text.RegularExpressions;
using Dashboard.Core.Access;
using Dashboard.TestKit;
using Dashboard.Web.Access;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Dashboard.EndToEnd.Tests;

/// <summary>Signing in as somebody, the way a person does it.</summary>
internal static class StaffPage
{
    public const string Email = "anna@shop.test";
    public const string Password = "correct horse battery";

    public static async Task AddUserAsync(DashboardApp app, string role, string email = Email)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var added = await scope.ServiceProvider.GetRequiredService<UserAccounts>().AddAsync(
            Actor.CommandLine, new NewUser("Anna Kask", email, Password, role, AllProjects: true), TestContext.Current.CancellationToken);
        Assert.True(added.Succeeded);
    }

    public static async Task SignInAsync(IPage page, DashboardApp app, string email = Email)
    {
        await page.GotoAsync(new Uri(app.Address, "/sign-in").ToString());
        await page.Locator("#email").FillAsync(email);
        await page.Locator("#password").FillAsync(Password);
        await page.Locator("form.form button[type=submit]").ClickAsync();
        await page.Locator("[data-session]").WaitForAsync();
    }

    /// <summary>Waits until the circuit answers; clicks before that would be lost.</summary>
    public static Task InteractiveAsync(IPage page) => page.Locator("[data-interactive=true]").WaitForAsync();

    /// <summary>
    /// Waits for an address, <c>**</c> standing for anything. The driver's own wait looks once and then listens: a change between the two is never seen.
    /// </summary>
    public static Task ComesToAsync(this IPage page, string address) =>
        Assertions.Expect(page).ToHaveURLAsync(new Regex($"^{Regex.Escape(address).Replace(@"\*\*", ".*", StringComparison.Ordinal)}$"));
}
