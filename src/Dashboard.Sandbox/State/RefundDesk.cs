using Dashboard.Sandbox.Callbacks;

namespace Dashboard.Sandbox.State;

/// <summary>A refund request that is well formed. Amount and currency are both null for a full refund (domain: en_Gate_Refund).</summary>
internal sealed record RefundOrder
{
    public required long ProjectId { get; init; }

    public required string PaymentId { get; init; }

    public long? Amount { get; init; }

    public string? Currency { get; init; }

    public string Description { get; init; } = "";

    public string? MerchantRefundId { get; init; }

    public TimeSpan CallbackDelay { get; init; }

    public bool CallbackDisabled { get; init; }

    public PlatformCode? Forced { get; init; }
}

/// <summary>The answer to a refund request: taken with its operation, or refused with a code.</summary>
internal sealed record RefundTaking(SandboxPayment? Payment, SandboxOperation? Operation, PlatformCode? Refusal);

/// <summary>The life of a refund: taken at once, decided later.</summary>
internal sealed class RefundDesk(PlatformState state, SandboxOptions options, CallbackSender callbacks, Timetable timetable)
{
    private readonly TimeProvider _time = options.TimeProvider;

    public RefundTaking Take(RefundOrder order)
    {
        PlatformCode? refusal = PlatformCode.NotFound;
        SandboxOperation? operation = null;
        var payment = state.Change((order.ProjectId, order.PaymentId), p =>
        {
            refusal = Refusal(p, order);
            if (refusal is not null)
                return null;
            operation = NewOperation(p, order.Amount ?? p.Captured - p.Refunded, OperationTypes.Refund) with
            {
                Currency = order.Currency ?? p.Currency,
                MerchantRefundId = order.MerchantRefundId,
                Description = order.Description,
                Forced = order.Forced,
                CallbackDelay = order.CallbackDelay,
                CallbackDisabled = order.CallbackDisabled,
            };
            return p.With(operation);
        });
        return new RefundTaking(payment, operation, payment is null ? refusal : null);
    }

    /// <summary>Decides the refund after the platform's usual pause.</summary>
    public void DecideLater(SandboxPayment payment, SandboxOperation operation) =>
        timetable.After(options.RefundDelay, () => DecideAsync(payment.Key, operation.Id));

    /// <summary>Decides the refund now. The task ends with the first attempt of the callback.</summary>
    public async Task DecideAsync((long, string) key, long operationId)
    {
        var now = _time.GetUtcNow();
        var decided = state.Change(key, p =>
        {
            var operation = p.Operations.FirstOrDefault(o => o.Id == operationId);
            if (operation is not { Status: OperationStatuses.Processing })
                return null;
            // Only now, under the lock, is it known what the other refunds of the payment left over.
            var tooLarge = !state.AcceptEverything && p.Refunded + operation.Amount > p.Captured;
            var end = operation.Forced ?? (tooLarge ? PlatformCode.RefundTooLarge : PlatformCode.Success);
            var succeeded = end.Code == PlatformCode.Success.Code;
            var done = p.With(operation with
            {
                Type = succeeded && IsReversal(p, operation, now) ? OperationTypes.Reversal : OperationTypes.Refund,
                Status = succeeded ? OperationStatuses.Success : OperationStatuses.Decline,
                Date = now,
                Code = end,
                ProviderDate = now.AddSeconds(-1),
            });
            return done with { Status = done.StatusAfterRefunds(), Date = now };
        });
        if (decided is not null)
            await callbacks.EnqueueAsync(decided, decided.Operations.First(o => o.Id == operationId), withRedirect: false);
    }

    /// <summary>A refund made in the platform's own back office: the merchant hears of it with a request id it never saw.</summary>
    public async Task<SandboxPayment?> RefundElsewhereAsync(SandboxPayment payment, long? amount)
    {
        var operationId = 0L;
        var changed = state.Change(payment.Key, p =>
        {
            if (p.Captured == 0 || !p.Method.Refundable)
                return null;
            var sum = amount ?? p.Captured - p.Refunded;
            if (sum <= 0 || (!state.AcceptEverything && p.Refunded + sum > p.Captured))
                return null;
            var operation = NewOperation(p, sum, OperationTypes.Refund);
            operationId = operation.Id;
            return p.With(operation);
        });
        if (changed is null)
            return null;
        await DecideAsync(payment.Key, operationId);
        return state.Find(payment.ProjectId, payment.Id);
    }

    /// <summary>The platform takes a successful refund back (<c>refund reverse</c>); the latest one when none is named.</summary>
    public async Task<SandboxPayment?> ReverseAsync(SandboxPayment payment, long? refundOperationId)
    {
        var now = _time.GetUtcNow();
        SandboxOperation? reverse = null;
        var changed = state.Change(payment.Key, p =>
        {
            var refund = p.Operations.LastOrDefault(o => o is { Type: OperationTypes.Refund, Status: OperationStatuses.Success }
                && (refundOperationId is null || o.Id == refundOperationId));
            if (refund is null || p.Refunded < refund.Amount)
                return null;
            reverse = NewOperation(p, refund.Amount, OperationTypes.RefundReverse) with
            {
                Status = OperationStatuses.Success,
                Code = PlatformCode.Success,
                MerchantRefundId = refund.MerchantRefundId,
                ProviderDate = now,
            };
            var done = p.With(reverse);
            return done with { Status = done.StatusAfterRefunds(), Date = now };
        });
        if (changed is not null && reverse is not null)
            await callbacks.EnqueueAsync(changed, reverse, withRedirect: false);
        return changed;
    }

    private PlatformCode? Refusal(SandboxPayment payment, RefundOrder order)
    {
        if (!payment.Method.Refundable)
            return PlatformCode.NotAllowedByProject;
        if (!state.AcceptEverything)
        {
            if (payment.Status is not (PaymentStatuses.Success or PaymentStatuses.PartiallyRefunded))
                return PlatformCode.WrongState;
            if (order.Currency is not null && order.Currency != payment.Currency)
                return PlatformCode.RefundCurrency;
        }

        if (order.MerchantRefundId is { } id && !state.TryClaimRefundId(order.ProjectId, id) && !state.AcceptEverything)
            return PlatformCode.RefundIdUsed;
        return null;
    }

    private bool IsReversal(SandboxPayment payment, SandboxOperation operation, DateTimeOffset now) =>
        state.ReverseSameDayFullRefunds && operation.Amount == payment.Captured && payment.Sale.Date.UtcDateTime.Date == now.UtcDateTime.Date;

    private SandboxOperation NewOperation(SandboxPayment payment, long amount, string type)
    {
        var now = _time.GetUtcNow();
        return new SandboxOperation
        {
            Id = state.NextOperationId(),
            Type = type,
            Status = OperationStatuses.Processing,
            RequestId = PlatformState.NewId(),
            Created = now,
            Date = now,
            Amount = amount,
            Currency = payment.Currency,
            Code = PlatformCode.Awaiting,
            ProviderPaymentId = PlatformState.NewId(11),
        };
    }
}
