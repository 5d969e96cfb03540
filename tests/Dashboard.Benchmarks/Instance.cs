using System.Diagnostics;
using System.Globalization;
using Dashboard.Core;
using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Data.Seeding;
using Dashboard.TestKit;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Benchmarks;

/// <summary>The application's rooms over a new SQLite file.</summary>
internal sealed class Instance : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ServiceProvider _services;

    private Instance()
    {
        ConnectionString = $"Data Source={_folder.PathTo("dashboard.db")}";
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
        _services = services.AddCore(new DatabaseOptions { ConnectionString = ConnectionString }).BuildServiceProvider();
    }

    public string ConnectionString { get; }

    public static async Task<Instance> CreateAsync()
    {
        var instance = new Instance();
        await instance.Get<DatabaseMigrator>().MigrateAsync(CancellationToken.None);
        return instance;
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public Task<SeedReport> SeedAsync(long payments) =>
        Get<Seeder>().RunAsync(Actor.CommandLine, new SeedRequest(payments, 1, "http://localhost:5081"), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Runs something and tells its wall time, its processor time and the process's largest memory.</summary>
    public static async Task<Measure> MeasureAsync(Func<Task> run)
    {
        using var process = Process.GetCurrentProcess();
        var processor = process.TotalProcessorTime;
        var started = Stopwatch.GetTimestamp();
        await run();
        var wall = Stopwatch.GetElapsedTime(started);
        process.Refresh();
        return new Measure(wall, process.TotalProcessorTime - processor, process.PeakWorkingSet64 >> 20);
    }

    public static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}

internal sealed record Measure(TimeSpan Wall, TimeSpan Processor, long PeakMebibytes);
