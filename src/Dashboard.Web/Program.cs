using Dashboard.Core.Data;
using Dashboard.Web;
using Dashboard.Web.Shell;

var builder = WebApplication.CreateBuilder(args);
builder.AddShell();
builder.AddDashboard();

var app = builder.Build();
await app.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync(CancellationToken.None);
app.UseShell();
app.MapDashboard();
await app.RunAsync();

/// <summary>The composition root; public so that tests can start the real application.</summary>
public partial class Program;
