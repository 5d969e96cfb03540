using Dashboard.Core.Access;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Refunds;

/// <summary>
/// Ends a refund of which the platform told nothing in eleven days: one person proposes the end with a note on the evidence, another, who may approve
/// and has confirmed to be there, agrees. If the platform speaks up later, its word replaces theirs.
/// </summary>
public sealed class ResolveRefund(RefundDecisions decisions)
{
    /// <summary>Proposes an end, in place of an earlier proposal that nobody confirmed.</summary>
    /// <param name="moneyMoved">True: it ends as succeeded; false: as declined.</param>
    public Task<RefundDecisionResult> ProposeAsync(Actor actor, Guid refundId, bool moneyMoved, string note, CancellationToken cancellationToken) =>
        decisions.DecideAsync(actor, refundId, "refund.propose-end", $"{(moneyMoved ? RefundState.Succeeded : RefundState.Declined)}: {note}", async one =>
        {
            if (Refusal(actor, one, note, one.Can(Permission.RequestRefund) || one.Can(Permission.ApproveRefund)) is { } refusal)
                return refusal;
            var proposal = await FindAsync(one, cancellationToken)
                ?? one.Context.RefundResolutions.Add(new RefundResolution { RefundId = refundId }).Entity;
            proposal.End = moneyMoved ? RefundState.Succeeded : RefundState.Declined;
            (proposal.ProposedBy, proposal.ProposedByName) = (actor.UserId!.Value, actor.Name);
            (proposal.ProposedAt, proposal.ProposalNote) = (one.Now, note.Trim());
            one.Refund.EndProposed();
            return null;
        }, cancellationToken);

    /// <param name="moneyMoved">What the person agrees to; must be what is proposed, in case it was changed a moment ago.</param>
    public Task<RefundDecisionResult> ConfirmAsync(Actor actor, Guid refundId, bool moneyMoved, string note, CancellationToken cancellationToken) =>
        decisions.DecideAsync(actor, refundId, "refund.confirm-end", note, async one =>
        {
            if (Refusal(actor, one, note, one.Can(Permission.ApproveRefund)) is { } refusal)
                return refusal;
            var end = moneyMoved ? RefundState.Succeeded : RefundState.Declined;
            if (await FindAsync(one, cancellationToken) is not { ConfirmedBy: null } proposal || proposal.End != end)
                return new RefundDecisionResult(RefundDecision.AlreadyDecided);
            if (proposal.ProposedBy == actor.UserId)
                return new RefundDecisionResult(RefundDecision.OwnRefund);
            if (!await StepUps.IsFreshAsync(one.Context, actor, one.Now, cancellationToken))
                return new RefundDecisionResult(RefundDecision.StepUpNeeded);
            (proposal.ConfirmedBy, proposal.ConfirmedByName) = (actor.UserId, actor.Name);
            (proposal.ConfirmedAt, proposal.ConfirmationNote) = (one.Now, note.Trim());
            // Should the platform speak up after all, its word is not missed.
            await LookAgain.FollowAsync(one.Context, one.Refund.PaymentRowId, one.Now, cancellationToken);
            one.Refund.EndByPeople(end, $"Ended by people: {proposal.ProposedByName} and {actor.Name}.", one.Now);
            return null;
        }, cancellationToken);

    private static RefundDecisionResult? Refusal(Actor actor, RefundCase one, string note, bool allowed)
    {
        if (actor.UserId is null || !allowed)
            return new RefundDecisionResult(RefundDecision.NotAllowed);
        if (one.Refund.State != RefundState.ManualReview)
            return new RefundDecisionResult(RefundDecision.AlreadyDecided);
        return RefundDecisions.IsNote(note) ? null : new RefundDecisionResult(RefundDecision.NoteNeeded);
    }

    private static Task<RefundResolution?> FindAsync(RefundCase one, CancellationToken cancellationToken) =>
        one.Context.RefundResolutions.SingleOrDefaultAsync(proposal => proposal.RefundId == one.Refund.Id, cancellationToken);
}
