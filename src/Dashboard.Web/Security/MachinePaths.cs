namespace Dashboard.Web.Security;

/// <summary>Paths that programs call. They get a bare status and never a page, a redirect to sign in or a second execution.</summary>
public static class MachinePaths
{
    private static readonly PathString[] Prefixes = ["/callbacks", "/data-api", "/health", "/metrics", "/session", "/palette", "/_blazor", "/_framework", "/_content", "/css", "/js", "/img"];

    public static bool Contains(PathString path)
    {
        foreach (var prefix in Prefixes)
        {
            if (path.StartsWithSegments(prefix, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
