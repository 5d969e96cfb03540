using System.Security.Cryptography;
using Dashboard.Sandbox.Faults;
using Dashboard.Sandbox.Gate;
using Dashboard.Sandbox.State;

namespace Dashboard.Sandbox.Callbacks;

/// <summary>Turns an operation into the callback about it, signed under the project's key.</summary>
internal sealed class CallbackWriter(SandboxOptions options, SandboxAddress address)
{
    public CallbackDelivery Write(long number, SandboxPayment payment, SandboxOperation operation, bool withRedirect, Fault? fault)
    {
        var project = options.Projects.First(p => p.Id == payment.ProjectId);
        var redirect = withRedirect ? address.PayerPage(payment.Token) : null;
        var secret = fault?.Kind == FaultKind.CallbackWrongSignature ? Convert.ToHexString(RandomNumberGenerator.GetBytes(32)) : project.Secret;
        var url = payment.CallbackUrl ?? project.CallbackUrl;
        var silent = operation.CallbackDisabled && !withRedirect;
        var suppressed = url is null || silent || fault?.Kind == FaultKind.CallbackNever;
        return new CallbackDelivery
        {
            Number = number,
            ProjectId = payment.ProjectId,
            PaymentId = payment.Id,
            OperationId = operation.Id,
            OperationType = operation.Type,
            OperationStatus = operation.Status,
            PaymentStatus = payment.Status,
            Url = url,
            Body = SignedJson.Sign(PaymentJson.Callback(payment, operation, redirect), secret),
            Created = options.TimeProvider.GetUtcNow(),
            State = suppressed ? DeliveryState.Suppressed : DeliveryState.Waiting,
            Fault = fault?.Kind.ToString() ?? (url is null ? "no callback address" : silent ? "callback.force_disable" : null),
        };
    }

    /// <summary>A callback for the same operation that claims the other end.</summary>
    public CallbackDelivery WriteContradiction(long number, SandboxPayment payment, SandboxOperation operation, Fault fault)
    {
        var declined = operation.Status == OperationStatuses.Decline;
        var other = operation with
        {
            Status = declined ? OperationStatuses.Success : OperationStatuses.Decline,
            Code = declined ? PlatformCode.Success : PlatformCode.GeneralDecline,
            Date = operation.Date.AddSeconds(1),
        };
        var changed = payment.With(other);
        var status = operation.Type == OperationTypes.Sale
            ? declined ? PaymentStatuses.Success : PaymentStatuses.Decline
            : changed.StatusAfterRefunds();
        return Write(number, changed with { Status = status, Date = other.Date }, other, withRedirect: false, fault);
    }
}
