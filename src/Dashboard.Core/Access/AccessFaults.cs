namespace Dashboard.Core.Access;

internal static class AccessFaults
{
    public const string NotAllowed = "You do not have the right to do this; ask an administrator.";
}
