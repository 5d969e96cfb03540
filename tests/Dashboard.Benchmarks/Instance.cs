using System.Diagnostics;
using System.Globalization;
using Dashboard.Core;
using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Data.Seeding;
using Dashboard.Core.Payments;
using Dashboard.TestKit;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dashboard.Benchmarks;

/// <summary>The application's rooms over a new SQLite file.</summary>
internal sealed class Instance : IAsyncDisposable
{
    private readonly TemporaryFolder? _temporary;
    private readonly string _folder;
    private readonly bool _kept;
    private readonly ServiceProvider _services;

    private Instance(string? folder)
    {
        // A file that is there stays there.
        _kept = File.Exists(folder);
        _temporary = folder is null ? new TemporaryFolder() : null;
        _folder = _kept ? Path.GetDirectoryName(folder)!
            : folder is null ? _temporary!.Path : Directory.CreateDirectory(Path.Combine(folder, $"registers-{Guid.NewGuid():N}")).FullName;
        ConnectionString = $"Data Source={(_kept ? folder : Path.Combine(_folder, "dashboard.db"))}";
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
        _services = services.AddCore(new DatabaseOptions { ConnectionString = ConnectionString }).BuildServiceProvider();
    }

    public string ConnectionString { get; }

    /// <param name="folder">Where its own folder is made; the machine's place for temporary files when null. A database file: that one.</param>
    public static async Task<Instance> CreateAsync(string? folder = null)
    {
        var instance = new Instance(folder);
        await instance.Get<DatabaseMigrator>().MigrateAsync(CancellationToken.None);
        return instance;
    }

    public long Bytes => Directory.EnumerateFiles(_folder).Sum(file => new FileInfo(file).Length);

    /// <summary>Reads the indexes of the lists, as the application does when it starts.</summary>
    public async Task WarmAsync()
    {
        var warmth = _services.GetServices<IHostedService>().OfType<RegisterWarmth>().Single();
        await warmth.StartAsync(CancellationToken.None);
        await warmth.ExecuteTask!;
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public Task<SeedReport> SeedAsync(long payments) =>
        Get<Seeder>().RunAsync(Actor.CommandLine, new SeedRequest(payments, 1, "http://localhost:5081"), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _temporary?.Dispose();
        if (!_kept && Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
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
