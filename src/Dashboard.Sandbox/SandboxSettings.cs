using System.Globalization;

namespace Dashboard.Sandbox;

/// <summary>The options of an emulator that runs alone, read from configuration.</summary>
public static class SandboxSettings
{
    public const long DemoProject = 386;

    /// <summary>Key of the demo project. It guards nothing: it is for practice on one's own machine, and the same on every machine on purpose.</summary>
    public const string DemoSecret = "sandbox-practice-key";

    private static readonly Uri DefaultCallback = new("http://localhost:5080/callbacks");

    /// <summary>Reads <c>Sandbox:Url</c>, <c>Sandbox:CallbackUrl</c>, <c>Sandbox:Projects</c> and the rest of that section.</summary>
    /// <returns>The options and every fault of a value that could not be read, named by its key.</returns>
    public static (SandboxOptions Options, IReadOnlyList<string> Faults) Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var faults = new List<string>();
        var section = configuration.GetSection("Sandbox");
        var callback = Address(section, "CallbackUrl", faults) ?? DefaultCallback;
        var projects = section.GetSection("Projects").GetChildren().Select(p => Project(p, callback, faults)).OfType<SandboxProject>().ToList();
        if (projects.Count == 0 && faults.Count == 0)
            projects.Add(new SandboxProject { Id = DemoProject, Secret = DemoSecret, Name = "Demo", CallbackUrl = callback });
        return (new SandboxOptions
        {
            Urls = section["Url"] ?? SandboxOptions.DefaultUrl,
            Projects = projects,
            DashboardUrl = Address(section, "DashboardUrl", faults) ?? new Uri(callback, "/"),
            AllowRemote = Flag(section, "AllowRemote", faults),
            AcceptEverything = Flag(section, "AcceptEverything", faults),
            ReverseSameDayFullRefunds = Flag(section, "ReverseSameDayFullRefunds", faults),
            RefundDelay = Seconds(section, "RefundDelaySeconds", 2, faults),
            DataApiToken = section["DataApi:Token"],
            DataApiSecret = section["DataApi:Secret"],
        }, faults);
    }

    private static SandboxProject? Project(IConfigurationSection section, Uri callback, List<string> faults)
    {
        if (!long.TryParse(section["Id"], NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            faults.Add($"{section.Path}:Id: a whole number is needed.");
            return null;
        }

        return new SandboxProject
        {
            Id = id,
            Secret = section["Secret"] ?? "",
            Name = section["Name"] ?? "",
            CallbackUrl = Address(section, "CallbackUrl", faults) ?? callback,
        };
    }

    private static Uri? Address(IConfigurationSection section, string key, List<string> faults)
    {
        if (section[key] is not { Length: > 0 } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            return address;
        faults.Add($"{section.Path}:{key}: \"{text}\" is not an absolute http(s) address.");
        return null;
    }

    private static bool Flag(IConfigurationSection section, string key, List<string> faults)
    {
        if (section[key] is not { Length: > 0 } text || bool.TryParse(text, out var flag) && !flag)
            return false;
        if (flag)
            return true;
        faults.Add($"{section.Path}:{key}: \"{text}\" is neither true nor false.");
        return false;
    }

    private static TimeSpan Seconds(IConfigurationSection section, string key, int otherwise, List<string> faults)
    {
        if (section[key] is not { Length: > 0 } text)
            return TimeSpan.FromSeconds(otherwise);
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= 3600)
            return TimeSpan.FromSeconds(seconds);
        faults.Add($"{section.Path}:{key}: \"{text}\" is not a whole number of seconds from 0 to 3600.");
        return TimeSpan.Zero;
    }
}
