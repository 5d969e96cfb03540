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
        new("NavCallbacks", "/callback-log", IconName.Callbacks, Permission.ViewCallbacks),
    ];

    /// <summary>What administrators and auditors steer by.</summary>
    public static IReadOnlyList<NavEntry> Control { get; } = [];
}
