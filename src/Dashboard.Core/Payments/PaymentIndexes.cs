namespace Dashboard.Core.Payments;

/// <summary>Names of the indexes that the hot path asks for by name, because SQLite's planner has no way to know which is right.</summary>
internal static class PaymentIndexes
{
    public const string ByTime = "ix_payments_by_time";
    public const string ByFacet = "ix_payments_by_facet";
    public const string ByAmount = "ix_payments_by_amount";
    public const string ByChange = "ix_payments_by_change";
    public const string ByLateChange = "ix_payments_by_late_change";
    public const string ByRefundWork = "ix_payments_by_refund_work";
    public const string ByAccountEnd = "ix_payments_by_account_end";
    public const string ByEmail = "ix_payments_search_email";
    public const string OperationsByTime = "ix_operations_by_time";
    public const string OperationsByFacet = "ix_operations_by_facet";
    public const string OperationsByAmount = "ix_operations_by_amount";

    /// <summary>Named by convention; unique.</summary>
    public const string OperationsByPayment = "ix_operations_payment_row_id_operation_id";
}
