namespace Dashboard.TestKit;

/// <summary>A folder of its own for one test, gone afterwards.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Path = Directory.CreateTempSubdirectory("dashboard-test-").FullName;

    public string Path { get; }

    public string PathTo(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        if (!Directory.Exists(Path))
            return;
        // Moved away first: whoever still ends a read of a database in it must not write its log into a folder that is being emptied.
        var gone = Path + "-gone";
        Directory.Move(Path, gone);
        Directory.Delete(gone, recursive: true);
    }
}
