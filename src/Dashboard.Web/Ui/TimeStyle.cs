namespace Dashboard.Web.Ui;

/// <summary>How an instant is written: distance from now, short local form, or in full with the zone.</summary>
public enum TimeStyle
{
    Relative,
    Brief,
    Absolute,
}
