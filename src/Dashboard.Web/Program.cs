using Dashboard.Core.Data;
using Dashboard.Web;
using Dashboard.Web.Shell;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.UseStaticWebAssets();
builder.Services.AddRazorComponents().AddInteractiveServerComponents();
builder.Services.AddDataProtection();
builder.AddDashboard();

var app = builder.Build();
await app.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync(CancellationToken.None);
app.UseAntiforgery();
app.MapStaticAssets();
app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
app.MapDashboard();
await app.RunAsync();

/// <summary>The composition root; public so that tests can start the real application.</summary>
public partial class Program;
