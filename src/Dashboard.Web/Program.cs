using Dashboard.Core.Data;
using Dashboard.Web.Shell;

var builder = WebApplication.CreateBuilder(args);
builder.AddShell();
builder.Services.AddDatabase(builder.Configuration.GetSection(DatabaseOptions.Section).Get<DatabaseOptions>() ?? new DatabaseOptions());

var app = builder.Build();
app.UseShell();
await app.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync(app.Lifetime.ApplicationStopping);
await app.RunAsync();

/// <summary>The composition root; public so that tests can start the real application.</summary>
public partial class Program;
