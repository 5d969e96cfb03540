using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Dashboard.Core.Audit;
using Dashboard.Core.Refunds;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Refunds.Model;

/// <summary>
/// Histories made by chance: requests, cancellations, answers of every kind, callbacks late, twice, swapped or lost, crashes at every commit,
/// restarts, jumps of the clock. After each step the invariants hold; when the faults stop, every refund comes to its end.
/// </summary>
public sealed class RefundHistoryTests(Databases databases)
{
    private const int Workers = 2;

    /// <summary>As many share a world: starting one costs as much as a few histories, and what it holds must not slow down the next ones.</summary>
    private const int OfOneWorld = 50;
    private static readonly int Histories = Effort.Of(2_000);
    private static readonly int LateHistories = Effort.Of(200);

    private static readonly HashSet<(RefundState, RefundState)> Expected =
    [
        (RefundState.AwaitingApproval, RefundState.Queued), (RefundState.AwaitingApproval, RefundState.Rejected),
        (RefundState.AwaitingApproval, RefundState.Expired), (RefundState.AwaitingApproval, RefundState.Cancelled),
        (RefundState.Blocked, RefundState.Queued), (RefundState.Unknown, RefundState.Queued), (RefundState.Accepted, RefundState.ManualReview),
        (RefundState.ManualReview, RefundState.Succeeded), (RefundState.ManualReview, RefundState.Declined), (RefundState.Succeeded, RefundState.Reversed),
    ];

    private readonly ConcurrentDictionary<(RefundState From, RefundState To), bool> _ways = new();

    [Fact]
    public async Task Refunds_InAnyHistory_KeepTheInvariants()
    {
        var each = Histories / Workers;
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(() => CheckAsync(Effort.Seed + ((long)worker * each), each))));
        // Few histories may miss a rare way; a full run that does tests less than it says.
        if (Histories >= 2_000)
            Assert.Superset(Expected, _ways.Keys.ToHashSet());
    }

    /// <summary>
    /// A platform that shows what it took when everybody has to take it for absent makes a refund twice, and nobody can prevent that. What it then tells is
    /// told, what may still leave is held, and where more went back than was asked for or captured somebody is called.
    /// </summary>
    [Fact]
    public async Task Refunds_OfAPlatformThatShowsTooLate_AreToldTrulyAndRaiseAlarms()
    {
        await CheckAsync(Effort.Seed, LateHistories, late: true);
        if (LateHistories >= 200)
            Assert.Contains(_ways.Keys, way => way is { From: RefundState.Declined or RefundState.Cancelled or RefundState.Succeeded, To: RefundState.Accepted });
    }

    private async Task CheckAsync(long seed, int histories, bool late = false)
    {
        for (var done = 0; done < histories; done += OfOneWorld)
            await CheckInOneWorldAsync(seed + done, Math.Min(OfOneWorld, histories - done), late);
    }

    private async Task CheckInOneWorldAsync(long seed, int histories, bool late)
    {
        ModelWorld? world = null;
        try
        {
            await Property.CheckAsync(seed, histories, random => MakeCase(random, late), async example =>
            {
                world ??= await ModelWorld.StartAsync(databases);
                try
                {
                    await RunAsync(world, example);
                }
                catch
                {
                    await world.DisposeAsync();
                    world = null;
                    throw;
                }
            }, Shorter);
            await CheckWhatIsLeftAsync(world!);
        }
        finally
        {
            if (world is not null)
                await world.DisposeAsync();
        }
    }

    /// <summary>The audit log is whole (I4), and the secret is nowhere (I16).</summary>
    private static async Task CheckWhatIsLeftAsync(ModelWorld world)
    {
        Assert.Null((await world.Get<AuditLog>().VerifyAsync(TestContext.Current.CancellationToken)).BrokenAt);
        Assert.False(world.Logs.Contains(PlatformCallback.Secret), "I16: the secret is in the log");
        await world.RestartAsync();
        var canary = Encoding.UTF8.GetBytes(PlatformCallback.Secret);
        foreach (var file in new[] { world.DatabaseFile, world.DatabaseFile + "-wal" }.Where(File.Exists))
            Assert.Equal(-1, (await ReadAsync(file)).AsSpan().IndexOf(canary));
    }

    /// <summary>Of a file that others have open.</summary>
    private static async Task<byte[]> ReadAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, TestContext.Current.CancellationToken);
        return bytes.ToArray();
    }

    // So late that what was proven absent has been sent again.
    private static HistoryCase MakeCase(Seeded random, bool late) => late
        ? new(Echoes: true, History.Make(random, late: true), TimeSpan.FromMinutes(20 * random.Whole(2, 6)))
        : new(random.Chance(75), History.Make(random), ScriptedPayment.ShowsSoon);

    private static IEnumerable<HistoryCase> Shorter(HistoryCase example) =>
        Property.ShorterLists(example.Steps).Select(steps => example with { Steps = steps });

    private async Task RunAsync(ModelWorld world, HistoryCase example)
    {
        await world.SetStoppedAsync(false);
        var payment = await world.AddPaymentAsync(History.Captured, example.Echoes, example.ShowsAfter);
        using var crashes = new CrashPoints(world.ConnectionString);
        var history = new History(world, payment, crashes);
        Exception? fault = null;
        world.Platform.Arrived = (one, arrival) =>
        {
            world.Clock.Advance(TimeSpan.FromMilliseconds(5));
            // I1 at each send, and I2: what this platform, which accepts everything, would have to give back.
            var known = one.ShowsTooLate ? one.Shown : one.Out;
            if (known + arrival.Amount > one.Captured)
                fault ??= new InvalidOperationException($"I2: {known} are out or on the way, {arrival.Amount} more arrived, {one.Captured} captured");
        };
        foreach (var step in example.Steps)
        {
            await history.DoAsync(step);
            if (fault is not null)
                throw fault;
            // What only the platform or the clock did shows in our rows with the next step that reads it.
            if (History.Touches(step.Act))
                await Invariants.CheckAsync(world, history);
        }

        await SettleAsync(world, history, crashes);
        foreach (var way in await Invariants.WaysAsync(world, payment))
            _ways[way] = true;
        if (fault is not null)
            throw fault;
    }

    /// <summary>I6 and I7: the faults stop, callbacks that were lost stay lost; within 20 rounds nothing is open.</summary>
    private static async Task SettleAsync(ModelWorld world, History history, CrashPoints crashes)
    {
        crashes.Arm(0);
        var payment = history.Payment;
        payment.Replies.Clear();
        payment.StatusReply = StatusReply.Ok;
        await world.SetStoppedAsync(false);
        await world.RestartAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.ReconcileAsync();
        Assert.DoesNotContain(RefundState.Sending, await StatesAsync(world, payment));
        for (var round = 0; round < 20 && !await IsQuietAsync(world, payment); round++)
        {
            foreach (var open in payment.Operations.Where(one => one.Status == "processing").ToList())
            {
                // One of two of the same refund ends before the other, either way.
                if (!payment.ShowsTooLate || (round + open.Id) % 3 > 0)
                    payment.Decide(open, success: (payment.ShowsTooLate ? (open.Id * 7 + round) / 2 : round) % 2 == 0);
            }

            // Somebody believes the proof of absence.
            if (payment.ShowsTooLate)
                await history.DoAsync(new Step(Act.Requeue, round));
            await world.SendDueAsync();
            world.Clock.Advance(TimeSpan.FromMinutes(20));
            payment.Land();
            await world.ReconcileAsync();
            // Told as it goes along, so that one operation of a refund has ended when another appears.
            if (payment.ShowsTooLate)
                await history.DoAsync(new Step(Act.DeliverAll, round));
        }

        if (payment.ShowsTooLate && (await StatesAsync(world, payment)).Exists(IsOpen))
        {
            // The last of several requests came to nothing, and all that is told is of an earlier one: the hold stays, and in the end people decide.
            world.Clock.Advance(RefundSchedule.Horizon);
            await world.ReconcileAsync();
        }

        foreach (var callback in payment.Callbacks)
            await world.DeliverAsync(callback);
        await Invariants.CheckAsync(world, history);
        await Invariants.CheckAlarmsAsync(world, payment);
        var states = await StatesAsync(world, payment);
        Assert.All(states, state => Assert.False(IsOpen(state), $"I7: still {state} after 20 rounds"));
    }

    /// <summary>Nothing is left that another round could change.</summary>
    private static async Task<bool> IsQuietAsync(ModelWorld world, ScriptedPayment payment) =>
        payment.IsQuiet && !(await StatesAsync(world, payment)).Exists(IsOpen);

    private static bool IsOpen(RefundState state) =>
        state is RefundState.Queued or RefundState.Sending or RefundState.Accepted or RefundState.Unknown;

    private static async Task<List<RefundState>> StatesAsync(ModelWorld world, ScriptedPayment payment)
    {
        await using var context = world.OpenContext();
        return await context.Refunds.Where(refund => refund.PaymentId == payment.Id).Select(refund => refund.State).ToListAsync();
    }

    private sealed record HistoryCase(bool Echoes, IReadOnlyList<Step> Steps, TimeSpan ShowsAfter)
    {
        public override string ToString() =>
            (Echoes ? "platform echoes our id" : "platform echoes no id") + "\n" + string.Join('\n', Steps.Select((step, index) =>
                string.Create(CultureInfo.InvariantCulture, $"  {index + 1}. {step}")));
    }
}
