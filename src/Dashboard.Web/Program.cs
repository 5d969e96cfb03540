using Dashboard.Web;
using Dashboard.Web.Cli;
using Dashboard.Web.Shell;

if (await CommandLine.RunAsync(args, new Terminal(Console.In, Console.Out, Console.Error), CancellationToken.None) is { } ended)
    return ended;

var builder = WebApplication.CreateBuilder([.. args.SkipWhile(word => word == CommandLine.Serve)]);
if (!CommandLine.Check(builder.Configuration, Console.Error))
    return ExitCode.WrongUsage;
builder.AddShell();
builder.AddDashboard();

var app = builder.Build();
await app.PrepareAsync();
app.UseShell();
app.MapDashboard();
await app.RunAsync();
return ExitCode.Done;

/// <summary>The composition root; public so that tests can start the real application.</summary>
public partial class Program;
