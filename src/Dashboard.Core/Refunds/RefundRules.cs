using Dashboard.Gate;

namespace Dashboard.Core.Refunds;

/// <summary>Section <c>Refunds</c> of the settings: what holds where no limit is written down for a role or a person.</summary>
public sealed class RefundRules
{
    public const string Section = "Refunds";

    /// <summary>Largest refund an Operator makes alone, in whole units of any currency (500 = 500.00 EUR, 500 JPY, 500.000 KWD).</summary>
    public long OperatorSingle { get; set; } = 500;

    /// <summary>Sum an Operator makes alone in one UTC day, whole units, each currency by itself.</summary>
    public long OperatorDay { get; set; } = 5_000;

    /// <summary>Sum an Operator makes alone in one UTC month, whole units, each currency by itself.</summary>
    public long OperatorMonth { get; set; } = 50_000;

    /// <summary>After so many requests of one person within <see cref="BrakeMinutes"/> the next one needs an approver.</summary>
    public int BrakeAfter { get; set; } = 20;

    public int BrakeMinutes { get; set; } = 10;

    /// <summary>Above it (whole units) a refund that leaves without a second person wants the password or code once more.</summary>
    public long StepUpAbove { get; set; } = 500;

    /// <summary>Hours after which a refund that nobody approved ends.</summary>
    public int ApprovalHours { get; set; } = 72;

    public IEnumerable<string> Faults()
    {
        if (OperatorSingle < 0)
            yield return $"{Section}:OperatorSingle must be 0 or more.";
        if (OperatorDay < 0)
            yield return $"{Section}:OperatorDay must be 0 or more.";
        if (OperatorMonth < 0)
            yield return $"{Section}:OperatorMonth must be 0 or more.";
        if (BrakeAfter < 1)
            yield return $"{Section}:BrakeAfter must be 1 or more.";
        if (BrakeMinutes is < 1 or > 1440)
            yield return $"{Section}:BrakeMinutes must be from 1 to 1440.";
        if (StepUpAbove < 0)
            yield return $"{Section}:StepUpAbove must be 0 or more.";
        if (ApprovalHours is < 1 or > 720)
            yield return $"{Section}:ApprovalHours must be from 1 to 720.";
    }

    /// <summary>Whole units in minor units of a currency; what does not fit 64 bits is as good as no limit.</summary>
    internal static long Minor(long whole, string currency)
    {
        Int128 minor = whole;
        for (var digit = Currency.Find(currency)?.Exponent ?? 0; digit > 0; digit--)
            minor *= 10;
        return minor > long.MaxValue ? long.MaxValue : (long)minor;
    }
}
