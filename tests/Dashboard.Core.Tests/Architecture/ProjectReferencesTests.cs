using System.Reflection;
using System.Xml.Linq;
using Dashboard.TestKit;

namespace Dashboard.Core.Tests.Architecture;

/// <summary>Web -> Core -> Gate &lt;- Sandbox; Web may host Sandbox.</summary>
public sealed class ProjectReferencesTests
{
    private static readonly string[] FarFromTheWire = ["Microsoft.EntityFrameworkCore", "Microsoft.AspNetCore", "Npgsql", "Microsoft.Data.Sqlite", "Radzen"];

    [Theory]
    [InlineData("Dashboard.Gate")]
    [InlineData("Dashboard.Core", "Dashboard.Gate")]
    [InlineData("Dashboard.Sandbox", "Dashboard.Gate")]
    [InlineData("Dashboard.Web", "Dashboard.Core", "Dashboard.Sandbox")]
    public void Project_References_AreTheOnesOfTheHouse(string project, params string[] allowed)
    {
        var file = XDocument.Load(Repository.PathTo("src", project, project + ".csproj"));
        var references = file.Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!))
            .Order(StringComparer.Ordinal);

        Assert.Equal(allowed, references);
    }

    [Fact]
    public void Gate_ReferencedAssemblies_HoldNeitherDatabaseNorWeb()
    {
        var gate = typeof(Gate.Signature).Assembly.GetReferencedAssemblies();
        Assert.Empty(ForbiddenAmong(gate, FarFromTheWire));
        // The same look at the web project proves that it sees what is there.
        Assert.NotEmpty(ForbiddenAmong(typeof(Program).Assembly.GetReferencedAssemblies(), FarFromTheWire));
    }

    [Fact]
    public void Core_ReferencedAssemblies_HoldNoBlazorAndNoHttp()
    {
        var core = Assembly.Load("Dashboard.Core").GetReferencedAssemblies();
        Assert.Empty(ForbiddenAmong(core, ["Microsoft.AspNetCore.Components", "Microsoft.AspNetCore.Http", "Microsoft.AspNetCore.Mvc", "Microsoft.AspNetCore.Routing", "Radzen"]));
    }

    private static IEnumerable<string> ForbiddenAmong(AssemblyName[] references, string[] forbidden) =>
        references.Select(reference => reference.Name!).Where(name => forbidden.Any(start => name.StartsWith(start, StringComparison.Ordinal)));
}
