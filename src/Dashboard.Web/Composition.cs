using Dashboard.Core;
using Dashboard.Core.Callbacks.Bodies;
using Dashboard.Core.Data;
using Dashboard.Core.Refunds;
using Dashboard.Core.Refunds.Batches;
using Dashboard.Web.Callbacks;
using Dashboard.Web.DataApi;
using Dashboard.Web.Exports;
using Dashboard.Web.Operating;
using Dashboard.Web.Practice;
using Dashboard.Web.Refunds.Batches;
using Dashboard.Web.Security;

namespace Dashboard.Web;

/// <summary>Puts the application together: settings, rooms, endpoints. Everything that <c>Program</c> calls.</summary>
public static class Composition
{
    public static void AddDashboard(this WebApplicationBuilder builder)
    {
        var database = builder.Configuration.GetSection(DatabaseOptions.Section).Get<DatabaseOptions>() ?? new DatabaseOptions();
        builder.Services.AddSingleton(builder.Configuration.GetSection(RefundRules.Section).Get<RefundRules>() ?? new RefundRules());
        builder.Services.AddSingleton(builder.Configuration.GetSection(RefundBatchOptions.Section).Get<RefundBatchOptions>() ?? new RefundBatchOptions());
        builder.Services.AddSingleton(builder.Configuration.GetSection(BodyRetention.Section).Get<BodyRetention>() ?? new BodyRetention());
        builder.Services.AddSingleton(SettingsValidator.ForwardTargetsOf(builder.Configuration));
        builder.Services.AddCore(database);
        builder.Services.AddKeyRing(builder.Configuration, builder.Environment.ContentRootPath);
        var practice = PracticeOptions.From(builder.Configuration);
        builder.Services.AddSingleton(practice);
        builder.Services.AddSingleton<DemoStart>();
        builder.Services.AddSingleton<MetricsText>();
        if (practice.Sandbox)
            builder.Services.AddHostedService<SandboxHosting>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(12);
            kestrel.Limits.MaxConcurrentConnections = 2000;
        });
    }

    /// <summary>What has to be there before the first request: the schema, and the demo where it is wanted.</summary>
    public static async Task PrepareAsync(this WebApplication app)
    {
        app.Services.GetRequiredService<MetricsText>();
        await app.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync(CancellationToken.None);
        await app.Services.GetRequiredService<DemoStart>().EnsureAsync(CancellationToken.None);
    }

    public static void MapDashboard(this WebApplication app)
    {
        app.MapHealth();
        app.MapCallbacks();
        app.MapDataApi();
        app.MapExports();
        app.MapRefundBatches();
    }
}
