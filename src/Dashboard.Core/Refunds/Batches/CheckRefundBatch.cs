using System.Globalization;
using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Payments;
using Dashboard.Gate;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Refunds.Batches;

/// <summary>
/// The dry run: judges every row against what can be refunded at this moment. Nothing is held by it; each row is judged again when its turn comes.
/// </summary>
public sealed class CheckRefundBatch(Database database, TimeProvider clock)
{
    /// <summary>How far back the same payment with the same amount counts as sent already.</summary>
    public static readonly TimeSpan EarlierFiles = TimeSpan.FromDays(30);

    public async Task<BatchDryRun> HandleAsync(Actor actor, RefundBatchDraft draft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        await using var context = await database.OpenAsync(cancellationToken);
        var access = await AccessControl.ScopeAsync(context, actor, cancellationToken);
        var now = clock.GetUtcNow();
        var facts = await BatchFacts.ReadAsync(context, access, draft, now, cancellationToken);
        var rows = new List<BatchRowCheck>(draft.Rows.Count);
        foreach (var row in draft.Rows)
            rows.Add(Judge(row, access, facts, now));

        var totals = rows.Where(row => row.Verdict == BatchVerdict.Fine).GroupBy(row => row.Currency, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new BatchTotal(group.Key, group.Count(), group.Sum(row => row.Amount!.Value))).ToList();
        var hash = draft.Hash;
        var same = await context.RefundBatches.Where(batch => batch.FileHash == hash).OrderByDescending(batch => batch.CreatedAt)
            .Select(batch => new EarlierBatch(batch.Id, batch.CreatedByName, batch.CreatedAt)).FirstOrDefaultAsync(cancellationToken);
        return new BatchDryRun(rows, totals, same);
    }

    private static BatchRowCheck Judge(BatchDraftRow row, AccessScope access, BatchFacts facts, DateTimeOffset now)
    {
        var check = new BatchRowCheck(row, BatchVerdict.ProjectNotAllowed, null, null, row.Currency, ReadReason(row.Reason), null, null);
        if (ReadProject(row.ProjectId) is not { } project)
            return check;
        check = check with { ProjectId = project };
        if (!access.Can(Permission.RequestRefund, project))
            return check;
        if (facts.Find(project, row.PaymentId) is not { } payment)
            return check with { Verdict = BatchVerdict.PaymentNotFound, Amount = ReadAmount(row.Amount, row.Currency) };

        var remaining = facts.Remaining(payment);
        check = check with { Remaining = remaining, PaymentCurrency = payment.Currency };
        if (row.Currency.Length == 0 && row.Amount.Length == 0)
            check = check with { Currency = payment.Currency ?? "" };
        if (Currency.Find(check.Currency) is null)
            return check with { Verdict = BatchVerdict.CurrencyUnknown };
        var wantsAll = row.Amount.Length == 0;
        var amount = wantsAll ? remaining : ReadAmount(row.Amount, check.Currency);
        check = check with { Amount = amount };
        if (amount is null && !wantsAll)
            return check with { Verdict = BatchVerdict.AmountUnreadable };
        var verdict = WordsFault(row, check.Reason) ?? PaymentFault(check, payment, facts, now);
        if (verdict is not null)
            return check with { Verdict = verdict.Value };
        return check with { Verdict = facts.TryTake(payment, check.Amount!.Value) ? BatchVerdict.Fine : BatchVerdict.TotalTooLarge };
    }

    private static BatchVerdict? WordsFault(BatchDraftRow row, RefundReason? reason)
    {
        if (reason is null)
            return BatchVerdict.ReasonUnknown;
        if (reason == RefundReason.Other && row.Note.Length == 0)
            return BatchVerdict.NoteRequired;
        return RequestRefund.IsSendable(row.Note, RequestRefund.MostNote) && RequestRefund.IsSendable(row.Ticket, RequestRefund.MostTicket)
            ? null
            : BatchVerdict.TextNotAllowed;
    }

    private static BatchVerdict? PaymentFault(BatchRowCheck check, Payment payment, BatchFacts facts, DateTimeOffset now)
    {
        if (check.Currency != payment.Currency)
            return BatchVerdict.CurrencyDiffers;
        var terms = facts.TermsOf(payment);
        if (RefundQueries.WhyNot(payment, facts.IsStopped(payment.ProjectId), terms, now) is { } whyNot)
        {
            return whyNot.Kind switch
            {
                RefundRefusalKind.Stopped => BatchVerdict.Stopped,
                RefundRefusalKind.CurrencyUnknown => BatchVerdict.CurrencyUnknown,
                RefundRefusalKind.NothingCaptured => BatchVerdict.NothingCaptured,
                RefundRefusalKind.OverRemaining => BatchVerdict.NothingRemains,
                RefundRefusalKind.MethodTimeOver => BatchVerdict.OutsideMethodTerms,
                _ => BatchVerdict.MethodCannot,
            };
        }

        if (facts.RemainingBefore(payment) is not { } before)
            return BatchVerdict.RemainingUnknown;
        if (before == 0)
            return BatchVerdict.NothingRemains;
        var amount = check.Amount!.Value;
        if (facts.IsTaken(payment, amount) || (amount == 0 && check.Row.Amount.Length == 0))
            return BatchVerdict.TwiceInFile;
        if (amount == 0)
            return BatchVerdict.AmountUnreadable;
        if (amount > check.Remaining)
            return BatchVerdict.OverRemaining;
        if (terms.WhyNot(amount < payment.Captured, payment.Currency) is not RefundRefusal.None)
            return BatchVerdict.MethodCannotPartially;
        if (terms.WhyNotAmount(amount, check.Currency) is not null)
            return BatchVerdict.OutsideMethodTerms;
        if (facts.WasInEarlierFile(payment, amount))
            return BatchVerdict.InEarlierFile;
        return facts.WasRefundedToday(payment, amount) ? BatchVerdict.EqualRefundToday : null;
    }

    private static long? ReadProject(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0 ? id : null;

    /// <summary>Names as the template writes them, in any case, with or without spaces, hyphens and underscores.</summary>
    private static RefundReason? ReadReason(string text)
    {
        var name = string.Concat(text.Where(char.IsLetter));
        return Enum.GetValues<RefundReason>().Where(reason => reason.ToString().Equals(name, StringComparison.OrdinalIgnoreCase))
            .Select(reason => (RefundReason?)reason).FirstOrDefault();
    }

    /// <summary>
    /// Minor units of an amount in major units with a point, or a comma where it can only be a decimal one; no signs, no groups, nothing rounded.
    /// Null when it is anything else.
    /// </summary>
    internal static long? ReadAmount(string text, string currency)
    {
        var comma = text.IndexOf(',', StringComparison.Ordinal);
        // Three digits after a comma may be thousands: not for us to guess.
        if (text.Any(c => !char.IsAsciiDigit(c) && c is not ('.' or ',')) || (comma >= 0 && (text.Length - comma - 1 == 3 || text.Contains('.', StringComparison.Ordinal))))
            return null;
        return Currency.TryParseAmount(text.Replace(',', '.'), currency, Plain, out var minor, out _) ? minor : null;
    }

    /// <summary>Without separators between thousands: a second point is a fault.</summary>
    private static readonly CultureInfo Plain = MakePlain();

    private static CultureInfo MakePlain()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberGroupSeparator = "";
        return CultureInfo.ReadOnly(culture);
    }
}
