using Dashboard.Core.Refunds;
using Dashboard.Web.Ui;
using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Refunds;

/// <summary>What refund states and refusals are called, and what they say about money.</summary>
public static class RefundWords
{
    public static string OfRefusal(IStringLocalizer<Texts> texts, RefundRefusalKind kind, string? detail, string remaining)
    {
        ArgumentNullException.ThrowIfNull(texts);
        // The method matrix tells apart what is impossible from what nobody has confirmed.
        var exact = texts[$"Refused{kind}{detail}", remaining];
        return exact.ResourceNotFound ? texts[$"Refused{kind}", remaining] : exact;
    }

    /// <summary>The sentences of the core that say why a refund stands still; anything else is shown as it was written.</summary>
    private static readonly Dictionary<string, string> Details = new(StringComparer.Ordinal)
    {
        ["Refunds are stopped."] = "DetailStopped",
        ["The payment's method does not allow this refund."] = "DetailMethod",
        ["Refunds made elsewhere leave less than this amount."] = "DetailElsewhere",
        ["The payment is no longer what the refund was asked for."] = "DetailChanged",
        ["The platform does not know this payment."] = "DetailUnknownPayment",
        ["The platform has no such refund: the request never arrived. No money moved."] = "DetailAbsent",
        ["The platform has not told the result in eleven days."] = "DetailSilent",
        ["The platform says that it has this refund already."] = "DetailExists",
        ["The platform tells of a refund without a usable sum."] = "DetailUncounted",
        ["The platform lists less money for this payment than was told here."] = "DetailDiffers",
        ["The platform has another refund of this payment under way, made elsewhere. Ask again when it has ended."] = "DetailUnderWay",
        ["It was approved too long ago."] = "DecisionApprovalTooOld",
        ["The platform did not list the payment's operations before sending. No money moved."] = "DetailNotListed",
        ["The platform tells of a smaller sum than was asked for and is being asked. The rest stays held."] = "DetailToldLess",
        ["The platform gave back less than was asked for."] = "DetailLess",
        ["The platform gave back more than was asked for."] = "DetailMore",
        ["The platform made this refund more than once: more went back than was asked for."] = "DetailTwice",
        ["It had ended, but the platform has another operation of it under way. Its amount is held again."] = "DetailHeldAgain",
        ["The time in which payments of this method can be refunded is over."] = "DetailMethodTime",
        ["Not sent: too much time passed before sending. No money moved."] = "DetailPaused",
        ["The platform could not be asked before sending. No money moved."] = "DetailNotAsked",
        ["The platform, asked again, says that it succeeded."] = "DetailConfirmedDone",
        ["The platform, asked again, says that it was declined. No money moved."] = "DetailConfirmedDeclined",
    };

    public static string OfDetail(IStringLocalizer<Texts> texts, string detail)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return Details.TryGetValue(detail, out var key) ? texts[key] : detail;
    }

    public static string OfDecision(IStringLocalizer<Texts> texts, RefundDecisionResult result)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(result);
        return result is { Decision: RefundDecision.FactsChanged, Detail: { } detail } ? OfDetail(texts, detail) : texts[$"Decision{result.Decision}"];
    }

    public static ChipKind KindOf(RefundState state) => state switch
    {
        RefundState.AwaitingApproval or RefundState.Queued or RefundState.Sending or RefundState.Accepted => ChipKind.Info,
        RefundState.Blocked or RefundState.ManualReview => ChipKind.Warning,
        RefundState.Unknown => ChipKind.Unknown,
        RefundState.Succeeded => ChipKind.Success,
        RefundState.Declined => ChipKind.Danger,
        RefundState.Rejected or RefundState.Expired or RefundState.Cancelled or RefundState.Reversed => ChipKind.Neutral,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Unknown refund state."),
    };

    /// <summary>Whether the state says that money has left the merchant.</summary>
    public static MoneyMoved MovedBy(RefundState state) => state switch
    {
        RefundState.Succeeded => MoneyMoved.Yes,
        RefundState.Sending or RefundState.Accepted or RefundState.Unknown or RefundState.ManualReview => MoneyMoved.NotKnown,
        _ => MoneyMoved.No,
    };
}
