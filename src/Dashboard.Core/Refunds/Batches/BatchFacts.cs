using System.Globalization;
using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Payments;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Refunds.Batches;

/// <summary>What the dry run has to know, read in a few questions however many rows there are, and what the rows above have taken already.</summary>
internal sealed class BatchFacts
{
    private const int MostAtOnce = 500;

    private static readonly RefundState[] Failed = [RefundState.Declined, RefundState.Rejected, RefundState.Cancelled, RefundState.Expired];

    private readonly Dictionary<(long ProjectId, string PaymentId), Payment> _payments = [];
    private readonly Dictionary<long, Int128?> _underWay = [];
    private readonly HashSet<(long PaymentRowId, long Amount)> _refundedToday = [];
    private readonly HashSet<(long ProjectId, string PaymentId, long Amount)> _earlier = [];
    private readonly HashSet<(long PaymentRowId, long Amount)> _taken = [];
    private readonly Dictionary<long, long> _takenOf = [];
    private readonly Dictionary<string, long> _totals = new(StringComparer.Ordinal);
    private readonly HashSet<long> _stopped = [];
    private readonly Dictionary<(long ProjectId, string Method), RefundMethodRule> _rules = [];

    public static async Task<BatchFacts> ReadAsync(
        AppDbContext context, AccessScope access, RefundBatchDraft draft, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var facts = new BatchFacts();
        var asked = draft.Rows
            .Select(row => (Known: long.TryParse(row.ProjectId, NumberStyles.None, CultureInfo.InvariantCulture, out var id), Project: id, row.PaymentId))
            .Where(row => row.Known && access.Can(Permission.RequestRefund, row.Project))
            .GroupBy(row => row.Project, row => row.PaymentId);
        foreach (var project in asked)
        {
            if (await RefundSwitch.IsStoppedAsync(context, project.Key, cancellationToken))
                facts._stopped.Add(project.Key);
            foreach (var rule in await context.RefundMethodRules.AsNoTracking().Where(rule => rule.ProjectId == project.Key).ToListAsync(cancellationToken))
                facts._rules[(rule.ProjectId, rule.Method)] = rule;
            foreach (var ids in project.Distinct(StringComparer.Ordinal).Chunk(MostAtOnce))
                await facts.ReadAsync(context, project.Key, ids, now, cancellationToken);
        }

        return facts;
    }

    public Payment? Find(long projectId, string paymentId) => _payments.GetValueOrDefault((projectId, paymentId));

    public bool IsStopped(long projectId) => _stopped.Contains(projectId);

    public RefundTerms TermsOf(Payment payment) => RefundTerms.Of(payment.Method, _rules.GetValueOrDefault((payment.ProjectId, payment.Method ?? "")));

    /// <summary>Minor units that can still be refunded beside what the platform is giving back already; null when nobody knows, because it tells no sum.</summary>
    public long? RemainingBefore(Payment payment) =>
        !_underWay.TryGetValue(payment.Id, out var sum) ? payment.Remaining : sum is null ? null : RefundsUnderWay.Left(payment, sum);

    /// <summary>Minor units that the rows above leave of <see cref="RemainingBefore"/>.</summary>
    public long? Remaining(Payment payment) =>
        RemainingBefore(payment) is { } before ? Math.Max(0, before - _takenOf.GetValueOrDefault(payment.Id)) : null;

    public bool IsTaken(Payment payment, long amount) => _taken.Contains((payment.Id, amount));

    public bool WasRefundedToday(Payment payment, long amount) => _refundedToday.Contains((payment.Id, amount));

    public bool WasInEarlierFile(Payment payment, long amount) => _earlier.Contains((payment.ProjectId, payment.PaymentId, amount));

    /// <returns>False when the total of the currency no longer fits 64 bits; then nothing is taken.</returns>
    public bool TryTake(Payment payment, long amount)
    {
        var total = _totals.GetValueOrDefault(payment.Currency ?? "");
        if (amount > long.MaxValue - total)
            return false;
        _totals[payment.Currency ?? ""] = total + amount;
        _taken.Add((payment.Id, amount));
        _takenOf[payment.Id] = _takenOf.GetValueOrDefault(payment.Id) + amount;
        return true;
    }

    private async Task ReadAsync(AppDbContext context, long projectId, string[] ids, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var payments = await context.Payments.Where(payment => payment.ProjectId == projectId && ids.Contains(payment.PaymentId)).ToListAsync(cancellationToken);
        foreach (var payment in payments)
            _payments[(projectId, payment.PaymentId)] = payment;
        foreach (var (payment, sum) in await RefundsUnderWay.SumsAsync(context, payments, cancellationToken))
            _underWay[payment] = sum;

        var since = now - RequestRefund.EqualAmountWindow;
        var all = payments.ConvertAll(payment => payment.Id);
        var back = await RequestRefund.GoingBack(context, since)
            .Where(operation => all.Contains(operation.PaymentRowId) && operation.Amount != null
                && context.Payments.Any(payment => payment.Id == operation.PaymentRowId && payment.Currency == operation.Currency))
            .Select(operation => new { operation.PaymentRowId, operation.Amount }).ToListAsync(cancellationToken);
        _refundedToday.UnionWith(back.Select(operation => (operation.PaymentRowId, operation.Amount!.Value)));
        var rowIds = payments.Where(payment => payment.RefundCount > 0).Select(payment => payment.Id).ToArray();
        if (rowIds.Length > 0)
        {
            var today = await context.Refunds
                .Where(refund => rowIds.Contains(refund.PaymentRowId) && refund.RequestedAt > since && !Failed.Contains(refund.State))
                .Select(refund => new { refund.PaymentRowId, refund.Amount }).ToListAsync(cancellationToken);
            _refundedToday.UnionWith(today.Select(refund => (refund.PaymentRowId, refund.Amount)));
        }

        var from = now - CheckRefundBatch.EarlierFiles;
        var earlier = await context.RefundBatchRows
            .Where(row => row.ProjectId == projectId && ids.Contains(row.PaymentId) && row.Amount != null
                && (row.State == RefundBatchRowState.Waiting || row.State == RefundBatchRowState.Requested)
                && context.RefundBatches.Any(batch => batch.Id == row.BatchId && batch.CreatedAt > from)
                && !context.Refunds.Any(refund => refund.Id == row.RefundId && Failed.Contains(refund.State)))
            .Select(row => new { row.PaymentId, row.Amount }).ToListAsync(cancellationToken);
        _earlier.UnionWith(earlier.Select(row => (projectId, row.PaymentId, row.Amount!.Value)));
    }
}
