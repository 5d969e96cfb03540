namespace Dashboard.Web.Cli;

/// <summary>The table of verbs: adding one is adding its line here.</summary>
internal static class Verbs
{
    public static IReadOnlyList<Verb> All { get; } =
    [
        DatabaseVerbs.Migrate,
        ProjectVerbs.Add,
        ProjectVerbs.Rotate,
        ProjectVerbs.List,
        StaffVerbs.AddUser,
        StaffVerbs.AddToken,
        LimitVerbs.Set,
        LimitVerbs.List,
        DatabaseVerbs.Seed,
        ExportVerbs.Payments,
        ExportVerbs.Operations,
        DatabaseVerbs.Reconcile,
        DatabaseVerbs.TidyCallbacks,
        DatabaseVerbs.VerifyAudit,
        DatabaseVerbs.Backup,
    ];
}
