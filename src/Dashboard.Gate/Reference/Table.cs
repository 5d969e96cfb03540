namespace Dashboard.Gate;

/// <summary>Reads the tab-separated tables inside the library. Lines that begin with # are notes.</summary>
internal static class Table
{
    public static IEnumerable<string[]> Read(string file)
    {
        var assembly = typeof(Table).Assembly;
        using var stream = assembly.GetManifestResourceStream("Dashboard.Gate.Reference." + file)
            ?? throw new InvalidOperationException("The library was built without " + file + ".");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
                yield return line.Split('\t');
        }
    }
}
