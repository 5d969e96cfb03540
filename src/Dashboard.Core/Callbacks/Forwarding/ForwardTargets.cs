using System.Globalization;

namespace Dashboard.Core.Callbacks.Forwarding;

/// <summary>
/// The merchant's own addresses to which a stored callback may be forwarded, by project: section <c>Callbacks:ForwardTo</c>, a line for each project id. They
/// are written where the application is run, not on a page: a message with customers' data goes nowhere else.
/// </summary>
public sealed class ForwardTargets(IReadOnlyDictionary<string, string?> lines)
{
    public const string Section = "Callbacks:ForwardTo";

    /// <summary>Nothing is forwarded.</summary>
    public static ForwardTargets None { get; } = new(new Dictionary<string, string?>());

    /// <summary>Where the project's callbacks go; null when nowhere.</summary>
    public Uri? Of(long projectId) =>
        lines.TryGetValue(projectId.ToString(CultureInfo.InvariantCulture), out var url) && IsAddress(url, out var address) ? address : null;

    /// <returns>One line for each wrong setting with its key and the fix.</returns>
    public IEnumerable<string> Faults()
    {
        foreach (var (project, url) in lines)
        {
            if (!long.TryParse(project, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                yield return $"{Section}:{project}: '{project}' is not the id of a project.";
            if (!IsAddress(url, out _))
                yield return $"{Section}:{project}: is not an address such as https://shop.example/callbacks, without user and password.";
        }
    }

    private static bool IsAddress(string? url, out Uri? address) =>
        Uri.TryCreate(url, UriKind.Absolute, out address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps) && address.UserInfo.Length == 0;
}
