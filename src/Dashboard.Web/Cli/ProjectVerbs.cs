using System.Globalization;
using Dashboard.Core.Access;
using Dashboard.Core.Projects;

namespace Dashboard.Web.Cli;

internal static class ProjectVerbs
{
    public static Verb Add { get; } = new("projects add", "make a project of the platform known",
    [
        new("id", "number", "the platform's project id"),
        new("name", "text", "its name on screen"),
        new("gate-url", "url", "base address of the Gate, e.g. https://api.ecommpay.com"),
        new("secret-stdin", null, "read the secret key from the first line of standard input"),
        Verb.Json,
    ], AddAsync);

    public static Verb Rotate { get; } = new("projects rotate", "replace a project's secret key",
    [
        new("id", "number", "the platform's project id"),
        new("secret-stdin", null, "read the new secret key from the first line of standard input"),
        new("keep-days", "days", "accept callbacks signed with the old key for so long, 0 to 30 (default 12)"),
        Verb.Json,
    ], RotateAsync);

    public static Verb List { get; } = new("projects list", "list the projects", [Verb.Json], ListAsync);

    private static async Task<int> AddAsync(VerbContext context)
    {
        var project = new NewProject(
            context.Number("id"), context.Arguments.Required("name"), context.Arguments.Required("gate-url"), context.ReadSecret("secret-stdin"));
        var faults = await context.Get<AddProject>().HandleAsync(Actor.CommandLine, project, context.CancellationToken);
        return context.Finish(faults, new { project.Id, project.Name, project.GateUrl },
            string.Create(CultureInfo.InvariantCulture, $"Project {project.Id} ({project.Name}) added."));
    }

    private static async Task<int> RotateAsync(VerbContext context)
    {
        var id = context.Number("id");
        var days = (int)Math.Clamp(context.Number("keep-days", 12), int.MinValue, int.MaxValue);
        var faults = await context.Get<RotateSecret>().HandleAsync(
            Actor.CommandLine, id, context.ReadSecret("secret-stdin"), days, context.CancellationToken);
        return context.Finish(faults, new { id, keepDays = days },
            string.Create(CultureInfo.InvariantCulture, $"Project {id} has a new secret key; the old one is accepted for {days} more days."));
    }

    private static async Task<int> ListAsync(VerbContext context)
    {
        var projects = await context.Get<ProjectList>().ReadAsync(context.CancellationToken);
        context.Answer(projects, projects.Count == 0
            ? "There is no project yet; add one with: projects add"
            : string.Join(Environment.NewLine, projects.Select(project =>
                string.Create(CultureInfo.InvariantCulture, $"{project.Id}  {project.Name}  {project.GateUrl}"))));
        return ExitCode.Done;
    }
}
