using Dashboard.Core.Audit;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Notes;
using Dashboard.Core.Operations;
using Dashboard.Core.Refunds;

namespace Dashboard.Core.Timeline;

/// <summary>Who a line of a timeline was learned from.</summary>
public enum TimelineSource
{
    /// <summary>An operation, at the platform's time.</summary>
    Operation,

    /// <summary>A message of the platform, at the time it reached us.</summary>
    Callback,

    /// <summary>What staff, or this application on their behalf, did.</summary>
    Action,

    /// <summary>A note of staff.</summary>
    Note,
}

/// <summary>
/// Place of a line. Two different lines never have the same one: instant, then source, then the row's own number within its source, then its id.
/// </summary>
public readonly record struct TimelineKey(DateTimeOffset At, TimelineSource Source, long Number, Guid Id) : IComparable<TimelineKey>
{
    public int CompareTo(TimelineKey other)
    {
        var order = At.CompareTo(other.At);
        if (order == 0)
            order = Source.CompareTo(other.Source);
        if (order == 0)
            order = Number.CompareTo(other.Number);
        return order == 0 ? Id.CompareTo(other.Id) : order;
    }

    public static bool operator <(TimelineKey left, TimelineKey right) => left.CompareTo(right) < 0;

    public static bool operator >(TimelineKey left, TimelineKey right) => left.CompareTo(right) > 0;

    public static bool operator <=(TimelineKey left, TimelineKey right) => left.CompareTo(right) <= 0;

    public static bool operator >=(TimelineKey left, TimelineKey right) => left.CompareTo(right) >= 0;
}

/// <summary>One line of a payment's timeline.</summary>
public abstract record TimelineEntry(DateTimeOffset At)
{
    public abstract TimelineKey Key { get; }
}

/// <summary>Which moment of an operation a line tells of.</summary>
public enum OperationMoment
{
    /// <summary>Beginning and present state in one line: it has not ended, or ended at once.</summary>
    Whole,
    Began,
    Ended,
}

/// <summary>An operation of the platform.</summary>
public sealed record TimelineOperation(DateTimeOffset At, OperationRow Row, OperationMoment Moment) : TimelineEntry(At)
{
    /// <summary>An operation that ends sooner than this is one line, not two.</summary>
    public static readonly TimeSpan AtOnce = TimeSpan.FromMinutes(1);

    public override TimelineKey Key => new(At, TimelineSource.Operation, Row.Id, Guid.Empty);

    /// <summary>The lines of an operation: its beginning, and its end when that was told and came later.</summary>
    public static IEnumerable<TimelineOperation> Of(OperationRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (Gate.OperationStatus.Of(row.Status).IsFinal && row.UpdatedAt is { } ended && ended - row.CreatedAt >= AtOnce)
            return [new(row.CreatedAt, row, OperationMoment.Began), new(ended, row, OperationMoment.Ended)];
        return [new(row.CreatedAt, row, OperationMoment.Whole)];
    }
}

/// <summary>A message of the platform: a callback, or its answer when it was asked.</summary>
public sealed record TimelineCallback(CallbackRow Row) : TimelineEntry(Row.ReceivedAt)
{
    public override TimelineKey Key => new(At, TimelineSource.Callback, Row.Id, Guid.Empty);
}

/// <summary>A line of the audit log about the payment or a message of it.</summary>
/// <param name="AuditId">Number in the audit log.</param>
/// <param name="Action">Verb, as in <see cref="AuditEntry.Action"/>.</param>
/// <param name="ActorName">As written to the log.</param>
/// <param name="ByPerson">False for background work and the command line.</param>
public sealed record TimelineAction(DateTimeOffset At, long AuditId, string Action, AuditResult Result, string ActorName, bool ByPerson) : TimelineEntry(At)
{
    public override TimelineKey Key => new(At, TimelineSource.Action, AuditId, Guid.Empty);

    public Guid? RefundId { get; init; }

    public RefundState? From { get; init; }

    public RefundState? To { get; init; }

    /// <summary>Minor units of <see cref="Currency"/>.</summary>
    public long? Amount { get; init; }

    public string? Currency { get; init; }

    public RefundReason? Reason { get; init; }

    public string? Code { get; init; }

    /// <summary>What the person gave as a reason or wrote beside it.</summary>
    public string? Words { get; init; }

    /// <summary>Where the person's request came from; only for those who may view the audit log.</summary>
    public string? SourceAddress { get; init; }
}

/// <summary>A note of staff.</summary>
public sealed record TimelineNote(NoteRow Row) : TimelineEntry(Row.WrittenAt)
{
    public override TimelineKey Key => new(At, TimelineSource.Note, 0, Row.Id);
}
