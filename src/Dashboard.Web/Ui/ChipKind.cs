namespace Dashboard.Web.Ui;

/// <summary>What a chip says about the thing it marks; each kind has an icon of its own, so colour is never the only sign.</summary>
public enum ChipKind
{
    Success,
    Warning,
    Danger,
    Info,
    Neutral,
    Unknown,
}
