using Dashboard.Gate;

namespace Dashboard.Core.Operations;

/// <summary>
/// When an unfinished operation takes longer than usual. The platform answers within minutes, usually under five (en_dbl_api_interaction); a page
/// that the customer leaves is declined after half an hour (page timer); a bill may be paid for seven days and a link for thirty (en_gate_invoice).
/// Beyond that a callback is missing, and the platform is to be asked.
/// </summary>
/// <param name="Statuses">What the operation waits in.</param>
/// <param name="After">Longer than this is unusual.</param>
public sealed record Overdue(IReadOnlyList<string> Statuses, TimeSpan After)
{
    private static readonly string[] Customer =
    [
        "awaiting 3ds result", "awaiting redirect result", "awaiting clarification", "awaiting customer", "awaiting customer action",
        "awaiting confirmation", "awaiting merchant auth",
    ];

    private static readonly string[] Bill = ["awaiting payment"];

    private static readonly string[] Link = ["invoice sent"];

    /// <summary>Every unfinished status in one of four kinds: with the platform, with the customer, a bill, a link.</summary>
    public static IReadOnlyList<Overdue> Kinds { get; } =
    [
        new([.. OperationStatus.All.Where(status => !status.IsFinal).Select(status => status.Code).Except(Customer).Except(Bill).Except(Link).Order(StringComparer.Ordinal)],
            TimeSpan.FromMinutes(30)),
        new(Customer, TimeSpan.FromHours(2)),
        new(Bill, TimeSpan.FromDays(8)),
        new(Link, TimeSpan.FromDays(31)),
    ];

    /// <summary>True for an operation that had been unfinished for longer than usual at that instant.</summary>
    public static bool Is(string status, DateTimeOffset createdAt, DateTimeOffset now) =>
        Kinds.Any(kind => kind.Statuses.Contains(status) && createdAt < now - kind.After);

    internal static IQueryable<Operation> Apply(IQueryable<Operation> operations, DateTimeOffset now)
    {
        var (platform, customer, bill, link) = (Kinds[0].Statuses, Kinds[1].Statuses, Kinds[2].Statuses, Kinds[3].Statuses);
        var (platformSince, customerSince, billSince, linkSince) = (now - Kinds[0].After, now - Kinds[1].After, now - Kinds[2].After, now - Kinds[3].After);
        return operations.Where(operation => (platform.Contains(operation.Status) && operation.CreatedAt < platformSince)
            || (customer.Contains(operation.Status) && operation.CreatedAt < customerSince)
            || (bill.Contains(operation.Status) && operation.CreatedAt < billSince)
            || (link.Contains(operation.Status) && operation.CreatedAt < linkSince));
    }
}
