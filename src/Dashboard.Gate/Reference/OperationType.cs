using System.Collections.Frozen;

namespace Dashboard.Gate;

/// <summary>What a successful operation does to the money of a purchase.</summary>
public enum MoneyEffect
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Takes money from the customer: sale, capture, recurring.</summary>
    In,

    /// <summary>Gives it back: refund, reversal.</summary>
    Out,

    /// <summary>Undoes a refund.</summary>
    UndoesOut,
}

/// <summary>What is known of an operation type (page en_gate_payment_model_object; signs inferred from the payment models).</summary>
/// <param name="Code">As it came.</param>
/// <param name="Known">False for a type this library has not heard of: never counted as money.</param>
/// <param name="Effect">Its effect when the operation succeeded.</param>
public sealed record OperationType(string Code, bool Known, MoneyEffect Effect)
{
    private static readonly FrozenDictionary<string, OperationType> ByCode = Table.Read("operation-types.tsv")
        .Select(row => new OperationType(row[0], true, row[1] switch
        {
            "in" => MoneyEffect.In,
            "out" => MoneyEffect.Out,
            "undo" => MoneyEffect.UndoesOut,
            _ => MoneyEffect.None,
        }))
        .ToFrozenDictionary(t => t.Code, StringComparer.Ordinal);

    /// <summary>All known types.</summary>
    public static IReadOnlyCollection<OperationType> All => ByCode.Values;

    /// <summary>The sign of the money: +1 in and undone refunds, -1 out, 0 none.</summary>
    public int Sign => Effect switch
    {
        MoneyEffect.In or MoneyEffect.UndoesOut => 1,
        MoneyEffect.Out => -1,
        _ => 0,
    };

    /// <summary>The type of a code; an unknown or missing one moves no money.</summary>
    public static OperationType Of(string? code) =>
        code is not null && ByCode.TryGetValue(code, out var known) ? known : new OperationType(code ?? "", false, MoneyEffect.None);
}
