namespace Dashboard.Core.Payments;

/// <summary>Ways to put the facts of several messages together that do not depend on their order.</summary>
internal static class Facts
{
    /// <summary>
    /// A fact that does not change in the life of a payment (customer, method, request id): whoever tells it is believed. Should two messages
    /// differ, the ordinally greater text stays, which is arbitrary but the same in every order.
    /// </summary>
    public static string? Merge(string? known, string? told)
    {
        if (string.IsNullOrEmpty(told))
            return known;
        return string.IsNullOrEmpty(known) || string.CompareOrdinal(told, known) > 0 ? told : known;
    }

    /// <summary>The earliest of the instants that are known, in UTC.</summary>
    public static DateTimeOffset? Earliest(params ReadOnlySpan<DateTimeOffset?> instants)
    {
        DateTimeOffset? earliest = null;
        foreach (var instant in instants)
        {
            if (instant is { } known && !(earliest <= known))
                earliest = known;
        }

        return earliest?.ToUniversalTime();
    }
}
