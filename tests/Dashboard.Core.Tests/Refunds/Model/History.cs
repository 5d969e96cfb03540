using System.Globalization;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Refunds;
using Dashboard.TestKit;

namespace Dashboard.Core.Tests.Refunds.Model;

public enum Act
{
    Request,
    RequestAgain,
    Cancel,
    SendDue,
    Reconcile,
    ReconcileAll,
    Deliver,
    DeliverTwice,
    DropCallback,
    Decide,
    Decline,
    NextReply,
    NextStatus,
    Elsewhere,
    Reverse,
    Crash,
    Restart,
    Advance,
    Stop,
    Go,
}

/// <summary>One step; <paramref name="Number"/> picks which refund, callback, answer, pause or sum is meant.</summary>
public readonly record struct Step(Act Act, int Number)
{
    public override string ToString() => Act switch
    {
        Act.NextReply => $"NextReply {History.ReplyOf(Number)}",
        Act.NextStatus => $"NextStatus {History.StatusOf(Number)}",
        Act.Advance => $"Advance {History.PauseOf(Number)}",
        Act.Request or Act.Elsewhere => string.Create(CultureInfo.InvariantCulture, $"{Act} {History.AmountOf(Number, Act)}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Act} {Number}"),
    };
}

/// <summary>Makes steps, and does them to one payment of a world.</summary>
public sealed class History(ModelWorld world, ScriptedPayment payment, CrashPoints crashes)
{
    public const long Captured = 10000;

    private static readonly Act[] Mix =
    [
        Act.Request, Act.Request, Act.Request, Act.RequestAgain, Act.Cancel, Act.SendDue, Act.SendDue, Act.SendDue, Act.Reconcile, Act.ReconcileAll,
        Act.Deliver, Act.Deliver, Act.DeliverTwice, Act.DropCallback, Act.Decide, Act.Decide, Act.Decline, Act.NextReply, Act.NextReply, Act.NextReply,
        Act.NextStatus, Act.Elsewhere, Act.Reverse, Act.Crash, Act.Restart, Act.Advance, Act.Advance, Act.Advance, Act.Stop, Act.Go,
    ];

    private static readonly Reply[] Replies = [.. Enum.GetValues<Reply>()];
    private static readonly StatusReply[] Statuses = Enum.GetValues<StatusReply>();

    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(90), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(16), TimeSpan.FromHours(2), TimeSpan.FromDays(4),
    ];

    // Sums made elsewhere differ from ours: where the platform echoes no id, equal ones cannot be told apart by anybody.
    private static readonly long[] Ours = [700, 1000, 1000, 2500, 4000, 9999, 10000];
    private static readonly long[] Theirs = [333, 1111, 5555];

    private readonly List<Guid> _requested = [];
    private readonly Dictionary<Guid, long> _askedFor = [];

    public ScriptedPayment Payment => payment;

    public IReadOnlyDictionary<Guid, long> AskedFor => _askedFor;

    /// <summary>A refund that another process asked for.</summary>
    public void NoteRequest(Guid id, long amount) => _askedFor[id] = amount;

    public static IReadOnlyList<Step> Make(Seeded random) =>
        random.List(4, 40, one => new Step(one.Pick<Act>(Mix), one.Whole(0, 1000)));

    public static Reply ReplyOf(int number) => Replies[number % Replies.Length];

    public static StatusReply StatusOf(int number) => number % 2 == 0 ? StatusReply.Ok : Statuses[number % Statuses.Length];

    public static TimeSpan PauseOf(int number) => Pauses[number % Pauses.Length];

    public static long AmountOf(int number, Act act) => act == Act.Elsewhere ? Theirs[number % Theirs.Length] : Ours[number % Ours.Length];

    /// <summary>Whether our own rows may differ after it.</summary>
    public static bool Touches(Act act) => act is not (Act.DropCallback or Act.Decide or Act.Decline or Act.NextReply or Act.NextStatus or Act.Elsewhere
        or Act.Reverse or Act.Crash or Act.Advance);

    public async Task DoAsync(Step step)
    {
        try
        {
            await ActAsync(step);
        }
        catch (OperationCanceledException)
        {
            // The process ended at the point that was armed; another one starts.
            crashes.Arm(0);
            await world.RestartAsync();
        }
    }

    private async Task ActAsync(Step step)
    {
        var number = step.Number;
        switch (step.Act)
        {
            case Act.Request:
                await RequestAsync(Guid.CreateVersion7(), AmountOf(number, step.Act));
                break;
            case Act.RequestAgain:
                if (Pick(_requested, number) is { } again && again != Guid.Empty)
                    await RequestAsync(again, _askedFor[again]);
                break;
            case Act.Cancel:
                if (Pick(_requested, number) is { } cancelled && cancelled != Guid.Empty)
                    await world.CancelAsync(cancelled);
                break;
            case Act.SendDue:
                await world.SendDueAsync();
                break;
            case Act.Reconcile:
                await world.ReconcileAsync(evenIfNotDue: false);
                break;
            case Act.ReconcileAll:
                await world.ReconcileAsync();
                break;
            case Act.Deliver:
                await DeliverAsync(number, remove: true);
                break;
            case Act.DeliverTwice:
                await DeliverAsync(number, remove: false);
                await DeliverAsync(number, remove: false);
                break;
            case Act.DropCallback:
                if (payment.Callbacks.Count > 0)
                    payment.Callbacks.RemoveAt(number % payment.Callbacks.Count);
                break;
            case Act.Decide or Act.Decline:
                if (Pick(payment.Operations.Where(one => one.Status == "processing").ToList(), number) is { } open)
                    payment.Decide(open, step.Act == Act.Decide);
                break;
            case Act.NextReply:
                payment.Replies.Enqueue(ReplyOf(number));
                break;
            case Act.NextStatus:
                payment.StatusReply = StatusOf(number);
                break;
            case Act.Elsewhere:
                payment.Elsewhere(AmountOf(number, step.Act));
                break;
            case Act.Reverse:
                if (Pick(payment.Operations.Where(one => one is { Type: "refund", Status: "success", Reversed: false }).ToList(), number) is { } done)
                    payment.Reverse(done);
                break;
            case Act.Crash:
                crashes.Arm(1 + (number % 8));
                break;
            case Act.Restart:
                await world.RestartAsync();
                break;
            case Act.Advance:
                world.Clock.Advance(PauseOf(number));
                // A platform that takes a request for more than ten minutes to show it is outside what a proof of absence can know.
                payment.Land(TimeSpan.FromMinutes(10));
                break;
            case Act.Stop or Act.Go:
                await world.SetStoppedAsync(step.Act == Act.Stop);
                break;
            default:
                throw new InvalidOperationException($"Unknown step {step}.");
        }
    }

    private async Task RequestAsync(Guid id, long amount)
    {
        _askedFor[id] = amount;
        var first = !_requested.Contains(id);
        if (first)
            _requested.Add(id);
        var answer = await world.RequestAsync(payment, amount, id);
        if (answer is not RequestRefundResult.Requested)
            return;
        var known = await world.PaymentAsync(payment);
        var refund = await world.RefundAsync(id);
        // I1 where the amount is reserved; an answer to a repeated request reserves nothing.
        if (first && refund.Holds)
            Assert.True(known.Refunded + known.Reserved <= known.Captured, $"I1: {known.Refunded} + {known.Reserved} of {known.Captured}");
    }

    private async Task DeliverAsync(int number, bool remove)
    {
        if (payment.Callbacks.Count == 0)
            return;
        var index = number % payment.Callbacks.Count;
        Assert.Equal(IntakeAnswer.Stored, await world.DeliverAsync(payment.Callbacks[index]));
        if (remove)
            payment.Callbacks.RemoveAt(index);
    }

    private static T? Pick<T>(List<T> list, int number) => list.Count == 0 ? default : list[number % list.Count];
}
