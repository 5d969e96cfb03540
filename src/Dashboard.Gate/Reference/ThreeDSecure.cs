namespace Dashboard.Gate;

/// <summary>Whether the bank vouched for the cardholder.</summary>
public enum ThreeDSecure
{
    /// <summary>An indicator nobody here knows.</summary>
    Unknown,

    /// <summary>The bank recognised the cardholder: it answers for fraud.</summary>
    Authenticated,

    /// <summary>It was tried; the bank or the card does not take part.</summary>
    Attempted,

    /// <summary>The merchant answers for fraud.</summary>
    NotAuthenticated,
}

/// <summary>Reads electronic commerce indicators (<c>operation.eci</c>, page en_Gate_Callbacks).</summary>
public static class ElectronicCommerce
{
    /// <summary>What an indicator means in the schemes' own numbers: 05 to 07 of Visa and most others, 00 to 02 of Mastercard. Null without one.</summary>
    public static ThreeDSecure? Of(string? eci) => string.IsNullOrWhiteSpace(eci)
        ? null
        : eci.TrimStart('0') switch
        {
            "5" or "2" => ThreeDSecure.Authenticated,
            "6" or "1" => ThreeDSecure.Attempted,
            "7" or "" => ThreeDSecure.NotAuthenticated,
            _ => ThreeDSecure.Unknown,
        };
}
