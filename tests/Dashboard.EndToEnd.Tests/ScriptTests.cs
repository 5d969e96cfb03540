using Dashboard.Core.Access;
using Dashboard.TestKit;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.EndToEnd.Tests;

public sealed class ScriptTests(BrowserFixture chromium)
{
    /// <summary>Nothing else notices that the browser script is missing: the page renders on the server all the same.</summary>
    [Fact]
    public async Task Page_SignedIn_BecomesInteractiveWithoutAWordInTheConsole()
    {
        using var app = new DashboardApp();
        app.StartServer();
        await StaffPage.AddUserAsync(app, Roles.Support);
        await using var context = await chromium.Browser.NewContextAsync();
        var page = await context.NewPageAsync();
        var complaints = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                complaints.Add(message.Text);
        };
        await StaffPage.SignInAsync(page, app);
        await StaffPage.InteractiveAsync(page);
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task Circuit_UserDisabled_TurnsToSignIn()
    {
        using var app = new DashboardApp { Settings = new Dictionary<string, string> { ["SignIn:RevalidateSeconds"] = "1" } };
        app.StartServer();
        await StaffPage.AddUserAsync(app, Roles.Support);
        await using var context = await chromium.Browser.NewContextAsync();
        var page = await context.NewPageAsync();
        await StaffPage.SignInAsync(page, app);
        await StaffPage.InteractiveAsync(page);

        await using (var scope = app.Services.CreateAsyncScope())
        {
            var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
            var user = (await users.FindByEmailAsync(StaffPage.Email))!;
            user.Disabled = true;
            await users.UpdateAsync(user);
        }

        await page.ComesToAsync("**/sign-in?returnUrl=**");
    }
}
