using System.Net;

namespace Dashboard.Web.Security;

/// <summary>Section <c>Security</c> of the settings.</summary>
public sealed class SecurityOptions
{
    public const string Section = "Security";

    /// <summary>Browsers reach us over https, directly or through a proxy. Null = yes when one of <c>Urls</c> is https.</summary>
    public bool? Https { get; set; }

    /// <summary>Addresses of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed. Nobody else's are.</summary>
    public IReadOnlyList<string> Proxies { get; init; } = [];

    /// <summary>Every fault with the key it lies under; empty when the section is sound.</summary>
    public IEnumerable<string> Faults()
    {
        for (var i = 0; i < Proxies.Count; i++)
        {
            if (!IPAddress.TryParse(Proxies[i], out _))
                yield return $"{Section}:Proxies:{i} must be an IP address, such as 10.0.0.5.";
        }
    }
}
