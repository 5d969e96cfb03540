namespace Dashboard.Web.Access;

/// <summary>Addresses we may send a browser to after a form: a path of this site and nothing else.</summary>
public static class LocalUrl
{
    /// <summary>The address when it is a local path, else "/". Refuses "//host", "/\host", control characters and everything with a scheme.</summary>
    public static string OrHome(string? url) => IsLocal(url) ? url! : "/";

    public static bool IsLocal(string? url) =>
        url is ['/', ..] && !(url.Length > 1 && url[1] is '/' or '\\') && !url.Any(char.IsControl);
}
