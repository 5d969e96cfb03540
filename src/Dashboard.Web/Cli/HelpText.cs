namespace Dashboard.Web.Cli;

/// <summary>The help of the command line.</summary>
internal static class HelpText
{
    public static void WriteAll(TextWriter to)
    {
        to.WriteLine("Dashboard [verb] [options] [--Section:Key=value ...]");
        to.WriteLine();
        WriteTable(to, [(CommandLine.Serve, "serve pages, callbacks and the Data API (the default)"), .. Verbs.All.Select(verb => (verb.Name, verb.Summary))]);
        to.WriteLine();
        to.WriteLine("Settings come from appsettings.json, then the environment (Section__Key), then the command line; the last one counts.");
        to.WriteLine("Ends with 0 done, 1 failed, 2 wrong usage. Each verb takes --help.");
    }

    public static void WriteServe(TextWriter to)
    {
        to.WriteLine("Dashboard serve [--Urls=http://localhost:5080] [--Section:Key=value ...]");
        to.WriteLine("Serves pages, callbacks and the Data API until it is stopped.");
    }

    public static void Write(TextWriter to, Verb verb)
    {
        to.WriteLine($"Dashboard {verb.Name} [options] [--Section:Key=value ...]");
        to.WriteLine(char.ToUpperInvariant(verb.Summary[0]) + verb.Summary[1..] + ".");
        to.WriteLine();
        WriteTable(to, verb.EveryOption.Select(option => ("--" + option.Name + (option.TakesValue ? $" <{option.Value}>" : ""), option.Help)));
    }

    private static void WriteTable(TextWriter to, IEnumerable<(string Left, string Right)> rows)
    {
        var table = rows.ToList();
        var width = table.Max(row => row.Left.Length);
        foreach (var (left, right) in table)
            to.WriteLine($"  {left.PadRight(width)}  {right}");
    }
}
