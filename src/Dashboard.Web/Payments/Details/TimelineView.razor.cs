using System.Globalization;
using Dashboard.Core.Timeline;
using Dashboard.Web.Ui;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Payments.Details;

/// <summary>Which sources are looked at.</summary>
public enum TimelineLens
{
    All,
    Platform,
    Callbacks,
    Staff,
}

/// <summary>What happened to a payment, newest first, with the silences drawn.</summary>
public sealed partial class TimelineView
{
    private TimelineLens _lens;
    private bool _writing;

    [Parameter, EditorRequired] public PaymentTimeline Timeline { get; set; } = PaymentTimeline.Empty;

    [Parameter, EditorRequired] public long ProjectId { get; set; }

    [Parameter, EditorRequired] public string PaymentId { get; set; } = "";

    [Parameter, EditorRequired] public long RowId { get; set; }

    /// <summary>The payment's, for lines of the log that name none.</summary>
    [Parameter] public string? Currency { get; set; }

    [Parameter] public bool MayReveal { get; set; }

    /// <summary>Where no table of operations stands beside it, an address that names an operation means its newest line here.</summary>
    [Parameter] public bool Anchors { get; set; }

    [Parameter] public bool MayViewCallbacks { get; set; }

    [Parameter] public bool MayWriteNotes { get; set; }

    /// <summary>Lines that came while it was looked at.</summary>
    [Parameter] public IReadOnlySet<TimelineKey> Fresh { get; set; } = new HashSet<TimelineKey>();

    [Parameter] public EventCallback OnChanged { get; set; }

    private IEnumerable<TimelineLens> Lenses => Enum.GetValues<TimelineLens>().Where(lens => lens != TimelineLens.Callbacks || MayViewCallbacks);

    private PaymentTimeline Seen => _lens == TimelineLens.All ? Timeline : Timeline.Only(entry => LensOf(entry.Key.Source) == _lens);

    private static TimelineLens LensOf(TimelineSource source) => source switch
    {
        TimelineSource.Operation => TimelineLens.Platform,
        TimelineSource.Callback => TimelineLens.Callbacks,
        TimelineSource.Action or TimelineSource.Note => TimelineLens.Staff,
        _ => throw new ArgumentOutOfRangeException(nameof(source), source, "Unknown source."),
    };

    private static IconName IconOf(TimelineEntry entry) => entry switch
    {
        TimelineOperation { Row: var row } => Gate.OperationType.Of(row.Type).Effect == Gate.MoneyEffect.Out ? IconName.Refund : IconName.Payments,
        TimelineCallback => IconName.Callbacks,
        TimelineAction { ByPerson: true } => IconName.Person,
        TimelineAction => IconName.Refresh,
        TimelineNote => IconName.Pencil,
        _ => throw new InvalidOperationException($"Unknown line {entry}."),
    };

    private string? AnchorOf(TimelineEntry entry) =>
        Anchors && entry is TimelineOperation { Row.OperationId: var id }
        && Seen.Steps.First(step => step.Entry is TimelineOperation one && one.Row.OperationId == id).Entry == entry
            ? string.Create(CultureInfo.InvariantCulture, $"operation-{id}")
            : null;

    private string ClassOf(TimelineEntry entry)
    {
        var kind = entry is TimelineNote ? "timeline-line note-line" : "timeline-line";
        return Fresh.Contains(entry.Key) ? kind + " fresh" : kind;
    }

    private static string Iso(TimelineEntry entry) => entry.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private string Clock(TimelineEntry entry) => Times.Local(entry.At).ToString("HH:mm", Times.Culture);

    /// <summary>The lines, each with the day it begins when the one above is of another.</summary>
    private IEnumerable<(string? Day, TimelineStep Step)> Lines()
    {
        string? last = null;
        foreach (var step in Seen.Steps)
        {
            var day = Times.Date(step.Entry.At);
            yield return (day == last ? null : day, step);
            last = day;
        }
    }

    private async Task SavedAsync()
    {
        _writing = false;
        await OnChanged.InvokeAsync();
    }
}
