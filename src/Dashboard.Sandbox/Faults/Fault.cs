using System.Text.Json.Serialization;

namespace Dashboard.Sandbox.Faults;

/// <summary>What goes wrong on purpose.</summary>
[JsonConverter(typeof(FaultKindConverter))]
internal enum FaultKind
{
    /// <summary>The connection ends and the request is not taken.</summary>
    DropBeforeReading,

    /// <summary>The request is taken, the connection ends without an answer.</summary>
    DropAfterTaking,

    /// <summary>The answer comes late.</summary>
    Delay,

    /// <summary>The request is not taken and never answered.</summary>
    HangBeforeTaking,

    /// <summary>The request is taken and never answered.</summary>
    HangAfterTaking,

    /// <summary>The answer ends in its middle.</summary>
    CutAnswer,

    /// <summary>The answer is not JSON.</summary>
    GarbageAnswer,

    /// <summary>307 to another address of the emulator.</summary>
    Redirect,

    /// <summary>429 with Retry-After.</summary>
    TooManyRequests,

    /// <summary>500.</summary>
    ServerError,

    /// <summary>503 with Retry-After.</summary>
    Unavailable,

    /// <summary>The answer names another project and payment.</summary>
    ForeignIds,

    /// <summary>The answer carries a signature under another key.</summary>
    WrongAnswerSignature,

    /// <summary>The request is refused at once with <see cref="Fault.Code"/>.</summary>
    Reject,

    /// <summary>The operation is taken and later declined with <see cref="Fault.Code"/>.</summary>
    Decline,

    /// <summary>The first attempts of a callback are lost on the way; the ladder goes on.</summary>
    CallbackDrop,

    /// <summary>The callback is sent later.</summary>
    CallbackDelay,

    /// <summary>The callback is sent several times.</summary>
    CallbackDuplicate,

    /// <summary>The callback waits until the payment's next one has been sent.</summary>
    CallbackReorder,

    /// <summary>The callback is signed under another key.</summary>
    CallbackWrongSignature,

    /// <summary>The result reaches the merchant before the answer to the request.</summary>
    CallbackBeforeAnswer,

    /// <summary>A second callback follows that claims the opposite end.</summary>
    CallbackContradicting,

    /// <summary>No callback at all.</summary>
    CallbackNever,
}

internal sealed class FaultKindConverter() : JsonStringEnumConverter<FaultKind>(System.Text.Json.JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false);

/// <summary>A fault and whom it hits. Empty scopes hit everyone.</summary>
internal sealed record Fault
{
    public int Number { get; init; }

    public required FaultKind Kind { get; init; }

    /// <summary><c>sale</c>, <c>refund</c>, <c>status</c> or <c>status-request</c>; for callbacks the type of the operation.</summary>
    public string? Endpoint { get; init; }

    public long? Project { get; init; }

    public string? PaymentId { get; init; }

    /// <summary>For callbacks: only about operations in this status, such as <c>awaiting redirect result</c>.</summary>
    public string? OperationStatus { get; init; }

    /// <summary>How many requests or callbacks it hits; 0 means until it is removed.</summary>
    public int Count { get; init; } = 1;

    /// <summary>The pause of a delay, milliseconds.</summary>
    public int DelayMs { get; init; } = 1000;

    /// <summary>For redirect, 429, 500 and 503: the request is taken nevertheless.</summary>
    public bool Taken { get; init; }

    /// <summary>The platform's code of a reject or a decline.</summary>
    public string Code { get; init; } = "20000";

    public string? Message { get; init; }

    /// <summary>How often a duplicated callback is sent in all, or how many attempts of a dropped one are lost.</summary>
    public int Times { get; init; }

    public int Hits { get; init; }

    [JsonIgnore]
    public bool AboutCallbacks => Kind >= FaultKind.CallbackDrop && Kind != FaultKind.CallbackBeforeAnswer;

    [JsonIgnore]
    public bool IsScopedByPayment => Project is not null || PaymentId is not null;

    [JsonIgnore]
    public State.PlatformCode PlatformCode => new(Code, Message ?? "Declined by the sandbox on demand");
}
