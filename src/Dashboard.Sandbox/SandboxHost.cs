using Dashboard.Sandbox.Callbacks;
using Dashboard.Sandbox.Faults;
using Dashboard.Sandbox.Gate;
using Dashboard.Sandbox.Ledger;
using Dashboard.Sandbox.State;

namespace Dashboard.Sandbox;

/// <summary>Builds the emulator as an application of its own, with its own port, so that all traffic with it is real HTTP.</summary>
public static class SandboxHost
{
    /// <summary>The emulator, not started yet. Whoever builds it starts, stops and disposes it.</summary>
    /// <exception cref="ArgumentException">An option is wrong; the message names every fault by its setting.</exception>
    public static WebApplication Build(SandboxOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Faults() is { Count: > 0 } faults)
            throw new ArgumentException("The sandbox cannot start: " + string.Join(" ", faults), nameof(options));

        // Empty on purpose: the emulator must not pick up addresses or settings that were meant for the application that hosts it.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = typeof(SandboxHost).Assembly.GetName().Name });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.AddServerHeader = false).UseUrls(options.Urls);
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        if (options.LoggerFactory is { } loggers)
            builder.Services.AddSingleton(loggers);
        else
            builder.Services.AddLogging();
        AddPlatform(builder.Services, options);

        var app = builder.Build();
        app.UseMiddleware<DoorGuard>();
        app.UseRouting();
        Pages.PageEndpoints.Map(app);
        Control.ControlEndpoints.Map(app);
        DataApi.DataApiEndpoints.Map(app);
        GateEndpoints.Map(app, app.Services.GetRequiredService<GateDoor>());
        return app;
    }

    private static void AddPlatform(IServiceCollection services, SandboxOptions options) => services
        .AddSingleton(options)
        .AddSingleton(options.TimeProvider)
        .AddSingleton<PlatformState>()
        .AddSingleton<Timetable>()
        .AddSingleton<Recollection>()
        .AddSingleton<SaleDesk>()
        .AddSingleton<RefundDesk>()
        .AddSingleton<FaultBox>()
        .AddSingleton<SandboxAddress>()
        .AddSingleton<CallbackWriter>()
        .AddSingleton(new CallbackJournal(options.Memory))
        .AddSingleton<CallbackSender>()
        .AddSingleton(new RequestLedger(options.Memory))
        .AddSingleton<GateRules>()
        .AddSingleton<GateDoor>();
}
