using System.Globalization;
using System.Text.RegularExpressions;

namespace Dashboard.Core.Tests.Architecture;

/// <summary>The rules of the house that a scan of the text can hold up.</summary>
public static class SourceRules
{
    private const string Money = "(amount|sum|money|total|balance|fee|price|minor|captured|refunded|reserved|turnover)";

    public static IReadOnlyList<SourceRule> All { get; } =
    [
        SourceRule.Code(
            "a clock of its own",
            "take a TimeProvider and call GetUtcNow(), so that a test can move the time",
            Source,
            @"\b(DateTime|DateTimeOffset)\.(Now|UtcNow|Today)\b"),
        SourceRule.Code(
            "money in floating point",
            "keep money as long minor units with its currency; decimal for a share or a rate of it",
            Source,
            $@"\b(double|float|Double|Single)\??\s+\w*{Money}\w*|\((double|float)\)\s*[\w.]*{Money}|Convert\.To(Double|Single)\([\w.]*{Money}",
            RegexOptions.IgnoreCase),
        SourceRule.Code(
            "floating point on the wire",
            "the platform's numbers are integers or text: long, or the raw text (PhpNumber alone imitates PHP's printing of fractions)",
            file => file.In("src/Dashboard.Gate/") && file.Is(".cs") && file.Name != "PhpNumber.cs",
            @"\b(double|float)\b|\bGetDouble\(|\bGetSingle\("),
        SourceRule.Code(
            "markup made from text",
            "write a component: Razor encodes what it prints. Only the QR code of the second factor, drawn by us, may be markup",
            file => Source(file) && !file.Name.StartsWith("QrCode", StringComparison.Ordinal),
            @"\bMarkupString\b|\bAddMarkupContent\b"),
        SourceRule.Code(
            "SQL glued from values",
            "pass values as parameters (FromSql, ExecuteSql or command parameters); a statement is a constant",
            // Names of tables cannot be parameters; the hot sessions get them from constants.
            file => Source(file) && !file.Name.EndsWith("HotSession.cs", StringComparison.Ordinal),
            @"\b(FromSqlRaw|ExecuteSqlRaw|ExecuteSqlRawAsync|SqlQueryRaw)\s*(<[^>]*>)?\(\s*(@?\$|""[^""]*""\s*\+)|\bCommandText\s*=\s*(@?\$|""[^""]*""\s*\+)|\bnew\s+(Npgsql|Sqlite)Command\(\s*@?\$"),
        SourceRule.Code(
            "a connection opened past Gate's clients",
            "call the platform through Dashboard.Gate (GateClient, DataApiClient); register them with AddHttpClient<GateClient>() and the like",
            file => Source(file) && !file.In("src/Dashboard.Gate/") && !(file.In("src/Dashboard.Sandbox/") && file.Name.Contains("Callback", StringComparison.Ordinal)),
            @"\bnew\s+(HttpClient|SocketsHttpHandler|HttpClientHandler|TcpClient)\b|\bIHttpClientFactory\b|\bHttpClient\s+\w|\bWebRequest\.|\bAddHttpClient\s*\("),
        SourceRule.Code(
            "a second door for JSON from outside",
            "read it with StrictJson.TryParse: two readers that understand a body differently are a way past the signature",
            // Not from outside: a signer reads back the message it has just written.
            file => Source(file) && file.Name is not ("StrictJson.cs" or "RequestFields.cs"),
            @"\b(JsonDocument|JsonNode)\.(Parse|ParseAsync|ParseValue)\b"),
        SourceRule.Code(
            "a database context in the web project",
            "call the room's queries or a use-case handler: page, Data API, export and command line must read through the same code",
            file => file.In("src/Dashboard.Web/") && file.Is(".cs", ".razor") && file.Path != "src/Dashboard.Web/Program.cs",
            @"(?<!AddDbContextCheck<|AddEntityFrameworkStores<)\b(\w*DbContext|IDbContextFactory|DbSet)\b|using\s+(static\s+)?Microsoft\.EntityFrameworkCore"),
        SourceRule.Code(
            "a component or an endpoint that opens the database",
            "call the room's queries or a use-case handler: page, Data API, export and command line must read through the same code",
            file => file.In("src/Dashboard.Web/") && file.Is(".razor", ".razor.cs", "Endpoints.cs", "Endpoint.cs"),
            @"\busing\s+Dashboard\.Core\.Data\b|(?<![.\w])Database\s+\w+|\.BeginWriteAsync\(|\b(Sqlite|Npgsql)Connection\b"),
        SourceRule.Code(
            "a feature room known to Callbacks",
            "implement the handler interface of Callbacks in that room: ingest must not change when a feature is added",
            file => file.In("src/Dashboard.Core/Callbacks/") && file.Is(".cs"),
            @"(?<![.\w])(Dashboard\.)?(Core\.)?(Payments|Operations|Refunds|Analytics|Exports|Reports|Reconciliation)(\.[A-Z]\w*|;)"),
        SourceRule.Code(
            "the emulator used outside the composition root",
            "talk to it by HTTP as to the platform; only Program and the file that hosts it (Sandbox*.cs) may name it",
            file => file.In("src/Dashboard.Web/", "src/Dashboard.Core/") && file.Is(".cs", ".razor") && file.Name != "Program.cs"
                && !file.Name.StartsWith("Sandbox", StringComparison.Ordinal),
            @"\bDashboard\.Sandbox\b"),
        SourceRule.Code(
            "a name that says nothing",
            "name it after what it does or is in the field: nothing is called Helper, Util or Manager",
            file => file.In("src/", "tests/") && file.Is(".cs", ".razor"),
            @"\b(class|record|struct|interface|enum)\s+\w*(Helper|Util|Utils|Utility|Utilities|Manager)s?\b"),
        new(
            "a file name that says nothing",
            "name it after what it does or is in the field: nothing is called Helper, Util or Manager",
            file => file.In("src/", "tests/"),
            file => Regex.IsMatch(file.Name, @"(Helper|Util|Utils|Utility|Utilities|Manager)s?\.", RegexOptions.None, TimeSpan.FromSeconds(1))
                ? [new Finding(1, file.Name)]
                : []),
        SourceRule.Code(
            "a test that sleeps",
            "wait for the event itself (a TaskCompletionSource, Playwright's Expect), or move a ManualTimeProvider",
            file => file.In("tests/") && file.Is(".cs") && !file.In("tests/Dashboard.Benchmarks/"),
            @"\bTask\.Delay\(|\bThread\.Sleep\("),
        SourceRule.Words(
            "a path of somebody's machine",
            "find the place from Repository.Root, the content root or a setting",
            file => true,
            @"(?<![\w.)/])/(work|root|home)/\w|(?<!\w)[A-Z]:\\(Users|work)\b"),
        SourceRule.Words(
            "an address of a package registry",
            "leave the choice of package source to the machine's own configuration",
            file => true,
            @"https?://[\w.:-]*(nuget|npm|pypi|artifactory|nexus|registry|proxy\.golang)[\w.:/-]*|<packageSource[s]>"),
        SourceRule.Words(
            "work left for later in a comment",
            "do it now, or write the decision down in docs/adr",
            file => file.In("src/", "tests/", "wwwroot/") && file.Is(".cs", ".razor", ".js", ".css"),
            @"\b(TOD[O]|FIXM[E])\b"),
        new(
            "a file too long to read in one go",
            "split it by meaning (component 150 lines, code-behind 250, test 400, other 300)",
            file => file.In("src/", "tests/", "wwwroot/js/") && file.Is(".cs", ".razor", ".js") && !file.Path.Contains("/Migrations/", StringComparison.Ordinal),
            TooLong),
    ];

    private static bool Source(SourceFile file) => file.In("src/") && file.Is(".cs", ".razor");

    private static IEnumerable<Finding> TooLong(SourceFile file)
    {
        var budget = file switch
        {
            _ when file.Is(".razor") => 150,
            _ when file.Is(".razor.cs") => 250,
            _ when file.In("tests/") => 400,
            _ => 300,
        };
        var lines = file.Text.AsSpan().TrimEnd().Count('\n') + 1;
        return lines > budget ? [new Finding(lines, string.Create(CultureInfo.InvariantCulture, $"{lines} lines, {budget} allowed"))] : [];
    }
}
