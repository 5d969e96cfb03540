using Microsoft.Extensions.Localization;

namespace Dashboard.Web.Payments.Details;

/// <summary>Lengths of time in words: the two greatest units, the rest cut off.</summary>
public static class Durations
{
    public static string Words(IStringLocalizer<Texts> texts, TimeSpan span)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return span switch
        {
            { TotalDays: >= 1 } => span.Hours == 0 ? texts["Days", span.Days] : texts["DaysHours", span.Days, span.Hours],
            { TotalHours: >= 1 } => span.Minutes == 0 ? texts["Hours", span.Hours] : texts["HoursMinutes", span.Hours, span.Minutes],
            _ => texts["Minutes", span.Minutes],
        };
    }
}
