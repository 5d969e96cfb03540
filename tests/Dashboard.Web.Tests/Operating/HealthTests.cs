using System.Net;
using Dashboard.TestKit;

namespace Dashboard.Web.Tests.Operating;

public sealed class HealthTests
{
    [Fact]
    public async Task Health_OfARunningApplication_IsLiveAndReadyForAnyone()
    {
        using var app = new DashboardApp();
        app.StartServer();
        using var client = app.CreateClient();

        Assert.Equal("""{"status":"live"}""", await client.GetStringAsync("/health/live", TestContext.Current.CancellationToken));
        Assert.Equal("""{"status":"ready"}""", await client.GetStringAsync("/health/ready", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Health_WithoutItsDatabase_IsNotReadyAndSaysWhy()
    {
        using var app = new DashboardApp();
        app.StartServer();
        using var client = app.CreateClient();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        foreach (var file in Directory.GetFiles(app.DataFolder, "dashboard.db*"))
            File.Delete(file);

        using var answer = await client.GetAsync("/health/ready", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("database:", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_AfterCallbacks_CountThemWithoutNamingAnybody()
    {
        using var app = new DashboardApp();
        app.StartServer();
        using var client = app.CreateClient();
        await SendForgedAsync(client);

        var metrics = await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);

        Assert.Contains("dashboard_callbacks_rejected_total{reason=\"Signature\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("EP-SECRET", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_WithAnotherApplicationInTheProcess_AreItsOwn()
    {
        using var app = new DashboardApp();
        using var other = new DashboardApp();
        app.StartServer();
        other.StartServer();
        using var client = app.CreateClient();
        using var otherClient = other.CreateClient();
        foreach (var one in new[] { client, otherClient, otherClient })
            await SendForgedAsync(one);

        var metrics = await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);

        Assert.Contains("dashboard_callbacks_rejected_total{reason=\"Signature\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("dotnet_", metrics, StringComparison.Ordinal);
        Assert.Contains("kestrel_", metrics, StringComparison.Ordinal);
    }

    private static async Task SendForgedAsync(HttpClient client)
    {
        using var forged = PlatformCallback.Sale("EP-SECRET-1", 100, "RUB").ToContent("wrong");
        using var answer = await client.PostAsync("/callbacks", forged, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }
}
