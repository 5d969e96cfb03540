namespace Dashboard.Core.Payments;

/// <summary>What a list of payments is ordered by; ties by row id. Payments without an amount come last in either direction.</summary>
public enum PaymentSort
{
    Created,

    /// <summary>Minor units, whatever the currency: filter by one currency to compare.</summary>
    Amount,

    /// <summary>When the platform last changed the status.</summary>
    Changed,
}

/// <param name="By">What it is ordered by.</param>
/// <param name="Ascending">Oldest or smallest first.</param>
public readonly record struct PaymentOrder(PaymentSort By, bool Ascending = false);

/// <summary>Place of a row in an ordered list.</summary>
/// <param name="Value">What it is ordered by: Unix milliseconds or minor units; null for a payment without amount.</param>
/// <param name="Id">Row id.</param>
public readonly record struct SortKey(long? Value, long Id);

/// <summary>A table that lists are read from, and its indexes.</summary>
/// <param name="ByPayment">Where the table belongs to payments: their row ids.</param>
internal sealed record RegisterTable(string Name, string ByTime, string ByFacet, string ByAmount, string? ByChange, string? ByPayment)
{
    public static RegisterTable Payments { get; } =
        new("payments", PaymentIndexes.ByTime, PaymentIndexes.ByFacet, PaymentIndexes.ByAmount, PaymentIndexes.ByChange, null);

    public static RegisterTable Operations { get; } =
        new("operations", PaymentIndexes.OperationsByTime, PaymentIndexes.OperationsByFacet, PaymentIndexes.OperationsByAmount, null, PaymentIndexes.OperationsByPayment);

    public static string Column(PaymentSort sort) => sort switch
    {
        PaymentSort.Created => "created_at",
        PaymentSort.Amount => "amount",
        PaymentSort.Changed => "updated_at",
        _ => throw new InvalidOperationException($"Unknown order {sort}."),
    };

    public string Index(PaymentSort sort) => sort switch
    {
        PaymentSort.Created => ByFacet,
        PaymentSort.Amount => ByAmount,
        PaymentSort.Changed when ByChange is not null => ByChange,
        _ => throw new InvalidOperationException($"{Name} has no order {sort}."),
    };
}

/// <summary>An amount in the currencies of some combinations.</summary>
internal sealed record AmountOfFacets(IReadOnlyList<long> Facets, long Amount);

/// <summary>One set of rows, as conditions that the indexes understand. A filter becomes one or several of them; what any of them means is meant.</summary>
internal sealed record RegisterPart
{
    /// <summary>The combinations; null = all.</summary>
    public IReadOnlyList<long>? Facets { get; init; }

    /// <summary>Unix milliseconds, included.</summary>
    public long? From { get; init; }

    /// <summary>Unix milliseconds, no longer included.</summary>
    public long? Until { get; init; }

    public long? MinAmount { get; init; }

    public long? MaxAmount { get; init; }

    public IReadOnlyList<RefundWork> RefundWork { get; init; } = [];

    public string? AccountEnd { get; init; }

    /// <summary>Whether the status last changed later than <see cref="Payment.SoonMilliseconds"/> after the creation (or before it); null: whenever.</summary>
    public bool? ChangedLate { get; init; }

    /// <summary>Of the last change of status, Unix milliseconds, included.</summary>
    public long? ChangedFrom { get; init; }

    /// <summary>Of the last change of status, Unix milliseconds, no longer included.</summary>
    public long? ChangedUntil { get; init; }

    /// <summary>Row ids that a search has found.</summary>
    public IReadOnlyCollection<long>? Ids { get; init; }

    /// <summary>For operations: row ids of the payments that a search has found.</summary>
    public IReadOnlyCollection<long>? PaymentIds { get; init; }

    /// <summary>A search that means more rows than are worth naming: each row met is looked at.</summary>
    public SearchText? Walk { get; init; }

    /// <summary>For operations: the same, where the payment of each row met is looked at.</summary>
    public SearchText? WalkPayments { get; init; }

    /// <summary>Nothing can be meant.</summary>
    public bool IsEmpty => Facets is [] || Ids is { Count: 0 } || PaymentIds is { Count: 0 };

    /// <summary>Conditions on a row, as text; what is left out is checked by the caller's way to the rows.</summary>
    public List<string> Where(HotCommand command, bool withFacets = true)
    {
        var where = new List<string>();
        if (withFacets && Facets is not null)
            where.Add(command.In("facet_id", Facets));
        if (From is { } from)
            where.Add($"created_at >= {command.Value(from)}");
        if (Until is { } until)
            where.Add($"created_at < {command.Value(until)}");
        if (MinAmount is { } least)
            where.Add($"amount >= {command.Value(least)}");
        if (MaxAmount is { } most)
            where.Add($"amount <= {command.Value(most)}");
        if (ChangedLate is true)
            where.Add($"({Payment.ChangedLate})");
        if (ChangedLate is false)
            where.Add("updated_at >= created_at AND updated_at <= created_at + " + Payment.SoonMilliseconds);
        if (ChangedFrom is { } changedFrom)
            where.Add($"updated_at >= {command.Value(changedFrom)}");
        if (ChangedUntil is { } changedUntil)
            where.Add($"updated_at < {command.Value(changedUntil)}");
        if (RefundWork.Count > 0)
        {
            // The first half lets SQLite see that its index without the zeros will do.
            where.Add($"refund_work <> 0 AND refund_work IN ({string.Join(", ", RefundWork.Select(work => command.Value((int)work)))})");
        }

        if (AccountEnd is not null)
            where.Add($"account_end IS NOT NULL AND account_end = {command.Value(AccountEnd)}");
        if (Walk is not null)
            where.Add(PaymentSearch.On(command.Context).Condition(Walk, command));
        if (WalkPayments is not null)
            where.Add($"EXISTS (SELECT 1 FROM payments WHERE payments.id = operations.payment_row_id AND {PaymentSearch.On(command.Context).Condition(WalkPayments, command)})");
        if (PaymentIds is not null)
            where.Add(command.In("payment_row_id", PaymentIds));
        if (Ids is not null)
            where.Add(command.In("id", Ids));
        return where;
    }
}
