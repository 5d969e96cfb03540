using System.Net;
using Dashboard.Core.Data;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Tests.TestKit;

public sealed class DashboardAppTests(Databases databases)
{
    [Fact]
    public async Task StartServer_FirstPage_AnswersAndLeavesNothingBehind()
    {
        string folder;
        await using (var app = new DashboardApp())
        {
            app.StartServer();
            using var client = app.CreateClient();
            using var answer = await client.GetAsync("/", TestContext.Current.CancellationToken);

            Assert.NotEqual(HttpStatusCode.InternalServerError, answer.StatusCode);
            folder = app.DataFolder;
            Assert.True(File.Exists(Path.Combine(folder, "dashboard.db")));
        }

        Assert.False(Directory.Exists(folder));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task StartServer_DatabaseOfTheTest_IsTheOneInUse(DatabaseProvider provider)
    {
        await using var database = await databases.CreateEmptyAsync(provider, TestContext.Current.CancellationToken);
        await using var app = new DashboardApp { Database = database };

        app.StartServer();

        await using var context = database.OpenContext();
        Assert.Empty(await context.Database.GetPendingMigrationsAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Logs_ValueLoggedUnderAnotherName_IsFound()
    {
        await using var app = new DashboardApp();
        app.StartServer();
        var log = app.Services.GetRequiredService<ILogger<DashboardAppTests>>();

        log.LogInformation("A sign-in was refused for {User}", "canary-4711");

        Assert.True(app.Logs.Contains("canary-4711"));
        Assert.False(app.Logs.Contains("canary-4712"));
    }
}
