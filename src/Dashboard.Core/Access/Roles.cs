namespace Dashboard.Core.Access;

/// <summary>What a person is here for. The names are stored and shown; a user may have several.</summary>
public static class Roles
{
    public const string Support = "Support";
    public const string Operator = "Operator";
    public const string Finance = "Finance";
    public const string Auditor = "Auditor";
    public const string Admin = "Admin";

    public static IReadOnlyList<string> All { get; } = [Support, Operator, Finance, Auditor, Admin];
}

/// <summary>One right. Handlers ask for it on the server; a hidden button is a courtesy only.</summary>
public enum Permission
{
    ViewPayments,
    ViewCallbacks,
    RevealAccount,
    RequestRefund,
    ApproveRefund,
    StopRefunds,
    StartPayment,
    WriteNotes,
    Export,
    ViewAudit,
    ManageProjects,
    ManageUsers,

    /// <summary>Apply stored messages again that were quarantined or parked.</summary>
    ReapplyCallbacks,

    /// <summary>Have the platform asked for a payment now.</summary>
    AskPlatform,
}

/// <summary>Which role grants what. The one place where this is decided.</summary>
public static class PermissionMatrix
{
    private static readonly Dictionary<string, Permission[]> Grants = new(StringComparer.Ordinal)
    {
        [Roles.Support] = [Permission.ViewPayments, Permission.ViewCallbacks, Permission.StartPayment, Permission.WriteNotes, Permission.AskPlatform],
        [Roles.Operator] =
        [
            Permission.ViewPayments, Permission.ViewCallbacks, Permission.StartPayment, Permission.WriteNotes, Permission.RevealAccount,
            Permission.RequestRefund, Permission.AskPlatform,
        ],
        [Roles.Finance] =
        [
            Permission.ViewPayments, Permission.WriteNotes, Permission.Export, Permission.ApproveRefund, Permission.StopRefunds,
            Permission.RevealAccount, Permission.AskPlatform,
        ],
        [Roles.Auditor] = [Permission.ViewPayments, Permission.ViewCallbacks, Permission.ViewAudit],
        [Roles.Admin] = [.. Enum.GetValues<Permission>()],
    };

    public static bool Allows(string role, Permission permission) => Grants.TryGetValue(role, out var granted) && granted.Contains(permission);
}
