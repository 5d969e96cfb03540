using System.Globalization;
using System.Text;
using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Dashboard.Core.Live;
using Dashboard.Gate;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Refunds;

/// <summary>
/// What other processes on the same database did to refunds and alarms. Every such change has its line in the audit log, in the same transaction,
/// and the lines are numbered in the order of their commits: reading on from the last number misses nothing and needs no clock.
/// </summary>
public sealed class ChangesElsewhere(AuditLog audit)
{
    /// <summary>Lines that are told one by one; of more than that only the newest.</summary>
    public const int Most = 500;

    private long? _last;

    /// <summary>The changes since the last call, those of this process left out; the first call only finds where the log ends.</summary>
    internal async Task<IReadOnlyList<LiveChange>> ReadAsync(AppDbContext context, CancellationToken cancellationToken)
    {
        if (_last is not { } last)
        {
            _last = await context.AuditEntries.MaxAsync(entry => (long?)entry.Id, cancellationToken) ?? 0;
            return [];
        }

        var lines = await context.AuditEntries.Where(entry => entry.Id > last).OrderByDescending(entry => entry.Id).Take(Most)
            .Select(entry => new { entry.Id, entry.Hash, entry.Action, entry.Result, entry.Subject, entry.Detail }).ToListAsync(cancellationToken);
        if (lines.Count == 0)
            return [];
        _last = lines[0].Id;
        var refunds = new HashSet<Guid>();
        var alarms = new HashSet<(long Project, string Payment)>();
        foreach (var line in lines.Where(line => line.Result == AuditResult.Done && !audit.IsOwn(line.Hash)))
        {
            if (line.Action.StartsWith("refund.", StringComparison.Ordinal) && RefundOf(line.Detail) is { } refund)
                refunds.Add(refund);
            else if (PaymentAlarms.IsAlarm(line.Action) && PaymentOf(line.Subject) is { } payment)
                alarms.Add(payment);
        }

        return [.. await RefundsAsync(context, refunds, cancellationToken), .. await AlarmsAsync(context, alarms, cancellationToken)];
    }

    private static async Task<List<LiveChange>> RefundsAsync(AppDbContext context, HashSet<Guid> ids, CancellationToken cancellationToken) => ids.Count == 0
        ? []
        : await context.Refunds.Where(refund => ids.Contains(refund.Id))
            .Select(refund => new LiveChange(refund.PaymentRowId, refund.ProjectId, refund.PaymentId, false, refund.Id, false)).ToListAsync(cancellationToken);

    private static async Task<List<LiveChange>> AlarmsAsync(
        AppDbContext context, HashSet<(long Project, string Payment)> payments, CancellationToken cancellationToken)
    {
        var changes = new List<LiveChange>();
        foreach (var (project, payment) in payments)
        {
            changes.AddRange(await context.Payments.Where(one => one.ProjectId == project && one.PaymentId == payment)
                .Select(one => new LiveChange(one.Id, one.ProjectId, one.PaymentId, false, null, true)).ToListAsync(cancellationToken));
        }

        return changes;
    }

    private static Guid? RefundOf(string detail)
    {
        using var json = StrictJson.TryParse(Encoding.UTF8.GetBytes(detail), out _);
        return json is not null && json.RootElement.TryGetProperty("refund", out var id) && id.TryGetGuid(out var refund) ? refund : null;
    }

    /// <summary>As <see cref="RefundRecords.Subject(long, string)"/> wrote it.</summary>
    private static (long Project, string Payment)? PaymentOf(string subject)
    {
        const string start = "payment ";
        var slash = subject.IndexOf('/', StringComparison.Ordinal);
        return slash > start.Length && subject.StartsWith(start, StringComparison.Ordinal)
            && long.TryParse(subject.AsSpan(start.Length, slash - start.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var project)
                ? (project, subject[(slash + 1)..])
                : null;
    }
}
