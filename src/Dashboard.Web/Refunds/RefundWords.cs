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
