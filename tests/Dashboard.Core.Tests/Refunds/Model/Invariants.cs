using System.Text.Json;
using Dashboard.Core.Audit;
using Dashboard.Core.Payments;
using Dashboard.Core.Refunds;
using Dashboard.Gate;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Refunds.Model;

/// <summary>What must hold of one payment after every step. The numbers are those of the refund rules.</summary>
public static class Invariants
{
    private static readonly string[] Changes =
        ["refund.state", "refund.approve", "refund.reject", "refund.requeue", "refund.propose-end", "refund.confirm-end"];

    private static readonly HashSet<(RefundState From, RefundState To)> Paths =
    [
        (RefundState.Queued, RefundState.Sending), (RefundState.Queued, RefundState.Cancelled), (RefundState.Queued, RefundState.Blocked),
        (RefundState.Blocked, RefundState.Cancelled), (RefundState.Blocked, RefundState.Queued),
        (RefundState.AwaitingApproval, RefundState.Queued), (RefundState.AwaitingApproval, RefundState.Rejected),
        (RefundState.AwaitingApproval, RefundState.Expired), (RefundState.AwaitingApproval, RefundState.Cancelled),
        (RefundState.Sending, RefundState.Queued), (RefundState.Sending, RefundState.Blocked), (RefundState.Sending, RefundState.Accepted),
        (RefundState.Sending, RefundState.Unknown), (RefundState.Sending, RefundState.Succeeded), (RefundState.Sending, RefundState.Declined),
        (RefundState.Accepted, RefundState.Succeeded), (RefundState.Accepted, RefundState.Declined), (RefundState.Accepted, RefundState.ManualReview),
        (RefundState.Unknown, RefundState.Accepted), (RefundState.Unknown, RefundState.Succeeded), (RefundState.Unknown, RefundState.Declined),
        (RefundState.Unknown, RefundState.Queued), (RefundState.Unknown, RefundState.Blocked), (RefundState.Unknown, RefundState.ManualReview),
        (RefundState.ManualReview, RefundState.Succeeded), (RefundState.ManualReview, RefundState.Declined),
        (RefundState.Succeeded, RefundState.Reversed),
    ];

    // What was proven absent is there after all, or another operation of the refund has turned up.
    private static readonly HashSet<(RefundState From, RefundState To)> WaysOfTooLate =
    [
        (RefundState.Queued, RefundState.Accepted), (RefundState.Queued, RefundState.Succeeded), (RefundState.Queued, RefundState.Declined),
        (RefundState.Blocked, RefundState.Accepted), (RefundState.Blocked, RefundState.Succeeded), (RefundState.Blocked, RefundState.Declined),
        (RefundState.Declined, RefundState.Accepted), (RefundState.Cancelled, RefundState.Accepted), (RefundState.Succeeded, RefundState.Accepted),
        (RefundState.Reversed, RefundState.Accepted),
    ];

    public static async Task CheckAsync(ModelWorld world, History history)
    {
        var payment = history.Payment;
        await using var context = world.OpenContext();
        var known = await context.Payments.AsNoTracking().SingleAsync(one => one.PaymentId == payment.Id);
        var refunds = await context.Refunds.AsNoTracking().Where(refund => refund.PaymentRowId == known.Id)
            .OrderByDescending(refund => refund.RequestedAt).ThenByDescending(refund => refund.Id).ToListAsync();
        CheckHolds(known, refunds);
        CheckWire(history, refunds, await AuditAsync(context, known));
        CheckResolutions(await context.RefundResolutions.AsNoTracking().Where(one => context.Refunds.Any(refund => refund.Id == one.RefundId && refund.PaymentRowId == known.Id))
            .ToListAsync(), refunds);
        var facts = await context.Operations.AsNoTracking().Where(one => one.PaymentRowId == known.Id).ToListAsync();
        CheckTruth(payment, refunds, facts.ConvertAll(one => one.OperationId));
        var net = facts.Sum(one => one.Effect switch { MoneyEffect.Out => one.Amount!.Value, MoneyEffect.UndoesOut => -one.Amount!.Value, _ => 0 });
        Assert.True(known.Refunded == Math.Max(0, net), $"I11: refunded {known.Refunded}, facts {net}");
    }

    /// <summary>Reserved is what the holding refunds hold: nothing lost, nothing leaked. Lists find what stands open.</summary>
    private static void CheckHolds(Payment known, List<Refund> refunds)
    {
        var held = refunds.Sum(refund => refund.Held);
        Assert.True(known.Reserved == held, $"holds: reserved {known.Reserved}, refunds hold {held}");
        Assert.True(known.RefundCount == refunds.Count, $"count: {known.RefundCount} of {refunds.Count}");
        var work = RefundWorks.Of([.. refunds.Select(refund => refund.State)]);
        Assert.True(known.RefundWork == work, $"work: {known.RefundWork} is not {work}");
    }

    private static void CheckWire(History history, List<Refund> refunds, ILookup<Guid, (RefundState From, RefundState To)> changes)
    {
        foreach (var refund in refunds)
        {
            var path = changes[refund.Id].ToList();
            Assert.True(path.Count == 0 ? refund.State == Start(refund) : path[^1].To == refund.State, $"I4: {refund.State} is not where {string.Join(" ", path)} leads");
            for (var index = 0; index < path.Count; index++)
            {
                Assert.True(Paths.Contains(path[index]) || (history.Payment.ShowsTooLate && WaysOfTooLate.Contains(path[index])), $"I4/I15: {path[index]} is no way");
                Assert.True(path[index].From == (index == 0 ? Start(refund) : path[index - 1].To), $"I4: a gap before {path[index]}");
            }

            // A person queues again what was proven absent and blocked.
            var proofs = path.Count(step => step is (RefundState.Unknown, RefundState.Queued or RefundState.Blocked));
            var arrived = history.Payment.Arrivals.Where(one => one.RefundId == refund.Id).ToList();
            Assert.True(arrived.Count <= 1 + proofs, $"I3: {arrived.Count} arrivals, {proofs} proofs of absence");
            Assert.All(arrived, one => Assert.True((one.Amount, one.PaymentId, one.Currency) == (refund.Amount, refund.PaymentId, refund.Currency), $"I5: {one}"));
            Assert.True(refund.Amount == history.AskedFor[refund.Id], "I5: another amount than was asked for");
        }

        CheckPeople(history, refunds);
        Assert.All(history.Payment.Arrivals, one => Assert.True(refunds.Exists(refund => refund.Id == one.RefundId), $"an arrival without a refund: {one}"));
    }

    /// <summary>The changes of state that a payment's refunds went through.</summary>
    public static async Task<IEnumerable<(RefundState From, RefundState To)>> WaysAsync(ModelWorld world, ScriptedPayment payment)
    {
        await using var context = world.OpenContext();
        var known = await context.Payments.AsNoTracking().SingleAsync(one => one.PaymentId == payment.Id);
        return (await AuditAsync(context, known)).SelectMany(ways => ways);
    }

    private static RefundState Start(Refund refund) => refund.ApprovalReason is null ? RefundState.Queued : RefundState.AwaitingApproval;

    /// <summary>I5: what needed a second person went out with one only, another than the requester, and in time.</summary>
    private static void CheckPeople(History history, List<Refund> refunds)
    {
        foreach (var refund in refunds)
        {
            Assert.True(refund.ApprovedBy is null || refund.ApprovedBy != refund.RequestedBy, "I5: approved by the requester");
            Assert.True(!(refund.ApprovedAt > refund.ExpiresAt), "I5: approved after its time");
            var needs = refund.ApprovalReason is not null;
            Assert.True(!needs || refund.ApprovedBy is not null || !history.Payment.Arrivals.Exists(one => one.RefundId == refund.Id), "I5: sent without approval");
        }
    }

    /// <summary>Nobody ended a refund alone.</summary>
    private static void CheckResolutions(List<RefundResolution> resolutions, List<Refund> refunds)
    {
        Assert.All(resolutions, one => Assert.True(one.ConfirmedBy != one.ProposedBy, "ended by one person"));
        Assert.All(refunds.Where(refund => refund.DecidedByPeople), refund =>
            Assert.True(resolutions.Exists(one => one.RefundId == refund.Id && one.ConfirmedBy is not null && one.End == refund.State), "ended without a second person"));
    }

    /// <summary>What is claimed must have happened: the platform of the histories never lies, it only keeps silent.</summary>
    private static void CheckTruth(ScriptedPayment payment, List<Refund> refunds, List<long> told)
    {
        foreach (var refund in refunds)
        {
            // An operation that appears after everybody had to take it for absent is true for us once it is told.
            var truth = payment.Operations.Where(one => one.Ours == refund.Id && one.Type == "refund" && (!payment.ShowsTooLate || told.Contains(one.Id))).ToList();
            if (refund.State == RefundState.Succeeded)
                Assert.True(truth.Exists(one => one.Status == "success"), $"Succeeded, but the platform did nothing for {refund.Amount}");
            if (refund.State == RefundState.Reversed)
                Assert.True(truth.Exists(one => one.Reversed), $"Reversed, but the platform took nothing back of {refund.Amount}");
            if (refund.State is RefundState.Declined or RefundState.Cancelled)
                Assert.True(truth.TrueForAll(one => one.Status == "decline"), $"{refund.State}, but the platform has {string.Join(", ", truth.Select(one => one.Status))} of {refund.Amount}");
        }
    }

    /// <summary>Where more went back than was captured, or than one of our refunds asked for, somebody has been called.</summary>
    public static async Task CheckAlarmsAsync(ModelWorld world, ScriptedPayment payment)
    {
        await using var context = world.OpenContext();
        var known = await context.Payments.AsNoTracking().SingleAsync(one => one.PaymentId == payment.Id);
        var raised = await context.PaymentAlarms.AsNoTracking().Where(alarm => alarm.PaymentRowId == known.Id).Select(alarm => alarm.Kind).ToListAsync();
        Assert.True(!known.OverRefunded || raised.Contains(PaymentAlarmKind.OverRefunded), $"no alarm: {known.Refunded} + {known.Reserved} of {known.Captured}");
        foreach (var refund in await context.Refunds.AsNoTracking().Where(refund => refund.PaymentRowId == known.Id).ToListAsync())
        {
            var told = await context.Operations.AsNoTracking().Where(one => one.PaymentRowId == known.Id && one.MerchantRefundId == refund.Id.ToString()).ToListAsync();
            var net = told.Sum(one => one.Effect switch { MoneyEffect.Out => one.Amount!.Value, MoneyEffect.UndoesOut => -one.Amount!.Value, _ => 0 });
            Assert.True(net <= refund.Amount || raised.Contains(PaymentAlarmKind.RefundedTwice), $"no alarm: {net} went back of {refund.Amount}, {refund.State}");
            var open = told.Exists(one => one.Effect == MoneyEffect.None && !OperationStatus.Of(one.Status).IsFinal);
            Assert.True(net <= 0 || open || refund.State is RefundState.Succeeded, $"{net} went back, and the refund is {refund.State}");
        }
    }

    private static async Task<ILookup<Guid, (RefundState From, RefundState To)>> AuditAsync(Data.AppDbContext context, Payment known)
    {
        var subject = $"payment {known.ProjectId}/{known.PaymentId}";
        var lines = await context.AuditEntries.AsNoTracking().Where(line => line.Subject == subject && Changes.Contains(line.Action) && line.Result == AuditResult.Done)
            .OrderBy(line => line.Id).Select(line => line.Detail).ToListAsync();
        return lines.Select(line => JsonSerializer.Deserialize<JsonElement>(line))
            .Select(line => (Id: line.GetProperty("refund").GetGuid(), From: Enum.Parse<RefundState>(line.GetProperty("from").GetString()!),
                To: Enum.Parse<RefundState>(line.GetProperty("to").GetString()!)))
            .Where(line => line.From != line.To)
            .ToLookup(line => line.Id, line => (line.From, line.To));
    }
}
