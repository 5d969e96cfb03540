using System.Collections.Frozen;

namespace Dashboard.Gate;

/// <summary>What is known of a payment's status (page en_gate_payment_model_object, official SDKs).</summary>
/// <param name="Code">As it came.</param>
/// <param name="Known">False for a status this library has not heard of: show it as it is, count it as nothing.</param>
/// <param name="IsFinal">Nothing more comes by itself; a final success may still go on to refunds.</param>
/// <param name="IsSuccess">Money was taken at some time: success and everything refunds and reversals make of it.</param>
public sealed record PaymentStatus(string Code, bool Known, bool IsFinal, bool IsSuccess)
{
    private static readonly FrozenDictionary<string, PaymentStatus> ByCode = Table.Read("statuses.tsv")
        .Where(row => row[0] == "payment")
        .Select(row => new PaymentStatus(row[1], true, row[2] == "yes", row[3] == "yes"))
        .ToFrozenDictionary(s => s.Code, StringComparer.Ordinal);

    /// <summary>All known statuses.</summary>
    public static IReadOnlyCollection<PaymentStatus> All => ByCode.Values;

    /// <summary>The status of a code; an unknown or missing one is neither final nor a success.</summary>
    public static PaymentStatus Of(string? code) =>
        code is not null && ByCode.TryGetValue(code, out var known) ? known : new PaymentStatus(code ?? "", false, false, false);
}

/// <summary>What is known of an operation's status.</summary>
/// <param name="Code">As it came.</param>
/// <param name="Known">False for a status this library has not heard of.</param>
/// <param name="IsFinal">The operation has ended.</param>
/// <param name="IsSuccess">It has ended well: only then does its money count.</param>
public sealed record OperationStatus(string Code, bool Known, bool IsFinal, bool IsSuccess)
{
    private static readonly FrozenDictionary<string, OperationStatus> ByCode = Table.Read("statuses.tsv")
        .Where(row => row[0] == "operation")
        .Select(row => new OperationStatus(row[1], true, row[2] == "yes", row[3] == "yes"))
        .ToFrozenDictionary(s => s.Code, StringComparer.Ordinal);

    /// <summary>All known statuses.</summary>
    public static IReadOnlyCollection<OperationStatus> All => ByCode.Values;

    /// <summary>The status of a code; an unknown or missing one is neither final nor a success.</summary>
    public static OperationStatus Of(string? code) =>
        code is not null && ByCode.TryGetValue(code, out var known) ? known : new OperationStatus(code ?? "", false, false, false);
}
