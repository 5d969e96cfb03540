using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Dashboard.Core.Live;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Refunds;

public enum RefundDecision
{
    Done,

    /// <summary>The right is missing, or the refund does not exist for this person.</summary>
    NotAllowed,

    /// <summary>The second person must be another one.</summary>
    OwnRefund,

    /// <summary>The password or code is to be confirmed first.</summary>
    StepUpNeeded,

    /// <summary>More than this person may approve.</summary>
    OverOwnLimit,

    /// <summary>Nobody approved it in time.</summary>
    Expired,

    /// <summary>The second person's yes is older than a request may wait for one: it is asked for anew.</summary>
    ApprovalTooOld,

    /// <summary>Somebody or something was faster.</summary>
    AlreadyDecided,

    /// <summary>What was asked for no longer fits the payment, or refunds are stopped; the detail says which.</summary>
    FactsChanged,

    /// <summary>A note of 1 to 500 characters, without control characters and semicolons, is missing.</summary>
    NoteNeeded,
}

/// <param name="Detail">English, for <see cref="RefundDecision.FactsChanged"/>.</param>
public sealed record RefundDecisionResult(RefundDecision Decision, string? Detail = null)
{
    public bool IsDone => Decision == RefundDecision.Done;
}

/// <summary>What a decision works with, inside its transaction.</summary>
internal sealed record RefundCase(AppDbContext Context, Refund Refund, AccessScope Access, DateTimeOffset Now)
{
    public bool Can(Permission permission) => Access.Can(permission, Refund.ProjectId);

    public async Task<string?> WhyNotNowAsync(CancellationToken cancellationToken)
    {
        var payment = await Context.Payments.AsNoTracking().SingleAsync(one => one.Id == Refund.PaymentRowId, cancellationToken);
        return RefundGuard.WhyNotNow(Refund, payment, await RefundSwitch.IsStoppedAsync(Context, Refund.ProjectId, cancellationToken),
            await RefundGuard.HasUncountedAsync(Context, payment, cancellationToken),
            await RefundTerms.ReadAsync(Context, Refund.ProjectId, payment.Method, cancellationToken), Now);
    }
}

/// <summary>
/// What people decide about a refund has one shape: look and change in one transaction, with its audit row, or refuse with an audit row of its own;
/// tell open pages after the commit.
/// </summary>
public sealed class RefundDecisions(
    Database database, RefundRecords records, AuditLog audit, LiveFeed feed, RefundSignal signal, TimeProvider clock)
{
    public const int MostNote = 500;

    /// <param name="decide">Null when it changed the refund; else why not, and then nothing is kept.</param>
    internal async Task<RefundDecisionResult> DecideAsync(
        Actor actor, Guid refundId, string action, string? note, Func<RefundCase, Task<RefundDecisionResult?>> decide, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var (result, refund) = await Database.AgainIfGivenUpAsync(() => TryAsync(actor, refundId, action, note, decide, cancellationToken));
        if (!result.IsDone)
        {
            await audit.WriteAsync(actor, new AuditLine(action, refund is null ? $"refund {refundId}" : RefundRecords.Subject(refund),
                AuditResult.Refused, refund?.ProjectId, new { refund = refundId, why = result.Decision.ToString(), detail = result.Detail }), cancellationToken);
            return result;
        }

        feed.Publish([new LiveChange(refund!.PaymentRowId, refund.ProjectId, refund.PaymentId, false, refund.Id)]);
        if (refund.State == RefundState.Queued)
            signal.Wake();
        return result;
    }

    internal static bool IsNote(string? note) => !string.IsNullOrWhiteSpace(note) && RequestRefund.IsSendable(note, MostNote);

    private async Task<(RefundDecisionResult Result, Refund? Refund)> TryAsync(
        Actor actor, Guid refundId, string action, string? note, Func<RefundCase, Task<RefundDecisionResult?>> decide, CancellationToken cancellationToken)
    {
        await using var scope = await database.BeginWriteAsync(cancellationToken);
        var context = scope.Context;
        await RefundSwitch.HoldAsync(context, database, cancellationToken);
        var refund = await RefundLocks.FindAsync(context, database, refundId, cancellationToken);
        var access = await AccessControl.ScopeAsync(context, actor, cancellationToken);
        if (refund is null || !access.Can(Permission.ViewPayments, refund.ProjectId))
            return (new RefundDecisionResult(RefundDecision.NotAllowed), null);
        var from = refund.State;
        if (await decide(new RefundCase(context, refund, access, clock.GetUtcNow())) is { } refused)
            return (refused, refund);
        try
        {
            await records.SaveChangeAsync(context, refund, from, actor, cancellationToken, action, note?.Trim());
            await scope.CommitAsync(cancellationToken);
        }
        catch (DbUpdateException failure) when (Database.IsOvertaken(failure))
        {
            // Another process changed it, or proposed an end of it, between our look and our save.
            return (new RefundDecisionResult(RefundDecision.AlreadyDecided), refund);
        }

        return (new RefundDecisionResult(RefundDecision.Done), refund);
    }
}
