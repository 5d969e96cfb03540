namespace Dashboard.Sandbox;

/// <summary>Runs the emulator alone. A named class, because the application that hosts the emulator has a <c>Program</c> of its own.</summary>
internal static class EntryPoint
{
    private const int WrongUsage = 2;

    private static async Task<int> Main(string[] args)
    {
        var configuration = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(Environment.CurrentDirectory, "appsettings.json"), optional: true)
            .AddEnvironmentVariables()
            .AddCommandLine(args)
            .Build();
        using var loggers = LoggerFactory.Create(logging => logging.AddConfiguration(configuration.GetSection("Logging")).AddSimpleConsole());
        var (options, faults) = SandboxSettings.Read(configuration);
        faults = [.. faults, .. options.Faults()];
        if (faults.Count > 0)
        {
            foreach (var fault in faults)
                await Console.Error.WriteLineAsync(fault);
            return WrongUsage;
        }

        await using var app = SandboxHost.Build(options with { LoggerFactory = loggers });
        await app.StartAsync();
        foreach (var project in options.Projects)
            Console.WriteLine($"Practice platform at {app.Urls.First()}, project {project.Id}, callbacks to {project.CallbackUrl}. No money moves.");
        await app.WaitForShutdownAsync();
        return 0;
    }
}
