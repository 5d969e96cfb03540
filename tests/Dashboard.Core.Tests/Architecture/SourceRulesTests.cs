namespace Dashboard.Core.Tests.Architecture;

public sealed class SourceRulesTests
{
    public static TheoryData<string> Names => [.. SourceRules.All.Select(rule => rule.Name)];

    /// <summary>For each rule: a file that breaks it, and one close to it that does not.</summary>
    public static TheoryData<string, string, string, string, string> Samples => new()
    {
        { "a clock of its own", "src/A.cs", "var now = DateTimeOffset.UtcNow;", "src/A.cs", "// not DateTime.Now\nvar now = clock.GetUtcNow();" },
        { "money in floating point", "src/A.cs", "double totalAmount = 0;", "src/A.cs", "double seconds = 0; long totalAmount = 0;" },
        { "money in floating point", "src/A.razor", "@((double)row.AmountMinor / 100)", "src/A.razor", "@((decimal)row.AmountMinor / 100)" },
        { "floating point on the wire", "src/Dashboard.Gate/A.cs", "element.GetDouble()", "src/Dashboard.Gate/A.cs", "element.GetInt64()" },
        { "markup made from text", "src/A.razor", "@((MarkupString)payment.Description)", "src/QrCode.razor", "@((MarkupString)_svg)" },
        { "SQL glued from values", "src/A.cs", "db.Database.ExecuteSqlRaw($\"DELETE {id}\")", "src/A.cs", "db.Database.ExecuteSql($\"DELETE {id}\")" },
        { "SQL glued from values", "src/A.cs", "c.CommandText = \"SELECT \" + id;", "src/A.cs", "c.CommandText = SelectById;" },
        { "a connection opened past Gate's clients", "src/Dashboard.Core/A.cs", "new HttpClient()", "src/Dashboard.Gate/A.cs", "new HttpClient()" },
        { "a connection opened past Gate's clients", "src/Dashboard.Web/A.cs", "s.AddHttpClient()", "src/Dashboard.Web/A.cs", "s.AddHttpClient<GateClient>()" },
        { "a second door for JSON from outside", "src/A.cs", "JsonNode.Parse(body)", "src/A.cs", "StrictJson.TryParse(body, out var fault)" },
        { "a database context in the web project", "src/Dashboard.Web/A.razor", "@inject AppDbContext Db", "src/Dashboard.Web/A.razor", "@inject PaymentQueries Payments" },
        { "a database context in the web project", "src/Dashboard.Web/A.cs", "using Microsoft.EntityFrameworkCore;", "src/Dashboard.Web/A.cs", "h.AddDbContextCheck<AppDbContext>()" },
        { "a component or an endpoint that opens the database", "src/Dashboard.Web/A.razor", "@inject Database Database", "src/Dashboard.Web/A.razor", "@inject PaymentQueries Payments" },
        { "a component or an endpoint that opens the database", "src/Dashboard.Web/ExportEndpoints.cs", "using Dashboard.Core.Data;", "src/Dashboard.Web/Program.cs", "using Dashboard.Core.Data;" },
        { "a feature room known to Callbacks", "src/Dashboard.Core/Callbacks/A.cs", "using Dashboard.Core.Payments;", "src/Dashboard.Core/Callbacks/A.cs", "db.Payments.Add(x); using Dashboard.Core.Projects;" },
        { "a feature room known to Callbacks", "src/Dashboard.Core/Callbacks/A.cs", "Refunds.Refund? refund", "src/Dashboard.Core/Refunds/A.cs", "using Dashboard.Core.Payments;" },
        { "the emulator used outside the composition root", "src/Dashboard.Web/A.cs", "using Dashboard.Sandbox;", "src/Dashboard.Web/Program.cs", "using Dashboard.Sandbox;" },
        { "a name that says nothing", "src/A.cs", "public static class DateHelpers", "src/A.cs", "UserManager<User> users" },
        { "a file name that says nothing", "src/MoneyUtils.cs", "", "src/Money.cs", "" },
        { "a test that sleeps", "tests/A.cs", "await Task.Delay(100);", "tests/A.cs", "await arrived.Task;" },
        { "a path of somebody's machine", "docs/a.md", "see /home/" + "kate/notes", "docs/a.md", "https://example.com/home/page and ./root/x" },
        { "an address of a package registry", "README.md", "https://api.nug" + "et.org/v3/index.json", "README.md", "https://developers.ecommpay.com/" },
        { "work left for later in a comment", "src/A.cs", "// TO" + "DO", "src/A.cs", "var mastodons = 1;" },
        { "a file too long to read in one go", "src/A.razor", Lines(151), "src/A.razor", Lines(150) },
        { "a file too long to read in one go", "src/A.razor.cs", Lines(251), "src/A.razor.cs", Lines(250) },
        { "a file too long to read in one go", "src/A.cs", Lines(301), "src/Data/Migrations/A.cs", Lines(301) },
    };

    [Theory, MemberData(nameof(Names))]
    public void Checkout_Rule_IsKept(string rule)
    {
        // The samples below break the rules on purpose.
        var files = SourceFile.All.Where(file => file.Name != "SourceRulesTests.cs");
        var breaks = files.SelectMany(Rule(rule).Check).ToList();
        Assert.True(breaks.Count == 0, $"Found {rule}:\n{string.Join('\n', breaks)}");
    }

    [Theory, MemberData(nameof(Samples))]
    public void Rule_BadAndGoodSample_TellsThemApart(string rule, string badPath, string bad, string goodPath, string good)
    {
        var breaks = Rule(rule).Check(new SourceFile(badPath, bad)).ToList();
        Assert.Contains(badPath + ":", Assert.Single(breaks), StringComparison.Ordinal);
        Assert.Empty(Rule(rule).Check(new SourceFile(goodPath, good)));
    }

    [Fact]
    public void Rules_EachOne_HasASample() =>
        Assert.Equal(SourceRules.All.Select(rule => rule.Name), Samples.Select(sample => sample.Data.Item1).Distinct());

    [Fact]
    public void Checkout_Scan_SeesEveryProject()
    {
        Assert.True(SourceFile.All.Count(file => file.In("src/") && file.Is(".cs", ".razor")) > 5, "The scan found hardly any source.");
        Assert.Contains(SourceFile.All, file => file.Path == "src/Dashboard.Web/Program.cs");
        Assert.DoesNotContain(SourceFile.All, file => file.Path.Contains("/obj/", StringComparison.Ordinal));
    }

    [Fact]
    public void Code_CommentsAndTexts_KeepsTextsAndLineNumbers()
    {
        var file = new SourceFile("a.cs", "var a = \"http://x\"; // gone\n/* gone\n */ var b = @\"c:\\\"; // gone\nvar c = '\"'; // gone");
        Assert.Equal("var a = \"http://x\"; \n\n var b = @\"c:\\\"; \nvar c = '\"'; ", file.Code);
    }

    private static SourceRule Rule(string name) => SourceRules.All.Single(rule => rule.Name == name);

    private static string Lines(int count) => string.Join('\n', Enumerable.Repeat("x", count));
}
