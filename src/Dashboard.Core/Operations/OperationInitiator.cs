namespace Dashboard.Core.Operations;

/// <summary>Who set an operation off, as far as its type and our own records tell: the platform's messages do not say.</summary>
public enum OperationInitiator
{
    /// <summary>A type that is not known here.</summary>
    Unknown,

    /// <summary>The customer, by paying or confirming.</summary>
    Payer,

    /// <summary>Somebody of the staff, through a refund made here.</summary>
    Staff,

    /// <summary>The merchant by other ways: its shop through the Gate, a schedule, or the platform's own Dashboard.</summary>
    Merchant,

    /// <summary>The platform or the bank behind it.</summary>
    Platform,
}

/// <summary>Derives who set an operation off.</summary>
public static class OperationInitiators
{
    /// <param name="type">operation.type as the platform reports it.</param>
    /// <param name="ofOurs">A refund made here has caused it.</param>
    public static OperationInitiator Of(string type, bool ofOurs) => ofOurs ? OperationInitiator.Staff : type switch
    {
        "sale" or "auth" or "account verification" or "payment confirmation" or "customer action" or "contract registration" => OperationInitiator.Payer,
        "capture" or "cancel" or "incremental" or "reversal" or "refund" or "recurring" or "recurring update" or "recurring cancel" or "payout" or "invoice"
            => OperationInitiator.Merchant,
        "refund reverse" or "capture settlement" or "manual change" or "commission" or "create_cash_voucher" => OperationInitiator.Platform,
        _ => OperationInitiator.Unknown,
    };
}
