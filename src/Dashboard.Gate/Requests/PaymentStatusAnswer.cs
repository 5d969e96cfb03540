using System.Text.Json;

namespace Dashboard.Gate;

/// <summary>The payment and all its operations, as a status request gives them (page en_Gate_payment_status_request).</summary>
public sealed record PaymentStatusAnswer
{
    /// <summary>Everything but the operations, in the shape of a callback.</summary>
    public required CallbackMessage Message { get; init; }

    /// <summary>The payment's operations in the order of the answer.</summary>
    public IReadOnlyList<CallbackOperation> Operations { get; init; } = [];

    /// <summary>
    /// Whether the answer held a list of operations, even an empty one. An answer without it says nothing about what operations there are.
    /// </summary>
    public bool ListsOperations { get; init; }

    /// <summary>Whether the answer carried a signature, which then was right. Proof that something does not exist needs a signed answer.</summary>
    public bool IsSigned { get; init; }

    /// <summary>The answer's bytes.</summary>
    public ReadOnlyMemory<byte> Raw { get; init; }

    public long? ProjectId => Message.ProjectId;

    public CallbackPayment? Payment => Message.Payment;

    /// <summary>Facts that cannot be used as they are; see <see cref="CallbackMessage.Faults"/>.</summary>
    public IReadOnlyList<string> Faults => Message.Faults;

    /// <summary>Reads an answer that <see cref="StrictJson"/> accepted. Never throws for content.</summary>
    public static PaymentStatusAnswer Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return new PaymentStatusAnswer { Message = CallbackMessage.Read(root) };
        var reader = new CallbackReader();
        var message = reader.ReadSurroundings(root);
        var operations = new List<CallbackOperation>();
        var lists = root.TryGetProperty("operations"u8, out var list) && list.ValueKind == JsonValueKind.Array;
        if (lists)
        {
            foreach (var item in list.EnumerateArray())
            {
                if (item.ValueKind == JsonValueKind.Object)
                    operations.Add(reader.ReadOperation(item, FormattableString.Invariant($"operations[{operations.Count}]")));
                else
                    reader.Fault(FormattableString.Invariant($"operations[{operations.Count}]"), "an object is expected");
            }
        }

        return new PaymentStatusAnswer { Message = message with { Faults = reader.Faults }, Operations = operations, ListsOperations = lists };
    }

    /// <summary>
    /// One message for each operation, so that the answer can be applied by the code that applies callbacks; a single one without operation when the
    /// answer lists none. A fault of one operation is a fault of all messages: the answer is used whole or not at all.
    /// </summary>
    public IReadOnlyList<CallbackMessage> ToCallbacks() =>
        Operations.Count == 0 ? [Message] : [.. Operations.Select(operation => Message with { Operation = operation })];
}
