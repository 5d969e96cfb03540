namespace Dashboard.TestKit;

/// <summary>The browser of tests and benchmarks.</summary>
public static class Chromium
{
    /// <summary>
    /// Debian's headless shell, which is Chromium without the windows that nobody sees: twice as fast on two cores. <c>CHROMIUM</c> names another.
    /// </summary>
    public static string Path => Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium-headless-shell";
}
