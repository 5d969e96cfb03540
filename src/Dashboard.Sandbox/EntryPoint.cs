namespace Dashboard.Sandbox;

/// <summary>Runs the emulator alone. A named class, because the application that hosts the emulator has a <c>Program</c> of its own.</summary>
internal static class EntryPoint
{
    private static async Task Main(string[] args)
    {
        var app = WebApplication.CreateBuilder(args).Build();
        await app.RunAsync();
    }
}
