using System.Globalization;
using Dashboard.Core.Audit;

namespace Dashboard.Web.Cli;

internal static class DatabaseVerbs
{
    public static Verb Migrate { get; } = new("migrate", "bring the database's schema up to date", [Verb.Json], context =>
    {
        // Every verb that writes does this before it runs; this one does nothing else.
        context.Answer(new { migrated = true }, "The database is up to date.");
        return Task.FromResult(ExitCode.Done);
    });

    public static Verb VerifyAudit { get; } = new("audit verify", "check that no line of the audit log was changed or taken out", [Verb.Json], VerifyAsync);

    private static async Task<int> VerifyAsync(VerbContext context)
    {
        var result = await context.Get<AuditLog>().VerifyAsync(context.CancellationToken);
        context.Answer(result, result.BrokenAt is { } line
            ? string.Create(CultureInfo.InvariantCulture, $"The audit log is broken at line {line}; {result.Checked} lines before it are whole.")
            : string.Create(CultureInfo.InvariantCulture, $"The audit log is whole: {result.Checked} lines."));
        return result.BrokenAt is null ? ExitCode.Done : ExitCode.Failed;
    }
}
