using Dashboard.Core.Audit;
using Dashboard.Core.Refunds;
using Dashboard.Core.Timeline;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Payments.Details;

/// <summary>What somebody did, as a sentence whose subject is the person.</summary>
public static class ActionWords
{
    /// <summary>The verbs of the audit log that have words; any other is shown as it was written.</summary>
    public static IReadOnlyList<string> Known { get; } =
    [
        "payment.over-refunded", "payment.platform-differs", "payment.refunded-twice", "payment-alarm.acknowledge", "refund.request", "refund.state", "refund.approve", "refund.reject", "refund.requeue",
        "refund.cancel", "refund.propose-end", "refund.confirm-end", "refund.overdue", "payment.ask", "account.reveal", "callback.reveal", "note.add", "note.withdraw",
        "callback.reapply", "callback.forward", "callback.forwarded", ViewLog.PaymentViewed, ViewLog.CallbackViewed,
    ];

    /// <param name="money">The refund's amount with its currency; empty when it is not known.</param>
    public static string Of(IStringLocalizer<Texts> texts, TimelineAction action, string money)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(action);
        if (!Known.Contains(action.Action))
            return action.Action;
        var key = "Did:" + action.Action;
        if (action.Result != AuditResult.Done)
            return texts[key + ":refused", money];
        return action is { Action: "refund.request", To: RefundState.AwaitingApproval } ? texts[key + ":approval", money] : texts[key, money];
    }
}
