using Dashboard.Core.Refunds;

namespace Dashboard.Core.Payments;

/// <summary>What stands open of the refunds made here. Stored as its number, and only ever written together with a refund's state.</summary>
public enum RefundWork
{
    None,

    /// <summary>Requested, waiting for approval, sent or accepted.</summary>
    Pending,

    /// <summary>At least one may or may not have moved money.</summary>
    Unknown,

    /// <summary>None is open, and the newest was declined or cannot be sent.</summary>
    Failed,
}

internal static class RefundWorks
{
    /// <param name="refunds">States of the refunds made here, newest first.</param>
    public static RefundWork Of(IReadOnlyList<RefundState> refunds)
    {
        if (refunds.Any(state => state is RefundState.Unknown or RefundState.ManualReview))
            return RefundWork.Unknown;
        if (refunds.Any(state => state is RefundState.AwaitingApproval or RefundState.Queued or RefundState.Sending or RefundState.Accepted))
            return RefundWork.Pending;
        return refunds is [RefundState.Declined or RefundState.Blocked, ..] ? RefundWork.Failed : RefundWork.None;
    }
}
