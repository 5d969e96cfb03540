using Dashboard.Core.Data;
using Dashboard.Gate;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Operations;

/// <summary>Adds to rows of lists what stands beside the operation: which attempt it is, and who set it off. Two reads for all rows together.</summary>
internal static class OperationOrigins
{
    public static async Task<List<OperationRow>> AddAsync(AppDbContext context, IReadOnlyList<OperationRow> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
            return [];
        var payments = rows.Select(row => row.PaymentRowId).Distinct().ToList();
        var siblings = await context.Operations.Where(operation => payments.Contains(operation.PaymentRowId))
            .Select(operation => new { operation.PaymentRowId, operation.Type, operation.CreatedAt, operation.Id }).ToListAsync(cancellationToken);
        var attempts = siblings.GroupBy(one => (one.PaymentRowId, one.Type))
            .SelectMany(group => group.OrderBy(one => one.CreatedAt).ThenBy(one => one.Id).Select((one, index) => (one.Id, Attempt: index + 1)))
            .ToDictionary(one => one.Id, one => one.Attempt);
        var refunded = rows.Where(GivesBack).Select(row => row.PaymentRowId).Distinct().ToList();
        var refunds = refunded.Count == 0
            ? []
            : await context.Refunds.Where(refund => refunded.Contains(refund.PaymentRowId))
                .Select(refund => new OurRefund(refund.PaymentRowId, refund.Id, refund.OperationId, refund.RequestId, refund.RequestedByName))
                .ToListAsync(cancellationToken);
        var made = refunds.ToLookup(refund => refund.PaymentRowId);
        return
        [
            .. rows.Select(row =>
            {
                var cause = GivesBack(row) ? made[row.PaymentRowId].FirstOrDefault(refund => refund.Caused(row)) : null;
                return row with
                {
                    Attempt = attempts.GetValueOrDefault(row.Id, 1),
                    Initiator = OperationInitiators.Of(row.Type, cause is not null),
                    InitiatorName = cause?.By,
                };
            }),
        ];
    }

    /// <summary>A refund may come back as a reversal; nothing else is caused by ours.</summary>
    private static bool GivesBack(OperationRow row) => OperationType.Of(row.Type).Effect == MoneyEffect.Out;

    private sealed record OurRefund(long PaymentRowId, Guid Id, long? OperationId, string? RequestId, string By)
    {
        public bool Caused(OperationRow row) => OperationId == row.OperationId
            || (Guid.TryParse(row.MerchantRefundId, out var named) && named == Id) || (RequestId is not null && RequestId == row.RequestId);
    }
}
