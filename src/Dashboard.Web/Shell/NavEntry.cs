using Dashboard.Core.Access;
using Dashboard.Web.Ui;

namespace Dashboard.Web.Shell;

/// <summary>One line of the navigation. <paramref name="Key"/> names its word in Texts.</summary>
public sealed record NavEntry(string Key, string Path, IconName Icon, Permission Needs)
{
    /// <summary>Another right that is enough.</summary>
    public Permission? Or { get; init; }

    /// <summary>Carries the number of things that wait for this person.</summary>
    public bool Counts { get; init; }

    public bool IsFor(AccessScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return scope.Can(Needs) || (Or is { } other && scope.Can(other));
    }

    public static IReadOnlyList<NavEntry> Work { get; } =
    [
        new("NavPayments", "/payments", IconName.Payments, Permission.ViewPayments),
        new("NavOperations", "/operations", IconName.Operations, Permission.ViewPayments),
        new("NavApprovals", "/approvals", IconName.Inbox, Permission.ApproveRefund) { Or = Permission.RequestRefund, Counts = true },
        new("NavBatches", "/refunds/batches", IconName.Refund, Permission.RequestRefund),
        new("NavCallbacks", "/callback-log", IconName.Callbacks, Permission.ViewCallbacks),
    ];

    /// <summary>What administrators steer by.</summary>
    public static IReadOnlyList<NavEntry> Control { get; } =
    [
        new("NavRefundLimits", "/settings/refund-limits", IconName.Shield, Permission.ManageUsers),
    ];
}
