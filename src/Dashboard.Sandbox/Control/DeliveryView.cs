using System.Text.Json;
using Dashboard.Sandbox.Callbacks;

namespace Dashboard.Sandbox.Control;

/// <summary>A delivery as the callback list shows it.</summary>
internal sealed record DeliveryView(
    long Number, long ProjectId, string PaymentId, long OperationId, string OperationType, string OperationStatus, string PaymentStatus,
    Uri? Url, DateTimeOffset Created, DeliveryState State, DateTimeOffset? NextAttempt, string? Fault,
    IReadOnlyList<CallbackAttempt> Attempts, JsonElement Body)
{
    public static DeliveryView Of(CallbackDelivery d)
    {
        var reader = new Utf8JsonReader(d.Body.Span);
        return new DeliveryView(d.Number, d.ProjectId, d.PaymentId, d.OperationId, d.OperationType, d.OperationStatus, d.PaymentStatus,
            d.Url, d.Created, d.State, d.NextAttempt, d.Fault, d.Attempts, JsonElement.ParseValue(ref reader));
    }
}
