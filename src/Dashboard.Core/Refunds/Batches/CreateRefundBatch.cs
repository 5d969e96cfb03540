using System.Globalization;
using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Dashboard.Core.Live;
using Dashboard.Gate;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Refunds.Batches;

/// <summary>Confirms a draft after its dry run.</summary>
/// <param name="Id">Made when the form opened: the same id never makes a second batch.</param>
/// <param name="Seen">The totals of the dry run that the person has seen; when they are others by now, nothing is made.</param>
/// <param name="Typed">The total of the only currency, or the number of rows when there are several.</param>
/// <param name="Culture">The culture in which the total was typed.</param>
/// <param name="LeaveOutFaults">The person has said that rows with faults stay out.</param>
/// <param name="SameFileAgain">The person knows that the same file was confirmed before and means it.</param>
public sealed record CreateRefundBatchInput(
    Guid Id, RefundBatchDraft Draft, IReadOnlyList<BatchTotal> Seen, string Typed, CultureInfo Culture, bool LeaveOutFaults, bool SameFileAgain);

public abstract record CreateRefundBatchResult
{
    private CreateRefundBatchResult()
    {
    }

    /// <summary>Kept; its rows are on their way.</summary>
    public sealed record Created(Guid BatchId) : CreateRefundBatchResult;

    /// <summary>Nothing was kept and no money moved.</summary>
    /// <param name="DryRun">The dry run as it is now; null where the person may not refund at all.</param>
    public sealed record Refused(RefundBatchRefusal Why, BatchDryRun? DryRun) : CreateRefundBatchResult;
}

public enum RefundBatchRefusal
{
    NotAllowed,
    NothingToRefund,
    FaultsNotLeftOut,
    SameFile,
    Changed,
    NotConfirmed,

    /// <summary>The password or code is to be confirmed first; the same request then goes through.</summary>
    StepUpNeeded,
}

public sealed class CreateRefundBatch(
    Database database, CheckRefundBatch check, AuditLog audit, LiveFeed feed, RefundBatchOptions options, RefundRules rules, TimeProvider clock)
{
    /// <summary>More money in one currency than a single refund may be without the password or code.</summary>
    public bool NeedsStepUp(IReadOnlyList<BatchTotal> totals)
    {
        ArgumentNullException.ThrowIfNull(totals);
        return totals.Any(total => total.Amount > RefundRules.Minor(rules.StepUpAbove, total.Currency));
    }

    public async Task<CreateRefundBatchResult> HandleAsync(Actor actor, CreateRefundBatchInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(input);
        if (await ExistsAsync(actor, input.Id, cancellationToken))
            return new CreateRefundBatchResult.Created(input.Id);
        var (why, dryRun) = await RefusalAsync(actor, input, cancellationToken);
        if (why is not null)
        {
            await audit.WriteAsync(actor, new AuditLine("refund.batch.create", Subject(input.Id), AuditResult.Refused, Detail: new
            {
                why = why.ToString(),
                file = input.Draft.FileName,
                sha256 = Convert.ToHexStringLower(input.Draft.Hash),
                rows = input.Draft.Rows.Count,
            }), cancellationToken);
            return new CreateRefundBatchResult.Refused(why.Value, dryRun);
        }

        try
        {
            await SaveAsync(actor, input, dryRun!, cancellationToken);
        }
        catch (DbUpdateException)
        {
            // The second press of the button came in between; its batch is the answer, if there is one.
            if (!await ExistsAsync(actor, input.Id, cancellationToken))
                throw;
        }

        return new CreateRefundBatchResult.Created(input.Id);
    }

    /// <summary>What has to be typed: the total of the only currency, or the number of rows.</summary>
    public static bool IsConfirmed(IReadOnlyList<BatchTotal> totals, string typed, CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(totals);
        ArgumentNullException.ThrowIfNull(typed);
        return totals is [var only]
            ? Currency.TryParseAmount(typed, only.Currency, culture, out var minor, out _) && minor == only.Amount
            : int.TryParse(typed.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var rows) && rows == totals.Sum(total => total.Rows);
    }

    internal static string Subject(Guid batchId) => $"refund batch {batchId}";

    private async Task<(RefundBatchRefusal? Why, BatchDryRun? DryRun)> RefusalAsync(
        Actor actor, CreateRefundBatchInput input, CancellationToken cancellationToken)
    {
        await using (var context = await database.OpenAsync(cancellationToken))
        {
            // The rows are sent in this person's name later, so there has to be one.
            if (actor.UserId is null || !(await AccessControl.ScopeAsync(context, actor, cancellationToken)).Can(Permission.RequestRefund))
                return (RefundBatchRefusal.NotAllowed, null);
        }

        var now = await check.HandleAsync(actor, input.Draft, cancellationToken);
        return (now switch
        {
            { Fine: 0 } => RefundBatchRefusal.NothingToRefund,
            { Faulty: > 0 } when !input.LeaveOutFaults => RefundBatchRefusal.FaultsNotLeftOut,
            { SameFile: not null } when !input.SameFileAgain => RefundBatchRefusal.SameFile,
            _ when !now.Totals.SequenceEqual(input.Seen) => RefundBatchRefusal.Changed,
            _ when !IsConfirmed(now.Totals, input.Typed, input.Culture) => RefundBatchRefusal.NotConfirmed,
            // Last, so that nobody types a code for something that cannot be.
            _ when NeedsStepUp(now.Totals) && !await IsPresentAsync(actor, cancellationToken) => RefundBatchRefusal.StepUpNeeded,
            _ => null,
        }, now);
    }

    private async Task<bool> IsPresentAsync(Actor actor, CancellationToken cancellationToken)
    {
        await using var context = await database.OpenAsync(cancellationToken);
        return await StepUps.IsFreshAsync(context, actor, clock.GetUtcNow(), cancellationToken);
    }

    private async Task SaveAsync(Actor actor, CreateRefundBatchInput input, BatchDryRun dryRun, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var batch = new RefundBatch
        {
            Id = input.Id,
            CreatedBy = actor.UserId!.Value,
            CreatedByName = actor.Name,
            CreatedAt = now,
            FileName = input.Draft.FileName,
            FileHash = input.Draft.Hash,
            RowCount = dryRun.Fine,
            PerMinute = options.PerMinute,
        };
        batch.Start(now);
        await using var scope = await database.BeginWriteAsync(cancellationToken);
        scope.Context.RefundBatches.Add(batch);
        scope.Context.RefundBatchRows.AddRange(dryRun.Rows.Select(row => Row(input.Id, row, now)));
        var projects = dryRun.Rows.Where(row => row.Verdict == BatchVerdict.Fine).Select(row => row.ProjectId!.Value).Distinct().Order().ToList();
        await audit.AppendAsync(scope, actor, new AuditLine("refund.batch.create", Subject(batch.Id), ProjectId: projects is [var only] ? only : null, Detail: new
        {
            file = batch.FileName,
            sha256 = Convert.ToHexStringLower(batch.FileHash),
            rows = dryRun.Fine,
            left_out = dryRun.Faulty,
            same_file_again = input.SameFileAgain && dryRun.SameFile is not null,
            per_minute = batch.PerMinute,
            projects,
            totals = dryRun.Totals,
        }), cancellationToken);
        await scope.CommitAsync(cancellationToken);
        feed.Publish([RefundBatchQueries.Changed(batch.Id)]);
    }

    private static RefundBatchRow Row(Guid batchId, BatchRowCheck check, DateTimeOffset now)
    {
        var fine = check.Verdict == BatchVerdict.Fine;
        var row = new RefundBatchRow
        {
            BatchId = batchId,
            Line = check.Row.Line,
            RefundId = fine ? Guid.CreateVersion7(now) : null,
            ProjectId = check.ProjectId ?? 0,
            PaymentId = check.Row.PaymentId,
            Amount = check.Amount,
            Currency = check.Currency,
            Reason = check.Reason ?? RefundReason.Other,
            Note = check.Row.Note.Length == 0 ? null : check.Row.Note,
            Ticket = check.Row.Ticket.Length == 0 ? null : check.Row.Ticket,
            Verdict = check.Verdict,
        };
        if (fine)
            row.Await();
        return row;
    }

    private async Task<bool> ExistsAsync(Actor actor, Guid id, CancellationToken cancellationToken)
    {
        await using var context = await database.OpenAsync(cancellationToken);
        return await context.RefundBatches.AnyAsync(batch => batch.Id == id && batch.CreatedBy == actor.UserId, cancellationToken);
    }
}
