using System.Text;
using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Callbacks.Bodies;
using Dashboard.Core.Data;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Tests.Callbacks;

/// <summary>How long the bytes of messages are kept, and in which form.</summary>
public sealed class CallbackBodyTests(Databases databases)
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private readonly ManualTimeProvider _clock = new(Start);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Tidy_OldBodies_ArePackedAndReadAsTheyCame(DatabaseProvider provider)
    {
        await using var receiver = await StartAsync(provider, new() { PackAfterDays = 7 });
        var old = await ReceiveManyAsync(receiver, "EP", TidyCallbackBodies.Batch + 30);
        _clock.Advance(TimeSpan.FromDays(8));
        var young = await ReceiveManyAsync(receiver, "NEW", 3);
        var before = await StoredAsync(receiver);
        var shown = await receiver.Get<CallbackQueries>().BodyAsync(Actor.CommandLine, old[0], Stop);

        var planned = await Tidy(receiver).PlanAsync(Stop);
        var done = await Tidy(receiver).RunAsync(Actor.System, Stop);

        Assert.Equal(new(old.Count, 0, null), planned);
        Assert.Equal(planned, done);
        Assert.Equal(new(0, 0, null), await Tidy(receiver).RunAsync(Actor.System, Stop));
        var after = await StoredAsync(receiver);
        Assert.All(old, id => Assert.True(StoredBody.IsPacked(after[id]) && after[id].Length < before[id].Length));
        Assert.All(young, id => Assert.Equal(before[id], after[id]));
        Assert.All(old, id => Assert.Equal(before[id], StoredBody.Unpack(after[id])));
        Assert.Equal(shown, await receiver.Get<CallbackQueries>().BodyAsync(Actor.CommandLine, old[0], Stop));
        Assert.Equal(before[old[0]], await receiver.Get<RevealCallback>().OriginalAsync(Actor.CommandLine, old[0], "dispute 17", Stop));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Tidy_PackedOneThatWaits_IsAppliedAgain(DatabaseProvider provider)
    {
        await using var receiver = await StartAsync(provider, new() { PackAfterDays = 7 });
        await receiver.ReceiveAsync(PlatformCallback.Sale("EP-1", long.MaxValue, "RUB"));
        await receiver.ReceiveAsync(PlatformCallback.Sale("EP-1", long.MaxValue - 1000, "RUB").Operation(633, "other"));
        var parked = Assert.Single(await receiver.EventsAsync(), received => received.Verdict == CallbackVerdict.Parked);
        await receiver.ReceiveAsync(PlatformCallback.Sale("EP-1", 100, "RUB").At(Start.AddHours(-1)));
        _clock.Advance(TimeSpan.FromDays(8));

        Assert.Equal(3, (await Tidy(receiver).RunAsync(Actor.System, Stop)).Packed);

        Assert.Equal(ReapplyResult.Applied, (await receiver.Get<ReapplyCallback>().HandleAsync(Actor.CommandLine, parked.Id, Stop)).Result);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Tidy_BodiesPastTheirDays_AreErasedOnRecordAndNothingElseIs(DatabaseProvider provider)
    {
        await using var receiver = await StartAsync(provider, new() { PackAfterDays = 0, KeepBodiesDays = 90 });
        await receiver.ReceiveAsync(PlatformCallback.Sale("EP-X", 100, "RUB").With("payment_amount", 100));
        var waits = Assert.Single(await receiver.EventsAsync()).Id;
        var old = await ReceiveManyAsync(receiver, "EP", TidyCallbackBodies.Batch + 30);
        _clock.Advance(TimeSpan.FromDays(91));
        var young = await ReceiveManyAsync(receiver, "NEW", 2);
        var payments = (await receiver.PaymentsAsync()).Select(payment => (payment.PaymentId, payment.Captured)).ToList();

        var planned = await Tidy(receiver).PlanAsync(Stop);
        Assert.Equal(old.Count, planned.Erased);
        Assert.Equal(old.Count + 3, (await StoredAsync(receiver)).Count);
        var done = await Tidy(receiver).RunAsync(Actor.CommandLine, Stop);

        Assert.Equal(planned, done);
        Assert.Equal(Start.AddDays(91), done.ErasedBefore);
        Assert.Equal([waits, .. young], (await StoredAsync(receiver)).Keys.Order());
        Assert.Equal(old.Count + 3, (await receiver.EventsAsync()).Count);
        Assert.Equal(payments, (await receiver.PaymentsAsync()).Select(payment => (payment.PaymentId, payment.Captured)));
        Assert.Null(await receiver.Get<CallbackQueries>().BodyAsync(Actor.CommandLine, old[5], Stop));
        await using var context = receiver.OpenContext();
        var line = await context.AuditEntries.SingleAsync(entry => entry.Action == "callbacks.erase-bodies", Stop);
        Assert.Contains($"\"bodies\":{old.Count}", line.Detail, StringComparison.Ordinal);
        Assert.Null((await receiver.Get<AuditLog>().VerifyAsync(Stop)).BrokenAt);
        // A repeat is still known by its hash.
        Assert.Equal(IntakeAnswer.Stored, await receiver.ReceiveAsync(PlatformCallback.Sale("EP-7", 100, "RUB")));
        Assert.Equal(old.Count + 3, (await receiver.EventsAsync()).Count);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Tidy_MoreThanTheirSize_ErasesTheOldestUntilTheRestFits(DatabaseProvider provider)
    {
        await using var receiver = await StartAsync(provider, new() { PackAfterDays = 0, MostBodiesMebibytes = 1 });
        var ids = await ReceiveManyAsync(receiver, "EP", 60, filler: 40_000);
        _clock.Advance(TimeSpan.FromDays(BodyRetention.LeastKeptDays - 1));
        Assert.Equal(0, (await Tidy(receiver).RunAsync(Actor.System, Stop)).Erased);
        _clock.Advance(TimeSpan.FromDays(2));

        var done = await Tidy(receiver).RunAsync(Actor.System, Stop);

        var kept = await StoredAsync(receiver);
        var bytes = kept.Values.Sum(body => (long)body.Length);
        Assert.Equal(ids.Count, done.Erased + kept.Count);
        Assert.InRange(bytes, (1 << 20) - (2 * kept.Values.Max(body => body.Length)), 1 << 20);
        Assert.Equal(ids.Skip((int)done.Erased), kept.Keys.Order());
    }

    [Fact]
    public async Task Worker_AnHourLater_Tidies()
    {
        await using var receiver = await StartAsync(DatabaseProvider.Sqlite, new() { PackAfterDays = 1 });
        var old = await ReceiveManyAsync(receiver, "EP", 2);
        var worker = receiver.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<BodyWorker>().Single();
        _clock.Advance(TimeSpan.FromDays(2));
        await worker.StartAsync(Stop);
        await _clock.WaitForTimersAsync(1, Stop);

        _clock.Advance(TimeSpan.FromMinutes(6));
        // The next pause begins when the work is done.
        await _clock.WaitForTimersAsync(1, Stop);

        Assert.All(await StoredAsync(receiver), body => Assert.True(StoredBody.IsPacked(body.Value)));
        Assert.Equal(2, old.Count);
        await worker.StopAsync(Stop);
    }

    [Fact]
    public void Pack_AnyBytes_ComeBackAsTheyWere() => Property.Check(1, 300, seeded =>
        Encoding.UTF8.GetBytes("{" + string.Concat(Enumerable.Range(0, seeded.Whole(0, 3000)).Select(_ => (char)seeded.Whole(0x20, 0x2FF)))), body =>
    {
        var packed = StoredBody.Pack(body);
        Assert.Equal(body, StoredBody.Unpack(packed));
        Assert.Equal(body, StoredBody.Unpack(body));
        Assert.Equal(packed, StoredBody.Pack(packed));
        Assert.InRange(packed.Length, 1, body.Length + 64);
    });

    [Theory]
    [InlineData(-1, 0, 0, nameof(BodyRetention.PackAfterDays))]
    [InlineData(7, 29, 0, nameof(BodyRetention.KeepBodiesDays))]
    [InlineData(7, 0, -1, nameof(BodyRetention.MostBodiesMebibytes))]
    [InlineData(7, 0, long.MaxValue, nameof(BodyRetention.MostBodiesMebibytes))]
    public void Faults_WrongSetting_NameIt(int pack, int keep, long most, string key) => Assert.Contains(
        $"Callbacks:{key}", Assert.Single(new BodyRetention { PackAfterDays = pack, KeepBodiesDays = keep, MostBodiesMebibytes = most }.Faults()), StringComparison.Ordinal);

    private Task<Receiver> StartAsync(DatabaseProvider provider, BodyRetention rules) =>
        Receiver.StartAsync(databases, provider, _clock, services => services.AddSingleton(rules));

    private static TidyCallbackBodies Tidy(Receiver receiver) => receiver.Get<TidyCallbackBodies>();

    private static async Task<IReadOnlyList<long>> ReceiveManyAsync(Receiver receiver, string prefix, int count, int filler = 0)
    {
        var known = (await receiver.EventsAsync()).Count;
        for (var index = 0; index < count; index++)
        {
            var sale = PlatformCallback.Sale($"{prefix}-{index}", 100, "RUB");
            Assert.Equal(IntakeAnswer.Stored, await receiver.ReceiveAsync(filler == 0 ? sale : sale.With("note", new string('n', filler))));
        }

        return [.. (await receiver.EventsAsync()).Skip(known).Select(received => received.Id)];
    }

    private static async Task<Dictionary<long, byte[]>> StoredAsync(Receiver receiver)
    {
        await using var context = receiver.OpenContext();
        return await context.CallbackBodies.AsNoTracking().ToDictionaryAsync(body => body.EventId, body => body.Body, Stop);
    }
}
