using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Live;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Refunds;

/// <summary>The second person's yes: another than the requester, confirmed a moment ago, within an own limit, and only while the facts still hold.</summary>
public sealed class ApproveRefund(RefundDecisions decisions, RefundRules rules)
{
    public Task<RefundDecisionResult> HandleAsync(Actor actor, Guid refundId, CancellationToken cancellationToken) =>
        decisions.DecideAsync(actor, refundId, "refund.approve", null, async one =>
        {
            var refund = one.Refund;
            if (actor.UserId is not { } approver || !one.Can(Permission.ApproveRefund))
                return new RefundDecisionResult(RefundDecision.NotAllowed);
            if (refund.State != RefundState.AwaitingApproval)
                return new RefundDecisionResult(RefundDecision.AlreadyDecided);
            if (refund.RequestedBy == approver)
                return new RefundDecisionResult(RefundDecision.OwnRefund);
            if (refund.ExpiresAt <= one.Now)
                return new RefundDecisionResult(RefundDecision.Expired);
            var caps = await RefundAllowances.CapsAsync(one.Context, approver, one.Access, Permission.ApproveRefund, refund.Currency, rules, cancellationToken);
            if (refund.Amount > caps.Once)
                return new RefundDecisionResult(RefundDecision.OverOwnLimit);
            if (await one.WhyNotNowAsync(cancellationToken) is { } why)
                return new RefundDecisionResult(RefundDecision.FactsChanged, why);
            // Last, so that nobody types a code for something that cannot be.
            if (!await StepUps.IsFreshAsync(one.Context, actor, one.Now, cancellationToken))
                return new RefundDecisionResult(RefundDecision.StepUpNeeded);
            refund.Approve(approver, actor.Name, one.Now);
            return null;
        }, cancellationToken);
}

/// <summary>The second person's no, with a reason. The amount is free again.</summary>
public sealed class RejectRefund(RefundDecisions decisions)
{
    public Task<RefundDecisionResult> HandleAsync(Actor actor, Guid refundId, string note, CancellationToken cancellationToken) =>
        decisions.DecideAsync(actor, refundId, "refund.reject", note, one =>
        {
            RefundDecision? refusal = one.Refund switch
            {
                _ when actor.UserId is null || !one.Can(Permission.ApproveRefund) => RefundDecision.NotAllowed,
                { State: not RefundState.AwaitingApproval } => RefundDecision.AlreadyDecided,
                { RequestedBy: var requester } when requester == actor.UserId => RefundDecision.OwnRefund,
                _ when !RefundDecisions.IsNote(note) => RefundDecision.NoteNeeded,
                _ => null,
            };
            if (refusal is { } why)
                return Task.FromResult<RefundDecisionResult?>(new(why));
            one.Refund.Reject(note.Trim(), one.Now);
            return Task.FromResult<RefundDecisionResult?>(null);
        }, cancellationToken);
}

/// <summary>Puts a blocked refund back into the queue, after looking at everything again.</summary>
public sealed class RequeueRefund(RefundDecisions decisions, RefundRules rules)
{
    public Task<RefundDecisionResult> HandleAsync(Actor actor, Guid refundId, CancellationToken cancellationToken) =>
        decisions.DecideAsync(actor, refundId, "refund.requeue", null, async one =>
        {
            var refund = one.Refund;
            if (!one.Can(Permission.RequestRefund))
                return new RefundDecisionResult(RefundDecision.NotAllowed);
            if (refund.State != RefundState.Blocked)
                return new RefundDecisionResult(RefundDecision.AlreadyDecided);
            if (RefundGuard.IsApprovalTooOld(refund, rules, one.Now))
                return new RefundDecisionResult(RefundDecision.ApprovalTooOld);
            if (await one.WhyNotNowAsync(cancellationToken) is { } why)
                return new RefundDecisionResult(RefundDecision.FactsChanged, why);
            if (refund.Amount > RefundRules.Minor(rules.StepUpAbove, refund.Currency)
                && !await StepUps.IsFreshAsync(one.Context, actor, one.Now, cancellationToken))
                return new RefundDecisionResult(RefundDecision.StepUpNeeded);
            refund.Requeue(one.Now);
            return null;
        }, cancellationToken);
}

/// <summary>Ends what nobody approved in time and lets its amount go.</summary>
public sealed class ExpireRefunds(Database database, RefundRecords records, LiveFeed feed, TimeProvider clock)
{
    /// <returns>How many ended.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        List<Guid> over;
        await using (var context = await database.OpenAsync(cancellationToken))
        {
            over = await context.Refunds.Where(refund => refund.State == RefundState.AwaitingApproval && refund.ExpiresAt <= now)
                .OrderBy(refund => refund.ExpiresAt).Take(100).Select(refund => refund.Id).ToListAsync(cancellationToken);
        }

        var ended = 0;
        foreach (var id in over)
            ended += await Database.AgainIfGivenUpAsync(() => ExpireAsync(id, now, cancellationToken)) ? 1 : 0;
        return ended;
    }

    private async Task<bool> ExpireAsync(Guid refundId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var scope = await database.BeginWriteAsync(cancellationToken);
        var refund = await RefundLocks.FindAsync(scope.Context, database, refundId, cancellationToken);
        if (refund is not { State: RefundState.AwaitingApproval })
            return false;
        refund.Expire(now);
        await records.SaveChangeAsync(scope.Context, refund, RefundState.AwaitingApproval, Actor.System, cancellationToken);
        await scope.CommitAsync(cancellationToken);
        feed.Publish([new LiveChange(refund.PaymentRowId, refund.ProjectId, refund.PaymentId, false, refund.Id)]);
        return true;
    }
}
