using Dashboard.Core.Audit;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Notes;
using Dashboard.Core.Operations;
using Dashboard.Core.Timeline;
using Dashboard.TestKit;

namespace Dashboard.Core.Tests.Timeline;

/// <summary>The merge itself, over many generated histories with many equal instants.</summary>
public sealed class PaymentTimelineTests
{
    private const long Seed = 20260302;

    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Merge_AnySources_LosesNothingAndHasOneOrder() => Property.CheckSteps(Seed, 400, Entries, entries =>
    {
        var timeline = PaymentTimeline.Of(entries, Start.AddDays(9), awaiting: false);
        var keys = timeline.Steps.Select(step => step.Entry.Key).ToList();

        Assert.Equal(entries.Select(entry => entry.Key).ToHashSet(), keys.ToHashSet());
        Assert.Equal(entries.Count, keys.Count);
        Assert.All(keys.Zip(keys.Skip(1)), pair => Assert.True(pair.First > pair.Second));
        // Whatever order the sources come in.
        Assert.Equal(keys, PaymentTimeline.Of(entries.Reverse(), Start.AddDays(9), awaiting: true).Steps.Select(step => step.Entry.Key));
    });

    [Fact]
    public void Merge_Silences_AreDrawnExactlyWhereNothingHappened() => Property.CheckSteps(Seed + 1000, 400, Entries, entries =>
    {
        var now = Start.AddDays(9);
        var timeline = PaymentTimeline.Of(entries, now, awaiting: true);
        for (var index = 0; index < timeline.Steps.Count; index++)
        {
            var (newer, drawn) = (timeline.Steps[index].Entry.At, timeline.Steps[index].Silence);
            if (index + 1 == timeline.Steps.Count)
            {
                Assert.Null(drawn);
                continue;
            }

            var between = newer - timeline.Steps[index + 1].Entry.At;
            Assert.Equal(between >= PaymentTimeline.LeastSilence ? between : null, drawn);
        }

        Assert.Equal(entries.Count == 0 ? null : now - entries.Max(entry => entry.At), timeline.SilentFor);
        Assert.Null(PaymentTimeline.Of(entries, now, awaiting: false).SilentFor);
    });

    [Fact]
    public void Merge_SourcesCutShort_KeepsExactlyWhatIsCompleteForAll() => Property.Check(Seed + 2000, 400,
        random => (Entries: Entries(random), Cuts: random.List(0, 3, one => Start.AddMinutes(one.Whole(0, 600)))), sample =>
    {
        var timeline = PaymentTimeline.Of(sample.Entries, Start, false, sample.Cuts);
        DateTimeOffset? from = sample.Cuts.Count == 0 ? null : sample.Cuts.Max();

        Assert.Equal(from, timeline.CompleteFrom);
        Assert.Equal(sample.Entries.Where(entry => !(entry.At < from)).Select(entry => entry.Key).ToHashSet(), timeline.Steps.Select(step => step.Entry.Key).ToHashSet());
    });

    [Fact]
    public void Only_SomeOfTheLines_IsTheSameAsMergingOnlyThem() => Property.Check(Seed + 3000, 200,
        random => (Entries: Entries(random), Source: random.Pick(Enum.GetValues<TimelineSource>())), sample =>
    {
        var now = Start.AddDays(2);
        var expected = PaymentTimeline.Of(sample.Entries.Where(entry => entry.Key.Source == sample.Source), now, true);
        var only = PaymentTimeline.Of(sample.Entries, now, true).Only(entry => entry.Key.Source == sample.Source);

        Assert.Equal(expected.Steps, only.Steps);
        Assert.Equal(expected.SilentFor, only.SilentFor);
    });

    public static TheoryData<string, int?, OperationMoment[]> Operations => new()
    {
        { "success", 60, [OperationMoment.Began, OperationMoment.Ended] },
        { "success", 59, [OperationMoment.Whole] },
        { "success", null, [OperationMoment.Whole] },
        { "success", -600, [OperationMoment.Whole] },
        { "decline", 86400, [OperationMoment.Began, OperationMoment.Ended] },
        { "processing", 86400, [OperationMoment.Whole] },
        { "no such status", 86400, [OperationMoment.Whole] },
    };

    [Theory, MemberData(nameof(Operations))]
    public void Operation_ByItsEnd_IsOneLineOrTwo(string status, int? seconds, OperationMoment[] moments)
    {
        var row = Operation(1, 0, seconds is { } after ? Start.AddSeconds(after) : null, status);
        Assert.Equal(moments, TimelineOperation.Of(row).Select(line => line.Moment));
        Assert.Equal(moments.Length, TimelineOperation.Of(row).Select(line => line.Key).Distinct().Count());
    }

    private static IReadOnlyList<TimelineEntry> Entries(Seeded random)
    {
        var number = 0;
        return [.. random.Shuffle(random.List<IEnumerable<TimelineEntry>>(0, 25, one => Entry(one, ++number)).SelectMany(lines => lines))];
    }

    // A few instants for many lines, so that ties have to be broken all the time.
    private static IEnumerable<TimelineEntry> Entry(Seeded random, int number)
    {
        var minute = random.Pick(0, 0, 1, 29, 30, 31, 240, 600);
        var at = Start.AddMinutes(minute);
        return random.Whole(0, 3) switch
        {
            0 => TimelineOperation.Of(Operation(number, minute, random.Chance(50) ? at.AddSeconds(random.Whole(-100, 9000)) : null, random.Pick("success", "processing"))),
            1 => [new TimelineCallback(new CallbackRow(number, 386, at, CallbackSource.Callback, CallbackVerdict.Applied, null, false, "EP-1", number, 0, null, null))],
            2 => [new TimelineAction(at, number, "refund.state", AuditResult.Done, "system", false)],
            _ => [new TimelineNote(new NoteRow(new Guid(number, 0, 0, new byte[8]), "Anna", "note", at, null, false))],
        };
    }

    private static OperationRow Operation(int number, int minute, DateTimeOffset? ended, string status) => new()
    {
        Id = number,
        PaymentRowId = 1,
        ProjectId = 386,
        PaymentId = "EP-1",
        OperationId = number,
        Type = "sale",
        Status = status,
        CreatedAt = Start.AddMinutes(minute),
        UpdatedAt = ended,
    };
}
