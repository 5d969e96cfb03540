using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Data;
using Dashboard.Core.Live;
using Dashboard.Core.Projects;
using Dashboard.Core.Tests.Payments;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Callbacks;

/// <summary>Stored messages that wait for a person, applied again.</summary>
public sealed class ReapplyTests(Databases databases)
{
    private const long Large = long.MaxValue - 1000;

    private static readonly DateTimeOffset Earlier = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Parked_CauseGone_IsAppliedOnceAndOnRecord(DatabaseProvider provider)
    {
        await using var receiver = await ParkedAsync(provider);
        var parked = await OnlyAsync(receiver, CallbackVerdict.Parked);
        await CorrectAsync(receiver);
        var told = new List<LiveChange>();
        using var subscription = receiver.Get<LiveFeed>().Subscribe(told.AddRange);

        Assert.Equal(ReapplyResult.Applied, await ApplyAsync(receiver, Actor.CommandLine, parked.Id));
        Assert.Equal(ReapplyResult.NothingToDo, await ApplyAsync(receiver, Actor.CommandLine, parked.Id));

        var payment = Assert.Single(await receiver.PaymentsAsync());
        Assert.Equal(Large + 100, payment.Captured);
        Assert.Equal(2, (await receiver.OperationsAsync()).Count);
        var applied = Assert.Single(await receiver.EventsAsync(), received => received.Id == parked.Id);
        Assert.Equal((CallbackVerdict.Applied, null, payment.Id, parked.ReceivedAt), (applied.Verdict, applied.VerdictDetail, applied.PaymentRowId, applied.ReceivedAt));
        Assert.Equal("EP-1", Assert.Single(told).PaymentId);
        var lines = await LinesAsync(receiver);
        Assert.Equal([$"callback {parked.Id}", $"callback {parked.Id}"], lines.Select(line => line.Subject));
        Assert.Contains("Applied", lines[0].Detail, StringComparison.Ordinal);
        Assert.Null((await receiver.Get<AuditLog>().VerifyAsync(Stop)).BrokenAt);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Parked_CauseStays_StaysParkedAndChangesNothing(DatabaseProvider provider)
    {
        await using var receiver = await ParkedAsync(provider);
        var parked = await OnlyAsync(receiver, CallbackVerdict.Parked);

        var answer = await receiver.Get<ReapplyCallback>().HandleAsync(Actor.CommandLine, parked.Id, Stop);

        Assert.Equal(ReapplyResult.StillParked, answer.Result);
        Assert.Contains("Overflow", answer.Detail, StringComparison.Ordinal);
        Assert.Equal(long.MaxValue, Assert.Single(await receiver.PaymentsAsync()).Captured);
        Assert.Single(await receiver.OperationsAsync());
        Assert.Equal(AuditResult.Failed, Assert.Single(await LinesAsync(receiver)).Result);
        // The next callback finds the way as free as before.
        Assert.Equal(IntakeAnswer.Stored, await receiver.ReceiveAsync(PlatformCallback.Sale("EP-2", 100, "RUB")));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Parked_ByManyAtOnce_IsAppliedByOne(DatabaseProvider provider)
    {
        await using var receiver = await ParkedAsync(provider);
        var parked = await OnlyAsync(receiver, CallbackVerdict.Parked);
        await CorrectAsync(receiver);

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ApplyAsync(receiver, Actor.CommandLine, parked.Id)));

        Assert.Single(results, ReapplyResult.Applied);
        Assert.Equal(7, results.Count(result => result == ReapplyResult.NothingToDo));
        Assert.Equal(Large + 100, Assert.Single(await receiver.PaymentsAsync()).Captured);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Parked_AppliedAgain_EndsInTheRowsOfAnUntroubledDelivery(DatabaseProvider provider)
    {
        await using var receiver = await ParkedAsync(provider);
        await CorrectAsync(receiver);
        await ApplyAsync(receiver, Actor.CommandLine, (await OnlyAsync(receiver, CallbackVerdict.Parked)).Id);
        await using var untroubled = await Receiver.StartAsync(databases, provider);
        await CorrectAsync(untroubled);
        await untroubled.ReceiveAsync(Second);

        var (expected, actual) = (Assert.Single(await untroubled.PaymentsAsync()), Assert.Single(await receiver.PaymentsAsync()));
        Assert.Equal((expected.Captured, expected.Status, expected.UpdatedAt, expected.Code), (actual.Captured, actual.Status, actual.UpdatedAt, actual.Code));
        Assert.Equal((await untroubled.OperationsAsync()).Select(one => (one.OperationId, one.Amount, one.Status)),
            (await receiver.OperationsAsync()).Select(one => (one.OperationId, one.Amount, one.Status)));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Parked_SignedByThePreviousSecret_IsApplied(DatabaseProvider provider)
    {
        await using var receiver = await ParkedAsync(provider);
        await CorrectAsync(receiver);
        await RotateAsync(receiver, until: DateTimeOffset.MaxValue.AddDays(-1));

        Assert.Equal(ReapplyResult.Applied, await ApplyAsync(receiver, Actor.CommandLine, (await OnlyAsync(receiver, CallbackVerdict.Parked)).Id));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Parked_SignedByNoSecretOfToday_StaysAsItWas(DatabaseProvider provider)
    {
        await using var receiver = await ParkedAsync(provider);
        await CorrectAsync(receiver);
        await RotateAsync(receiver, until: DateTimeOffset.UnixEpoch);
        var parked = await OnlyAsync(receiver, CallbackVerdict.Parked);

        Assert.Equal(ReapplyResult.NotGenuine, await ApplyAsync(receiver, Actor.CommandLine, parked.Id));

        Assert.Equal(parked.VerdictDetail, (await OnlyAsync(receiver, CallbackVerdict.Parked)).VerdictDetail);
        Assert.Single(await receiver.OperationsAsync());
    }

    [Theory]
    [InlineData(Roles.Support, 386)]
    [InlineData(Roles.Finance, 386)]
    [InlineData(Roles.Admin, 402)]
    public async Task Parked_WithoutRightOrProject_IsRefusedOnRecord(string role, long project)
    {
        await using var receiver = await ParkedAsync(DatabaseProvider.Sqlite);
        await CorrectAsync(receiver);
        var person = await PaymentQueriesTests.AddPersonAsync(receiver, role, project);
        var parked = await OnlyAsync(receiver, CallbackVerdict.Parked);

        Assert.Empty(await receiver.Get<ReapplyCallback>().WaitingAsync(person, CallbackVerdict.Parked, null, Stop));
        Assert.Equal(ReapplyResult.NotAllowed, await ApplyAsync(receiver, person, parked.Id));

        Assert.Equal(CallbackVerdict.Parked, (await OnlyAsync(receiver, CallbackVerdict.Parked)).Verdict);
        Assert.Equal((AuditResult.Refused, person.UserId), Assert.Single((await LinesAsync(receiver)).Select(line => (line.Result, line.UserId))));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Quarantined_ContentAsItWas_StaysInQuarantine(DatabaseProvider provider)
    {
        await using var receiver = await Receiver.StartAsync(databases, provider);
        await receiver.ReceiveAsync(PlatformCallback.Sale("EP-3", 100, "RUB").With("payment_amount", 100));
        var quarantined = await OnlyAsync(receiver, CallbackVerdict.Quarantined);

        Assert.Equal(ReapplyResult.StillQuarantined, await ApplyAsync(receiver, Actor.CommandLine, quarantined.Id));

        Assert.Empty(await receiver.PaymentsAsync());
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Waiting_ManyOfAKind_AreHandedOutOldestFirstAndCounted(DatabaseProvider provider)
    {
        await using var receiver = await ParkedAsync(provider);
        await receiver.ReceiveAsync(PlatformCallback.Sale("EP-1", long.MaxValue, "RUB").Operation(634, "third"));
        await receiver.ReceiveAsync(PlatformCallback.Sale("EP-3", 100, "RUB").With("payment_amount", 100));
        var reapply = receiver.Get<ReapplyCallback>();
        var expected = (await receiver.EventsAsync()).Where(received => received.Verdict == CallbackVerdict.Parked).Select(received => received.Id).ToList();

        Assert.Equal(2, expected.Count);
        Assert.Equal(expected, await reapply.WaitingAsync(Actor.CommandLine, CallbackVerdict.Parked, null, Stop));
        Assert.Equal(expected.Skip(1), await reapply.WaitingAsync(Actor.CommandLine, CallbackVerdict.Parked, expected[0], Stop));
        Assert.Empty(await reapply.WaitingAsync(Actor.CommandLine, CallbackVerdict.Applied, null, Stop));
        var counts = await receiver.Get<CallbackQueries>().WaitingAsync(Actor.CommandLine, Stop);
        Assert.Equal((new WaitingCount(2, false), new WaitingCount(1, false)), (counts[CallbackVerdict.Parked], counts[CallbackVerdict.Quarantined]));
    }

    /// <summary>Ten million applied messages must not be read to find the few that wait.</summary>
    [Fact]
    public async Task Waiting_OnSqlite_IsAnsweredByItsIndex()
    {
        await using var receiver = await Receiver.StartAsync(databases, DatabaseProvider.Sqlite);
        await using var context = receiver.OpenContext();
        var waiting = context.CallbackEvents.Where(received => received.Verdict == CallbackVerdict.Parked && received.Verdict != CallbackVerdict.Applied)
            .OrderByDescending(received => received.Id).Take(51);
        var plan = await QueryPlan.OfAsync(context, waiting);
        Assert.Contains("ix_callback_events_verdict_id", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
    }

    private static PlatformCallback Second => PlatformCallback.Sale("EP-1", Large, "RUB").Operation(633, "other");

    /// <summary>A second capture that does not fit into 64 bits beside the first: good by itself, parked.</summary>
    private async Task<Receiver> ParkedAsync(DatabaseProvider provider)
    {
        var receiver = await Receiver.StartAsync(databases, provider, null, null, 386, 402);
        await receiver.ReceiveAsync(PlatformCallback.Sale("EP-1", long.MaxValue, "RUB"));
        await receiver.ReceiveAsync(Second);
        return receiver;
    }

    /// <summary>An older end of the first capture arrives, which counts before the newer one, with an amount that leaves room.</summary>
    private static Task<IntakeAnswer> CorrectAsync(Receiver receiver) => receiver.ReceiveAsync(PlatformCallback.Sale("EP-1", 100, "RUB").At(Earlier));

    private static async Task RotateAsync(Receiver receiver, DateTimeOffset until)
    {
        await using (var context = receiver.OpenContext())
            await context.ProjectSecrets.Where(secret => secret.ProjectId == 386).ExecuteUpdateAsync(change => change.SetProperty(secret => secret.ValidUntil, until), Stop);
        await receiver.AddProjectAsync(386, "a secret that signed nothing yet");
        receiver.Get<ProjectKeys>().Invalidate();
    }

    private static async Task<ReapplyResult> ApplyAsync(Receiver receiver, Actor actor, long eventId) =>
        (await receiver.Get<ReapplyCallback>().HandleAsync(actor, eventId, Stop)).Result;

    private static async Task<CallbackEvent> OnlyAsync(Receiver receiver, CallbackVerdict verdict) =>
        Assert.Single(await receiver.EventsAsync(), received => received.Verdict == verdict);

    private static async Task<List<AuditEntry>> LinesAsync(Receiver receiver)
    {
        await using var context = receiver.OpenContext();
        return await context.AuditEntries.AsNoTracking().Where(line => line.Action == "callback.reapply").OrderBy(line => line.Id).ToListAsync(Stop);
    }
}
