namespace Dashboard.Core.Refunds;

/// <summary>Where a refund stands. The name is stored.</summary>
public enum RefundState
{
    /// <summary>Waits for a second person; its amount is held.</summary>
    AwaitingApproval,

    /// <summary>Waits to be sent; held.</summary>
    Queued,

    /// <summary>Facts changed before it was sent; a person cancels or queues it again; held.</summary>
    Blocked,

    /// <summary>Committed before the first byte; the request may be on the wire; held.</summary>
    Sending,

    /// <summary>The Gate took the request; the result comes by callback or status request; held.</summary>
    Accepted,

    /// <summary>Money may have left; nobody knows yet; held, never sent again without proof of absence.</summary>
    Unknown,

    /// <summary>Eleven days without the platform's word: two people decide; held.</summary>
    ManualReview,

    /// <summary>The platform says the money went back.</summary>
    Succeeded,

    /// <summary>The platform refused it; no money moved.</summary>
    Declined,

    /// <summary>The approver said no.</summary>
    Rejected,

    /// <summary>Nobody approved it in time.</summary>
    Expired,

    /// <summary>Taken back before it was sent.</summary>
    Cancelled,

    /// <summary>Done, and later undone by the platform.</summary>
    Reversed,
}

/// <summary>Why the customer gets money back; <see cref="Other"/> wants a note.</summary>
public enum RefundReason
{
    CustomerRequest,
    Duplicate,
    Fraud,
    NotDelivered,
    Other,
}
