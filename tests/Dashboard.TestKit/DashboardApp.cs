using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace Dashboard.TestKit;

/// <summary>The real application on a free port of the loopback, started in the test's process.</summary>
public class DashboardApp : WebApplicationFactory<Program>
{
    public DashboardApp() => UseKestrel(0);

    public Uri Address => ClientOptions.BaseAddress;

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.UseContentRoot(Repository.Root);
        builder.UseSetting("hostBuilder:reloadConfigOnChange", "false");
    }
}
