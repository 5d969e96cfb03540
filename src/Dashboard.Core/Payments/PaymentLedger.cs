using Dashboard.Core.Callbacks;
using Dashboard.Core.Live;
using Dashboard.Core.Operations;

namespace Dashboard.Core.Payments;

/// <summary>A payment with its operations while a batch of messages is applied to it.</summary>
public sealed class PaymentInBatch(Payment payment, List<Operation> operations, bool isNew)
{
    public Payment Payment { get; } = payment;

    public List<Operation> Operations { get; } = operations;

    public bool IsNew { get; } = isNew;

    /// <summary>How much too much had gone back before this batch; see <see cref="Payments.Payment.ExcessAfter"/>.</summary>
    internal Int128 ExcessBefore { get; } = payment.ExcessAfter(operations) ?? 0;

    /// <summary>Operations that a message of this batch spoke of.</summary>
    public HashSet<Operation> Touched { get; } = [];
}

/// <summary>The payments of a batch, for the handlers that come after.</summary>
public sealed class PaymentsInBatch(IReadOnlyCollection<PaymentInBatch> payments)
{
    public IReadOnlyCollection<PaymentInBatch> Payments { get; } = payments;
}

/// <summary>Turns messages into payments and operations.</summary>
internal sealed class PaymentLedger : ICallbackHandler
{
    public int Order => 0;

    public async Task ApplyAsync(CallbackBatch batch, CancellationToken cancellationToken)
    {
        var session = batch.Session;
        var groups = batch.Events.GroupBy(one => (one.ProjectId, PaymentId: one.Message!.Payment!.Id)).ToList();
        var found = await PaymentRows.FindPaymentsAsync(session, [.. groups.Select(group => group.Key)], cancellationToken);
        var known = found.OfType<Payment>().ToList();
        var operations = await PaymentRows.FindOperationsAsync(session, [.. known.Select(payment => payment.Id)], cancellationToken);
        var operationsOf = known.Zip(operations).ToDictionary(pair => pair.First.Id, pair => pair.Second);

        var newPayments = found.Count(payment => payment is null);
        var nextPayment = newPayments == 0 ? 0 : await session.ReserveIdsAsync("payments", newPayments, cancellationToken);
        var touched = new List<PaymentInBatch>(groups.Count);
        for (var index = 0; index < groups.Count; index++)
        {
            var inBatch = found[index] is { } payment
                ? new PaymentInBatch(payment, operationsOf[payment.Id], isNew: false)
                : new PaymentInBatch(
                    new Payment { Id = nextPayment++, ProjectId = groups[index].Key.ProjectId, PaymentId = groups[index].Key.PaymentId }, [], isNew: true);
            foreach (var one in groups[index])
                Apply(inBatch, one);
            inBatch.Payment.Count(inBatch.Operations);
            touched.Add(inBatch);
        }

        await FacetRows.AssignAsync(session, touched, cancellationToken);
        await SaveAsync(batch, touched, cancellationToken);
        batch.Share(new PaymentsInBatch(touched));
    }

    private static void Apply(PaymentInBatch inBatch, CallbackEvent one)
    {
        one.PaymentRowId = inBatch.Payment.Id;
        inBatch.Payment.Apply(one);
        // Some error callbacks name no operation: they speak of the payment only.
        if (one.Message!.Operation?.Id is not { } operationId)
            return;
        var operation = inBatch.Operations.Find(known => known.OperationId == operationId);
        if (operation is null)
        {
            operation = new Operation { PaymentRowId = inBatch.Payment.Id, ProjectId = one.ProjectId, OperationId = operationId };
            inBatch.Operations.Add(operation);
        }

        operation.Apply(one);
        inBatch.Touched.Add(operation);
    }

    private static async Task SaveAsync(CallbackBatch batch, List<PaymentInBatch> touched, CancellationToken cancellationToken)
    {
        var session = batch.Session;
        var newOperations = touched.Sum(one => one.Touched.Count(operation => operation.Id == 0));
        var nextOperation = newOperations == 0 ? 0 : await session.ReserveIdsAsync("operations", newOperations, cancellationToken);
        foreach (var one in touched)
        {
            if (one.IsNew)
                await PaymentRows.InsertAsync(session, one.Payment, cancellationToken);
            else
                await PaymentRows.UpdateAsync(session, one.Payment, cancellationToken);
            foreach (var operation in one.Touched)
            {
                if (operation.Id == 0)
                    operation.Id = nextOperation++;
                await PaymentRows.SaveAsync(session, operation, cancellationToken);
            }

            batch.Changes.Add(new LiveChange(one.Payment.Id, one.Payment.ProjectId, one.Payment.PaymentId, one.IsNew));
        }
    }
}
