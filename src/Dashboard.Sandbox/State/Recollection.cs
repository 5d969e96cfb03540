namespace Dashboard.Sandbox.State;

/// <summary>Brings back payments that were made before the emulator's last start, or by other means.</summary>
internal sealed class Recollection(PlatformState state, SandboxOptions options)
{
    /// <summary>The payment, remembered or recalled; null when nobody knows it.</summary>
    public async ValueTask<SandboxPayment?> FindAsync(long projectId, string paymentId, CancellationToken cancellationToken)
    {
        if (state.Find(projectId, paymentId) is { } payment)
            return payment;
        if (options.RecallPayment is not { } recall || await recall(projectId, paymentId, cancellationToken) is not { } recalled)
            return null;
        return Add(recalled) ?? state.Find(projectId, paymentId);
    }

    /// <summary>Takes in a finished payment; null when its method is unknown or its id is taken.</summary>
    public SandboxPayment? Add(RecalledPayment recalled)
    {
        if (PlatformMethod.Recall(recalled.Method) is not { } method)
            return null;
        var created = recalled.Created.ToUniversalTime();
        var sale = new SandboxOperation
        {
            Id = recalled.SaleOperationId ?? state.NextOperationId(),
            Type = OperationTypes.Sale,
            Status = recalled.Succeeded ? OperationStatuses.Success : OperationStatuses.Decline,
            RequestId = PlatformState.NewId(),
            Created = created,
            Date = created,
            Amount = recalled.Amount,
            Currency = recalled.Currency,
            Code = recalled.Succeeded ? PlatformCode.Success : PlatformCode.GeneralDecline,
            ProviderPaymentId = PlatformState.NewId(12),
            ProviderDate = created,
        };
        var payment = new SandboxPayment
        {
            ProjectId = recalled.ProjectId,
            Id = recalled.PaymentId,
            Method = method,
            Amount = recalled.Amount,
            Currency = recalled.Currency,
            Status = recalled.Succeeded ? PaymentStatuses.Success : PaymentStatuses.Decline,
            Created = created,
            Date = created,
            CustomerId = recalled.CustomerId,
            AccountNumber = recalled.AccountNumber,
            Token = PlatformState.NewId(16),
            Operations = [sale],
        };
        if (recalled is { Succeeded: true, Refunded: > 0 })
        {
            foreach (var refund in recalled.Refunds is [] ? [new(state.NextOperationId(), recalled.Refunded, created)] : recalled.Refunds)
                payment = payment.With(Operation(sale, refund));
            payment = payment with { Status = payment.StatusAfterRefunds() };
        }

        return state.TryAdd(payment) ? payment : null;
    }

    private static SandboxOperation Operation(SandboxOperation sale, RecalledRefund refund) => sale with
    {
        Id = refund.OperationId,
        Type = OperationTypes.Refund,
        RequestId = refund.RequestId ?? PlatformState.NewId(),
        MerchantRefundId = refund.MerchantRefundId,
        Amount = refund.Amount,
        Created = refund.Created.ToUniversalTime(),
        Date = refund.Created.ToUniversalTime(),
        ProviderPaymentId = PlatformState.NewId(11),
    };
}
