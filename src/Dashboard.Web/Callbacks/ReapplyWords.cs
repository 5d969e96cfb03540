using Dashboard.Core.Callbacks;
using Dashboard.Web.Ui;

namespace Dashboard.Web.Callbacks;

/// <summary>How the end of applying a message again is shown; its words are "Reapply" and the result's name in Texts.</summary>
public static class ReapplyWords
{
    public static ChipKind KindOf(ReapplyResult result) => result switch
    {
        ReapplyResult.Applied => ChipKind.Success,
        ReapplyResult.NotPayment or ReapplyResult.NothingToDo or ReapplyResult.OwnQuestion or ReapplyResult.NoBody => ChipKind.Info,
        ReapplyResult.StillParked or ReapplyResult.StillQuarantined or ReapplyResult.Unavailable => ChipKind.Warning,
        ReapplyResult.NotGenuine or ReapplyResult.NotAllowed => ChipKind.Danger,
        _ => throw new ArgumentOutOfRangeException(nameof(result), result, "Unknown result."),
    };

    /// <summary>Another try may end otherwise: the cause may have been removed meanwhile.</summary>
    public static bool MayTryAgain(ReapplyResult result) =>
        result is ReapplyResult.StillParked or ReapplyResult.StillQuarantined or ReapplyResult.NotGenuine or ReapplyResult.Unavailable;
}
