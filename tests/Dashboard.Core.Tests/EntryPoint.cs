using Dashboard.Core.Tests.Refunds.Crashes;

namespace Dashboard.Core.Tests;

/// <summary>The tests; or, asked to by a test, another process of the application that can be killed.</summary>
internal static class EntryPoint
{
    public static Task<int> Main(string[] args)
    {
        if (args is [ApplicationProcess.Word, ..])
            return ApplicationProcess.RunAsync(args);
        return args.Any(arg => arg is "--server" or "--internal-msbuild-node")
            ? Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
            : Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
    }
}
