using Dashboard.Core.Payments;
using Dashboard.Web.Live;

namespace Dashboard.Web.Payments;

/// <summary>What a row of the payments list can show behind its status, which always comes first.</summary>
public enum PaymentColumn
{
    Amount,
    Refunded,
    Remaining,
    Method,
    PaymentId,
    Customer,
    Code,
    Project,
    Created,
    Changed,
}

/// <summary>The columns of the payments list.</summary>
public static class PaymentColumns
{
    /// <summary>What the list can be ordered by.</summary>
    public static IReadOnlyList<PaymentSort> Orders { get; } = Enum.GetValues<PaymentSort>();

    public static ListColumns<PaymentColumn> All { get; } = new(
        "payments.columns",
        [
            PaymentColumn.Amount, PaymentColumn.Refunded, PaymentColumn.Method, PaymentColumn.PaymentId, PaymentColumn.Customer, PaymentColumn.Project,
            PaymentColumn.Created,
        ],
        column => column switch
        {
            PaymentColumn.Amount => PaymentSort.Amount,
            PaymentColumn.Created => PaymentSort.Created,
            PaymentColumn.Changed => PaymentSort.Changed,
            _ => null,
        },
        column => column is PaymentColumn.Amount or PaymentColumn.Refunded or PaymentColumn.Remaining);
}
