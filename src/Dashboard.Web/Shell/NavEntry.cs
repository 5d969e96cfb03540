using Dashboard.Core.Access;
using Dashboard.Web.Ui;

namespace Dashboard.Web.Shell;

/// <summary>One line of the navigation. <paramref name="Key"/> names its word in Texts.</summary>
public sealed record NavEntry(string Key, string Path, IconName Icon, Permission Needs)
{
    public static IReadOnlyList<NavEntry> Work { get; } =
    [
        new("NavPayments", "/payments", IconName.Payments, Permission.ViewPayments),
        new("NavOperations", "/operations", IconName.Operations, Permission.ViewPayments),
        new("NavBatches", "/refunds/batches", IconName.Refund, Permission.RequestRefund),
        new("NavCallbacks", "/callback-log", IconName.Callbacks, Permission.ViewCallbacks),
        new("NavExports", "/exports", IconName.Exports, Permission.Export),
    ];

    public static IReadOnlyList<NavEntry> Control { get; } =
    [
        new("NavAudit", "/audit", IconName.Audit, Permission.ViewAudit),
        new("NavProjects", "/projects", IconName.Projects, Permission.ManageProjects),
        new("NavUsers", "/users", IconName.Users, Permission.ManageUsers),
    ];
}
