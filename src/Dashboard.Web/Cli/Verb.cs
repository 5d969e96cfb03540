using System.Globalization;
using System.Text.Json;

namespace Dashboard.Web.Cli;

/// <summary>One thing the command line can do.</summary>
/// <param name="Name">One or two words.</param>
/// <param name="Summary">One line for the help.</param>
/// <param name="Options">What it takes.</param>
/// <param name="RunAsync">Does it; the number is the exit code.</param>
public sealed record Verb(string Name, string Summary, IReadOnlyList<Option> Options, Func<VerbContext, Task<int>> RunAsync)
{
    public static readonly Option Json = new("json", null, "answer as JSON");
    public static readonly Option Help = new("help", null, "show this text");

    /// <summary>The database is brought up to date first.</summary>
    public bool Migrates { get; init; } = true;

    public IReadOnlyList<Option> EveryOption { get; } = [.. Options, Help];
}

/// <summary>How a verb ends.</summary>
public static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongUsage = 2;
}

/// <summary>What a verb works with.</summary>
public sealed class VerbContext(Arguments arguments, IServiceProvider services, Terminal terminal, CancellationToken cancellationToken)
{
    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public Arguments Arguments { get; } = arguments;

    public CancellationToken CancellationToken { get; } = cancellationToken;

    public TextWriter Error => terminal.Error;

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    /// <summary>Writes the result: as JSON when a script reads it, else as words.</summary>
    public void Answer(object json, string words) =>
        terminal.Out.WriteLine(Arguments.Has(Verb.Json.Name) ? JsonSerializer.Serialize(json, Layout) : words);

    /// <summary>Ends with the faults of a use case, if there are any: what was asked for cannot be done as it was asked.</summary>
    public int Finish(IReadOnlyList<string> faults, object json, string words)
    {
        foreach (var fault in faults)
            terminal.Error.WriteLine(fault);
        if (faults.Count > 0)
            return ExitCode.Failed;
        Answer(json, words);
        return ExitCode.Done;
    }

    public long Number(string option, long? otherwise = null)
    {
        if (otherwise is { } given && !Arguments.Has(option))
            return given;
        var text = Arguments.Required(option);
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new UsageException($"--{option}: '{text}' is not a whole number.");
    }

    /// <summary>A secret comes by standard input, so that neither the list of processes nor the shell's history has it.</summary>
    public string ReadSecret(string option)
    {
        if (!Arguments.Has(option))
            throw new UsageException($"--{option} is missing; add it and give the value on standard input.");
        return terminal.In.ReadLine()?.TrimEnd('\r') is { Length: > 0 } line
            ? line
            : throw new UsageException($"--{option}: standard input was empty; give the value as its first line.");
    }
}

/// <summary>Where a verb reads and writes.</summary>
public sealed record Terminal(TextReader In, TextWriter Out, TextWriter Error);
