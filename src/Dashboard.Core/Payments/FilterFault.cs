namespace Dashboard.Core.Payments;

/// <summary>What is wrong with a value of a filter that came as text.</summary>
public enum FilterFaultKind
{
    NotANumber,
    NotADate,

    /// <summary>Not one of today, yesterday, last7, last30, last90.</summary>
    UnknownPeriod,

    /// <summary>The last day lies before the first.</summary>
    EndsBeforeStart,

    /// <summary>Both a period word and days or instants.</summary>
    TwoPeriods,
    NotACurrency,
    TooLong,

    /// <summary>Not the last four digits of an account.</summary>
    NotDigits,

    /// <summary>Not one of partly, fully, pending, unknown, failed.</summary>
    UnknownRefundStanding,

    /// <summary>Not one of the words that are possible there.</summary>
    UnknownWord,
    TooMany,
}

/// <summary>A value that was left out of the filter, and why.</summary>
/// <param name="Key">Name of the value in an address, or of the option on the command line without its dashes.</param>
/// <param name="Value">What came, cut to 64 characters.</param>
public sealed record FilterFault(string Key, string Value, FilterFaultKind Kind)
{
    /// <summary>For the command line: names the option and the fix.</summary>
    public override string ToString() => Kind switch
    {
        FilterFaultKind.NotANumber => $"{Key}: '{Value}' is not a whole number.",
        FilterFaultKind.NotADate => $"{Key}: '{Value}' is neither a day (2026-11-30) nor an instant (2026-11-30T08:00:00Z).",
        FilterFaultKind.UnknownPeriod => $"{Key}: '{Value}' is none of today, yesterday, last7, last30, last90.",
        FilterFaultKind.EndsBeforeStart => $"{Key}: '{Value}' lies before the beginning of the period.",
        FilterFaultKind.TwoPeriods => $"{Key}: give either a period or its first and last day.",
        FilterFaultKind.NotACurrency => $"{Key}: '{Value}' is not a currency code of three capital letters.",
        FilterFaultKind.NotDigits => $"{Key}: '{Value}' is not the last four digits of an account.",
        FilterFaultKind.UnknownRefundStanding => $"{Key}: '{Value}' is none of partly, fully, pending, unknown, failed.",
        FilterFaultKind.UnknownWord => $"{Key}: '{Value}' is not known here.",
        FilterFaultKind.TooLong => $"{Key}: longer than {FilterText.MostLength} characters.",
        FilterFaultKind.TooMany => $"{Key}: more than {FilterText.MostValues} values.",
        _ => throw new InvalidOperationException($"Unknown fault {Kind}."),
    };
}

/// <summary>A filter read from text: what could be used, and what could not.</summary>
public sealed record FilterReading<TFilter>(TFilter Filter, IReadOnlyList<FilterFault> Faults);
