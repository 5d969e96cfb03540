using System.Text.Json;

namespace Dashboard.Gate;

/// <summary>
/// What a callback says, read tolerantly: fields may be absent, unknown ones are ignored, unknown statuses and types are kept as they are (pages
/// en_PP_Callbacks, en_Gate_Callbacks). Texts are cleaned for storage; names of members are case-sensitive.
/// </summary>
public sealed record CallbackMessage
{
    /// <summary>The project, from <c>project_id</c>, else <c>general.project_id</c>.</summary>
    public long? ProjectId { get; init; }

    /// <summary>The payment; null when there is none or its id cannot be used (then <see cref="Faults"/> says why).</summary>
    public CallbackPayment? Payment { get; init; }

    public CallbackOperation? Operation { get; init; }

    /// <summary>Payer's account: login, wallet or masked card number.</summary>
    public string? AccountNumber { get; init; }

    public string? AccountType { get; init; }

    public string? CardHolder { get; init; }

    public string? CustomerId { get; init; }

    public string? CustomerEmail { get; init; }

    public string? CustomerPhone { get; init; }

    public string? CustomerIp { get; init; }

    /// <summary>Where the customer must be sent while the payment awaits the result of a redirect.</summary>
    public RedirectData? Redirect { get; init; }

    public IReadOnlyList<GateError> Errors { get; init; } = [];

    /// <summary>
    /// Facts about money or identity that cannot be used as they are, each with its path, such as
    /// <c>operation.sum_initial.amount: 10.5 is not a whole number of minor units</c>. A message with faults must not move money.
    /// </summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary>Reads a callback that <see cref="StrictJson"/> accepted. Never throws for content.</summary>
    public static CallbackMessage Read(JsonElement root) => new CallbackReader().Read(root);

    /// <summary>
    /// Whether the message could be a signed Payment Page request cut into another shape: a top-level member is one of that request's parameters,
    /// or a text holds <c>;name:</c>. Such a message is signed with the right key and is still no callback.
    /// </summary>
    public static bool HasRequestShape(JsonElement root) => RequestShape.Has(root);
}
