using Dashboard.Core.Payments;
using Dashboard.Web.Live;

namespace Dashboard.Web.Operations;

/// <summary>What a row of the operations list can show behind its status, which always comes first.</summary>
public enum OperationColumn
{
    Amount,
    Type,
    Reason,
    Method,
    PaymentId,
    OperationId,
    Attempt,
    Initiator,
    Project,
    Created,
    Final,
    Duration,
}

/// <summary>The columns of the operations list.</summary>
public static class OperationColumns
{
    /// <summary>What the list can be ordered by: what its indexes hold. See docs/performance.md.</summary>
    public static IReadOnlyList<PaymentSort> Orders { get; } = [PaymentSort.Created, PaymentSort.Amount];

    public static ListColumns<OperationColumn> All { get; } = new(
        "operations.columns",
        [
            OperationColumn.Amount, OperationColumn.Type, OperationColumn.Reason, OperationColumn.PaymentId, OperationColumn.Initiator,
            OperationColumn.Project, OperationColumn.Created, OperationColumn.Duration,
        ],
        column => column switch
        {
            OperationColumn.Amount => PaymentSort.Amount,
            OperationColumn.Created => PaymentSort.Created,
            _ => null,
        },
        column => column is OperationColumn.Amount or OperationColumn.Attempt or OperationColumn.Duration);
}
