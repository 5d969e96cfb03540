namespace Dashboard.Web.Cli;

/// <summary>The command line was used wrongly; the message names the fault and the fix.</summary>
public sealed class UsageException : Exception
{
    public UsageException()
    {
    }

    public UsageException(string message)
        : base(message)
    {
    }

    public UsageException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>A verb's arguments, read: its options by name, and the settings that go to the configuration.</summary>
public sealed class Arguments
{
    private static readonly string[] PlainSettings = ["urls", "environment", "contentRoot", "applicationName"];

    private readonly Dictionary<string, List<string>> _values = new(StringComparer.Ordinal);

    private Arguments(List<string> settings) => Settings = settings;

    /// <summary><c>--Section:Key=value</c>, in the form the configuration reads.</summary>
    public IReadOnlyList<string> Settings { get; }

    public bool Has(string option) => _values.ContainsKey(option);

    public string? Find(string option) => _values.TryGetValue(option, out var values) ? values[^1] : null;

    /// <summary>All values of an option that may be given several times or as a list with commas.</summary>
    public IReadOnlyList<string> All(string option) =>
        _values.TryGetValue(option, out var values)
            ? [.. values.SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))]
            : [];

    public string Required(string option) =>
        Find(option) is { Length: > 0 } value ? value : throw new UsageException($"--{option} is missing; add --{option} <value>.");

    /// <exception cref="UsageException">An option is unknown, misses its value or has one it does not take.</exception>
    public static Arguments Read(IReadOnlyList<string> words, IReadOnlyList<Option> options)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(options);
        var settings = new List<string>();
        var read = new Arguments(settings);
        for (var index = 0; index < words.Count; index++)
        {
            var word = words[index];
            if (!word.StartsWith("--", StringComparison.Ordinal) || word.Length < 3)
                throw new UsageException($"'{word}' is not understood here; options begin with --.");
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? word[2..] : word[2..equals];
            var value = equals < 0 ? null : word[(equals + 1)..];
            var isSetting = name.Contains(':', StringComparison.Ordinal) || PlainSettings.Contains(name, StringComparer.OrdinalIgnoreCase);
            var option = options.FirstOrDefault(known => known.Name == name);
            if (option is null && !isSetting)
                throw new UsageException($"--{name} is not known; --help lists the options.");
            if (option is { TakesValue: false })
            {
                if (value is not null)
                    throw new UsageException($"--{name} takes no value; write it alone.");
                read.Add(name, "");
                continue;
            }

            if (value is null)
            {
                if (index + 1 >= words.Count || words[index + 1].StartsWith("--", StringComparison.Ordinal))
                    throw new UsageException($"--{name} needs a value; write --{name} <value>.");
                value = words[++index];
            }

            if (option is null)
                settings.Add($"--{name}={value}");
            else
                read.Add(name, value);
        }

        return read;
    }

    private void Add(string name, string value)
    {
        if (!_values.TryGetValue(name, out var values))
            _values.Add(name, values = []);
        values.Add(value);
    }
}

/// <param name="Name">Without the dashes.</param>
/// <param name="Value">What to write for the value in the help; null for a switch.</param>
/// <param name="Help">One line.</param>
public sealed record Option(string Name, string? Value, string Help)
{
    public bool TakesValue => Value is not null;
}
