using System.Globalization;
using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Callbacks.Bodies;
using Dashboard.Core.Data;
using Dashboard.Core.Data.Seeding;
using Dashboard.Core.Refunds;

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

    public static Verb Seed { get; } = new("seed", "fill the database with made-up payments of the last two years",
    [
        new("payments", "number", "how many payments"),
        new("seed", "number", "the same number gives the same data (default 1)"),
        Verb.Json,
    ], SeedAsync);

    public static Verb Reconcile { get; } = new("reconcile", "ask the platform now for every refund whose end nobody has told", [Verb.Json], ReconcileAsync);

    public static Verb TidyCallbacks { get; } = new("callbacks tidy", "pack and erase the bodies of old callbacks now, as the settings say",
    [
        new("dry-run", null, "count what would be done and change nothing"),
        Verb.Json,
    ], TidyAsync);

    public static Verb Backup { get; } = new("backup", "copy the SQLite database while it is in use, and prove the copy",
    [
        new("output", "file", "where to; a file that is there already is not touched"),
        Verb.Json,
    ], BackupAsync)
    {
        Migrates = false,
    };

    private static async Task<int> BackupAsync(VerbContext context)
    {
        var report = await context.Get<DatabaseBackup>().RunAsync(
            Actor.CommandLine, context.Arguments.Required("output"), context.CancellationToken);
        context.Answer(report, string.Create(CultureInfo.InvariantCulture,
            $"{report.File}: {report.Bytes} bytes, {report.Rows.Values.Sum()} rows in {report.Rows.Count} tables, integrity ok."));
        return ExitCode.Done;
    }

    private static async Task<int> SeedAsync(VerbContext context)
    {
        var payments = context.Number("payments");
        if (payments is < 1 or > 100_000_000)
            throw new UsageException("--payments: must be 1 to 100000000.");
        var gate = context.Get<IConfiguration>()["Sandbox:Url"] is { Length: > 0 } sandbox ? sandbox : "http://localhost:5081";
        var report = await context.Get<Seeder>().RunAsync(
            Actor.CommandLine, new SeedRequest(payments, (ulong)context.Number("seed", 1), gate), context.CancellationToken);
        context.Answer(report, string.Create(CultureInfo.InvariantCulture,
            $"{report.Payments} payments with {report.Operations} operations in {report.Took.TotalSeconds:F1} s: "
            + $"{report.OperationsPerSecond} operations a second."));
        return ExitCode.Done;
    }

    private static async Task<int> ReconcileAsync(VerbContext context)
    {
        if (!await context.Get<ClockSkew>().IsBoundedAsync(context.CancellationToken))
        {
            // By a wrong clock a sender that works would be taken for dead, and a refund for one that never arrived.
            context.Error.WriteLine("The clocks of this machine and of the database server differ too much; nothing was asked. Check the time synchronisation of both.");
            return ExitCode.Failed;
        }

        var report = await context.Get<Reconciler>().RunOnceAsync(evenIfNotDue: true, context.CancellationToken);
        context.Answer(report, string.Create(CultureInfo.InvariantCulture,
            $"Asked for {report.Asked} refunds: {report.Ended} got their end, {report.Open} still wait."));
        return ExitCode.Done;
    }

    private static async Task<int> TidyAsync(VerbContext context)
    {
        var tidy = context.Get<TidyCallbackBodies>();
        var dry = context.Arguments.Has("dry-run");
        var done = dry ? await tidy.PlanAsync(context.CancellationToken) : await tidy.RunAsync(Actor.CommandLine, context.CancellationToken);
        var before = done.ErasedBefore is { } instant ? string.Create(CultureInfo.InvariantCulture, $" (received before {instant:yyyy-MM-dd HH:mm} UTC)") : "";
        context.Answer(done, string.Create(CultureInfo.InvariantCulture,
            $"{(dry ? "Would be packed" : "Packed")}: {done.Packed} bodies. {(dry ? "Would be erased" : "Erased")}: {done.Erased}{before}."));
        return ExitCode.Done;
    }

    private static async Task<int> VerifyAsync(VerbContext context)
    {
        var result = await context.Get<AuditLog>().VerifyAsync(context.CancellationToken);
        context.Answer(result, result.BrokenAt is { } line
            ? string.Create(CultureInfo.InvariantCulture, $"The audit log is broken at line {line}; {result.Checked} lines before it are whole.")
            : string.Create(CultureInfo.InvariantCulture, $"The audit log is whole: {result.Checked} lines."));
        return result.BrokenAt is null ? ExitCode.Done : ExitCode.Failed;
    }
}
