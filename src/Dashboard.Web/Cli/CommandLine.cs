using System.Data.Common;
using Dashboard.Core.Data;

namespace Dashboard.Web.Cli;

/// <summary>The verbs of the binary: finds the one that is meant, runs it over the same settings and rooms as the server, and says how it ended.</summary>
public static class CommandLine
{
    public const string Serve = "serve";

    /// <summary>
    /// Runs what was asked for. Null when the application is to be served: no verb was given, or <c>serve</c>.
    /// </summary>
    public static async Task<int?> RunAsync(IReadOnlyList<string> words, Terminal terminal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(terminal);
        if (words.Count == 0 || (words[0].StartsWith("--", StringComparison.Ordinal) && words[0] != "--help"))
            return null;
        if (words[0] is "help" or "--help" or "-h")
        {
            HelpText.WriteAll(terminal.Out);
            return ExitCode.Done;
        }

        if (words[0] == Serve)
        {
            if (!words.Contains("--help"))
                return null;
            HelpText.WriteServe(terminal.Out);
            return ExitCode.Done;
        }

        try
        {
            return await RunVerbAsync(words, terminal, cancellationToken);
        }
        catch (UsageException fault)
        {
            await terminal.Error.WriteLineAsync(fault.Message);
            return ExitCode.WrongUsage;
        }
        catch (OperationCanceledException)
        {
            await terminal.Error.WriteLineAsync("Stopped before it was done.");
            return ExitCode.Failed;
        }
        catch (Exception failure) when (failure is InvalidOperationException or IOException or UnauthorizedAccessException or DbException
            or System.Security.Cryptography.CryptographicException)
        {
            await terminal.Error.WriteLineAsync("Failed: " + failure.Message);
            return ExitCode.Failed;
        }
    }

    /// <summary>Tells every wrong setting by its key.</summary>
    /// <returns>True when the settings are in order.</returns>
    public static bool Check(IConfiguration settings, TextWriter error)
    {
        ArgumentNullException.ThrowIfNull(error);
        var faults = SettingsValidator.Check(settings);
        foreach (var fault in faults)
            error.WriteLine(fault);
        return faults.Count == 0;
    }

    private static async Task<int> RunVerbAsync(IReadOnlyList<string> words, Terminal terminal, CancellationToken cancellationToken)
    {
        var (verb, rest) = Find(words);
        var arguments = Arguments.Read(rest, verb.EveryOption);
        if (arguments.Has(Verb.Help.Name))
        {
            HelpText.Write(terminal.Out, verb);
            return ExitCode.Done;
        }

        var builder = WebApplication.CreateBuilder([.. arguments.Settings]);
        if (!Check(builder.Configuration, terminal.Error))
            return ExitCode.WrongUsage;
        // Standard output belongs to the answer.
        builder.Logging.ClearProviders();
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.AddFilter((category, level) => level >= LogLevel.Error
            || (level == LogLevel.Warning && category?.StartsWith("Dashboard.", StringComparison.Ordinal) == true));
        builder.AddDashboard();
        // A verb has no pages: what only they can have must not be among its services, whatever the environment.
        builder.Host.UseDefaultServiceProvider(services => services.ValidateOnBuild = services.ValidateScopes = true);
        await using var app = builder.Build();
        if (verb.Migrates)
            await app.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync(cancellationToken);
        return await verb.RunAsync(new VerbContext(arguments, app.Services, terminal, cancellationToken));
    }

    private static (Verb Verb, IReadOnlyList<string> Words) Find(IReadOnlyList<string> words)
    {
        foreach (var length in (ReadOnlySpan<int>)[2, 1])
        {
            var name = string.Join(' ', words.Take(length));
            if (words.Count >= length && Verbs.All.FirstOrDefault(verb => verb.Name == name) is { } found)
                return (found, [.. words.Skip(length)]);
        }

        var family = Verbs.All.Where(verb => verb.Name.StartsWith(words[0] + " ", StringComparison.Ordinal)).Select(verb => verb.Name).ToList();
        throw new UsageException(family.Count > 0
            ? $"'{words[0]}' needs a second word: {string.Join(", ", family)}."
            : $"There is no verb '{words[0]}'; --help lists them.");
    }
}
