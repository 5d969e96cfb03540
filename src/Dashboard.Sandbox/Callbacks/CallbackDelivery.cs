using System.Collections.Immutable;

namespace Dashboard.Sandbox.Callbacks;

/// <summary>One try to deliver a callback.</summary>
internal sealed record CallbackAttempt(int Number, DateTimeOffset Time, int? HttpStatus, string? Error);

/// <summary>A callback on its way to the merchant, or at the end of it. Immutable.</summary>
internal sealed record CallbackDelivery
{
    public required long Number { get; init; }

    public required long ProjectId { get; init; }

    public required string PaymentId { get; init; }

    public required long OperationId { get; init; }

    public required string OperationType { get; init; }

    public required string OperationStatus { get; init; }

    public required string PaymentStatus { get; init; }

    public required Uri? Url { get; init; }

    /// <summary>The exact bytes that are sent, every time the same.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    public required DateTimeOffset Created { get; init; }

    public DeliveryState State { get; init; } = DeliveryState.Waiting;

    public DateTimeOffset? NextAttempt { get; init; }

    /// <summary>What was done to this callback on purpose.</summary>
    public string? Fault { get; init; }

    public ImmutableArray<CallbackAttempt> Attempts { get; init; } = [];
}

internal enum DeliveryState
{
    Waiting,
    Delivered,

    /// <summary>Given up after the last attempt.</summary>
    Exhausted,

    /// <summary>Never sent: by the request's wish, for want of an address, or by a fault.</summary>
    Suppressed,
}
