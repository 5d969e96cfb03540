using System.Globalization;
using Dashboard.Core.Access;

namespace Dashboard.Web.Cli;

internal static class StaffVerbs
{
    public static Verb AddUser { get; } = new("users add", "make an account for a member of staff",
    [
        new("email", "address", "the name to sign in with"),
        new("role", "name", "one of " + string.Join(", ", Roles.All)),
        new("projects", "ids", "visible projects, with commas; all when left out"),
        new("password-stdin", null, "read the password from the first line of standard input"),
        Verb.Json,
    ], AddUserAsync);

    public static Verb AddToken { get; } = new("tokens add", "make a Data API token; the user's token before it for the project ends",
    [
        new("email", "address", "whose token; it gives what the owner may do"),
        new("project", "number", "the project it reads"),
        Verb.Json,
    ], AddTokenAsync);

    private static async Task<int> AddUserAsync(VerbContext context)
    {
        var arguments = context.Arguments;
        var projects = arguments.Has("projects") && !arguments.All("projects").SequenceEqual(["all"], StringComparer.OrdinalIgnoreCase)
            ? arguments.All("projects").Select(ProjectId).ToList()
            : null;
        var staff = new NewStaff(arguments.Required("email"), arguments.Required("role"), context.ReadSecret("password-stdin"), projects);
        var faults = await context.Get<CreateUser>().HandleAsync(Actor.CommandLine, staff, context.CancellationToken);
        return context.Finish(faults, new { staff.Email, staff.Role, staff.Projects }, $"User {staff.Email} added.");
    }

    private static async Task<int> AddTokenAsync(VerbContext context)
    {
        var email = context.Arguments.Required("email");
        var project = context.Number("project");
        var made = await context.Get<CreateApiToken>().HandleAsync(Actor.CommandLine, email, project, context.CancellationToken);
        return context.Finish(made.Faults, new { made.Token, made.Secret, project },
            $"Token:  {made.Token}{Environment.NewLine}Secret: {made.Secret}{Environment.NewLine}Keep them now; they are not shown again.");
    }

    private static long ProjectId(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : throw new UsageException($"--projects: '{text}' is not a project id; write ids with commas, or all.");
}
