namespace Dashboard.Gate;

/// <summary>Why a typed amount is no amount.</summary>
public enum AmountFault
{
    /// <summary>It is one.</summary>
    None,

    /// <summary>Nothing was typed.</summary>
    Empty,

    /// <summary>ISO 4217 does not know the currency, so its minor units are unknown.</summary>
    UnknownCurrency,

    /// <summary>Something other than digits, one sign and separators.</summary>
    NotANumber,

    /// <summary>More digits after the separator than the currency has ("10.5" JPY, "1.2345" KWD). Amounts are never rounded.</summary>
    TooManyDecimals,

    /// <summary>The separators can be read in two ways, or group the digits in an unusual way ("1,234" KWD, "10,50" in English, "1,23,4").</summary>
    AmbiguousSeparator,

    /// <summary>Beyond 64 bits of minor units.</summary>
    OutOfRange,
}
