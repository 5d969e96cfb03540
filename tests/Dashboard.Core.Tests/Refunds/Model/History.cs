using System.Globalization;
using Dashboard.Core.Access;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Refunds;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;

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
    DeliverAll,
    DropCallback,
    Decide,
    Decline,
    NextReply,

    /// <summary>The next request is taken, nothing is answered, and what came of it appears after a while.</summary>
    NextIsLate,
    NextStatus,
    Elsewhere,
    Reverse,
    Crash,
    Restart,
    Advance,
    Stop,
    Go,

    /// <summary>Asks for a refund that needs a second person.</summary>
    Ask,
    Approve,
    Reject,
    Expire,
    Requeue,

    /// <summary>One of two people says how it ended.</summary>
    Propose,
    Confirm,
    RotateKey,
}

/// <summary>One step; <paramref name="Number"/> picks which refund, callback, answer, pause or sum is meant.</summary>
public readonly record struct Step(Act Act, int Number)
{
    public override string ToString() => Act switch
    {
        Act.NextReply => $"NextReply {History.ReplyOf(Number)}",
        Act.NextStatus => $"NextStatus {History.StatusOf(Number)}",
        Act.Advance => $"Advance {History.PauseOf(Number)}",
        Act.Elsewhere => string.Create(CultureInfo.InvariantCulture,
            $"{Act} {History.AmountOf(Number, Act)}{(History.EndsAtOnce(Number) ? "" : ", in progress")}"),
        Act.Request or Act.Ask => string.Create(CultureInfo.InvariantCulture, $"{Act} {History.AmountOf(Number, Act)}"),
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
        Act.Ask, Act.Ask, Act.Approve, Act.Approve, Act.Approve, Act.Reject, Act.Expire, Act.Requeue, Act.Requeue, Act.Propose, Act.Confirm, Act.Confirm,
        Act.RotateKey,
    ];

    // More often, when much is to be taken without being shown, proven absent and sent again.
    private static readonly Act[] Late = [Act.NextIsLate, Act.NextIsLate, Act.Reconcile, Act.ReconcileAll, Act.Requeue, Act.Advance, Act.SendDue];

    private static readonly Reply[] Replies = [.. Enum.GetValues<Reply>()];
    private static readonly StatusReply[] Statuses = Enum.GetValues<StatusReply>();

    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(90), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(16), TimeSpan.FromHours(2), TimeSpan.FromDays(4),
        TimeSpan.FromDays(12),
    ];

    // Sums made elsewhere differ from ours: where the platform echoes no id, equal ones cannot be told apart by anybody.
    private static readonly long[] Ours = [700, 1000, 1000, 2500, 4000, 9999, 10000];
    private static readonly long[] Theirs = [333, 1111, 5555];

    private readonly List<Guid> _requested = [];
    private readonly Dictionary<Guid, long> _askedFor = [];
    private readonly HashSet<Guid> _asked = [];
    private bool _rotated;

    public ScriptedPayment Payment => payment;

    public IReadOnlyDictionary<Guid, long> AskedFor => _askedFor;

    /// <summary>A refund that another process asked for.</summary>
    public void NoteRequest(Guid id, long amount) => _askedFor[id] = amount;

    /// <param name="late">Of a platform that shows much of what it takes only later.</param>
    public static IReadOnlyList<Step> Make(Seeded random, bool late = false) =>
        random.List(4, 50, one => new Step(late && one.Chance(30) ? one.Pick<Act>(Late) : one.Pick<Act>(Mix), one.Whole(0, 1000)));

    public static Reply ReplyOf(int number) => Replies[number % Replies.Length];

    public static StatusReply StatusOf(int number) => number % 2 == 0 ? StatusReply.Ok : Statuses[number % Statuses.Length];

    public static TimeSpan PauseOf(int number) => Pauses[number % Pauses.Length];

    public static long AmountOf(int number, Act act) => act == Act.Elsewhere ? Theirs[number % Theirs.Length] : Ours[number % Ours.Length];

    public static bool EndsAtOnce(int number) => number % 2 == 0;

    /// <summary>Whether our own rows may differ after it.</summary>
    public static bool Touches(Act act) => act is not (Act.DropCallback or Act.Decide or Act.Decline or Act.NextReply or Act.NextIsLate or Act.NextStatus or Act.Elsewhere
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
            await world.AgreeOnKeyAsync(payment);
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
                    await RequestAsync(again, _askedFor[again], _asked.Contains(again));
                break;
            case Act.Ask:
                await RequestAsync(Guid.CreateVersion7(), AmountOf(number, step.Act), asks: true);
                break;
            case Act.Approve or Act.Reject:
                await JudgeAsync(number, step.Act == Act.Approve);
                break;
            case Act.Expire:
                await world.Get<ExpireRefunds>().RunOnceAsync(CancellationToken.None);
                break;
            case Act.Requeue:
                if (await InAsync(RefundState.Blocked, number) is { } blocked)
                    await world.Get<RequeueRefund>().HandleAsync(ModelWorld.Operator, blocked, CancellationToken.None);
                break;
            case Act.Propose or Act.Confirm:
                await ResolveAsync(number, step.Act == Act.Confirm);
                break;
            case Act.RotateKey:
                _rotated = true;
                await world.RotateAsync(payment);
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
            case Act.DeliverAll:
                while (payment.Callbacks.Count > 0)
                    await DeliverAsync(number, remove: true);
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
            case Act.NextIsLate:
                payment.Replies.Enqueue(Reply.DropTakenLate);
                break;
            case Act.NextStatus:
                payment.StatusReply = StatusOf(number);
                break;
            case Act.Elsewhere:
                payment.Elsewhere(AmountOf(number, step.Act), EndsAtOnce(number));
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
                payment.Land();
                break;
            case Act.Stop or Act.Go:
                await world.SetStoppedAsync(step.Act == Act.Stop);
                break;
            default:
                throw new InvalidOperationException($"Unknown step {step}.");
        }
    }

    /// <summary>Whoever may, and now and then whoever may not: the requester.</summary>
    private async Task JudgeAsync(int number, bool approve)
    {
        if (await InAsync(RefundState.AwaitingApproval, number) is not { } waiting)
            return;
        var person = number % 4 == 3 ? ModelWorld.Junior : ModelWorld.Finance[number % 2];
        if (number % 5 > 0)
            await world.Get<StepUps>().ConfirmedAsync(person, StepUpMethod.Password, CancellationToken.None);
        if (approve)
            await world.Get<ApproveRefund>().HandleAsync(person, waiting, CancellationToken.None);
        else
            await world.Get<RejectRefund>().HandleAsync(person, waiting, "Not ours", CancellationToken.None);
    }

    /// <summary>People look at the bank statement: they say what is true, once there is something to see.</summary>
    private async Task ResolveAsync(int number, bool confirm)
    {
        if (await InAsync(RefundState.ManualReview, number) is not { } silent
            || payment.Operations.Exists(one => one.Ours == silent && one.Status == "processing"))
            return;
        var moved = payment.Operations.Exists(one => one.Ours == silent && one is { Type: "refund", Status: "success", Reversed: false });
        var person = ModelWorld.Finance[number % 2];
        await world.Get<StepUps>().ConfirmedAsync(person, StepUpMethod.Password, CancellationToken.None);
        if (confirm)
            await world.Get<ResolveRefund>().ConfirmAsync(person, silent, moved, "Seen on the statement", CancellationToken.None);
        else
            await world.Get<ResolveRefund>().ProposeAsync(person, silent, moved, "Seen on the statement", CancellationToken.None);
    }

    private async Task<Guid?> InAsync(RefundState state, int number)
    {
        await using var context = world.OpenContext();
        var ids = await context.Refunds.Where(refund => refund.PaymentId == payment.Id && refund.State == state).OrderBy(refund => refund.RequestedAt)
            .ThenBy(refund => refund.Id).Select(refund => refund.Id).ToListAsync();
        return ids.Count == 0 ? null : ids[number % ids.Count];
    }

    private async Task RequestAsync(Guid id, long amount, bool asks = false)
    {
        if (asks)
            _asked.Add(id);
        _askedFor[id] = amount;
        var first = !_requested.Contains(id);
        if (first)
            _requested.Add(id);
        var answer = await world.RequestAsync(payment, amount, id, by: asks ? ModelWorld.Junior : null);
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
        var answer = await world.DeliverAsync(payment.Callbacks[index]);
        // One that was signed with a key of long ago is lost; any other is kept.
        Assert.True(answer == IntakeAnswer.Stored || (_rotated && answer == IntakeAnswer.Forbidden), $"a callback was answered {answer}");
        if (remove)
            payment.Callbacks.RemoveAt(index);
    }

    private static T? Pick<T>(List<T> list, int number) => list.Count == 0 ? default : list[number % list.Count];
}
