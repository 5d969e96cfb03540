using Dashboard.Core.Refunds.Batches;
using Dashboard.Web.Ui;

namespace Dashboard.Web.Refunds.Batches;

/// <summary>How states and verdicts of batches look.</summary>
internal static class BatchWords
{
    public static ChipKind KindOf(RefundBatchState state) => state switch
    {
        RefundBatchState.Running => ChipKind.Info,
        RefundBatchState.Paused => ChipKind.Warning,
        RefundBatchState.Stopped => ChipKind.Neutral,
        RefundBatchState.Done => ChipKind.Success,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Unknown batch state."),
    };

    public static ChipKind KindOf(RefundBatchRowState state) => state switch
    {
        RefundBatchRowState.LeftOut or RefundBatchRowState.NotSent => ChipKind.Neutral,
        RefundBatchRowState.Waiting or RefundBatchRowState.Requested => ChipKind.Info,
        RefundBatchRowState.Refused => ChipKind.Danger,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Unknown row state."),
    };

    public static ChipKind KindOf(BatchVerdict verdict) => verdict switch
    {
        BatchVerdict.Fine => ChipKind.Success,
        BatchVerdict.TwiceInFile or BatchVerdict.InEarlierFile or BatchVerdict.EqualRefundToday or BatchVerdict.Stopped => ChipKind.Warning,
        _ => ChipKind.Danger,
    };
}
