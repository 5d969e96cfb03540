namespace Dashboard.TestKit;

/// <summary>Where the checkout lies, found from the test's own output folder.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string PathTo(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Dashboard.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("Dashboard.sln was not found above the test's output folder.");
    }
}
