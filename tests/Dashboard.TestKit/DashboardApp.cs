using System.Globalization;
using Dashboard.Core.Data;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dashboard.TestKit;

/// <summary>
/// The real application on a free port of the loopback, started in the test's process, with a data folder and a database of its own.
/// Set what differs in the initializer, then call <c>StartServer()</c>.
/// </summary>
public class DashboardApp : WebApplicationFactory<Program>
{
    private readonly TemporaryFolder _data = new();

    public DashboardApp() => UseKestrel(0);

    public Uri Address => ClientOptions.BaseAddress;

    public CapturedLogs Logs { get; } = new();

    /// <summary>Folder of this application alone; removed with it.</summary>
    public string DataFolder => _data.Path;

    /// <summary>The database to use; a new SQLite file in the data folder when not set. Stays the test's own to dispose.</summary>
    public TestDatabase? Database { get; init; }

    /// <summary>Fills the database with the demo project, its users and payments.</summary>
    public bool Demo { get; init; }

    /// <summary>Hosts the emulator of the platform beside the application, on <see cref="SandboxAddress"/>.</summary>
    public bool Sandbox { get; init; }

    public Uri SandboxAddress { get; } = new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}"));

    /// <summary>The application's clock; the machine's when not set.</summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>The lowest level that <see cref="Logs"/> keeps.</summary>
    public LogLevel LogFrom { get; init; } = LogLevel.Information;

    /// <summary>More settings, as <c>Section:Key</c>; they win over the ones above.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Puts something in the way of a service of the framework, to see what it is asked.</summary>
    public Action<IServiceCollection> Watch { get; init; } = _ => { };

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.UseContentRoot(Repository.Root);
        builder.UseSetting("hostBuilder:reloadConfigOnChange", "false");
        builder.UseSetting("Database:Provider", (Database?.Provider ?? DatabaseProvider.Sqlite).ToString());
        builder.UseSetting("Database:ConnectionString", Database?.ConnectionString ?? $"Data Source={_data.PathTo("dashboard.db")}");
        builder.UseSetting("Keys:Folder", _data.PathTo("keys"));
        builder.UseSetting("SignIn:PostsPerMinute", "1000");
        builder.UseSetting("Demo:Enabled", Demo ? "true" : "false");
        builder.UseSetting("Sandbox:Enabled", Sandbox ? "true" : "false");
        builder.UseSetting("Sandbox:Url", SandboxAddress.ToString());
        foreach (var (key, value) in Settings)
            builder.UseSetting(key, value);

        builder.ConfigureLogging(logging =>
        {
            logging.ClearProviders();
            logging.AddProvider(Logs);
            logging.AddFilter<CapturedLogs>(null, LogFrom);
        });
        if (Clock is not null)
            builder.ConfigureServices(services => services.AddSingleton(Clock));
        builder.ConfigureTestServices(services => Watch(services));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
            _data.Dispose();
    }
}
