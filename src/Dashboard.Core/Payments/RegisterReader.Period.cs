namespace Dashboard.Core.Payments;

/// <summary>Lists of a period in another order than that of time, which no index gives by itself.</summary>
internal sealed partial class RegisterReader
{
    /// <summary>Rows of a period that tell what its greatest amounts are like.</summary>
    private const int Sample = 1_000;

    /// <summary>A row that is counted first and then put in order costs as much as so many that are passed by.</summary>
    private const int CountedAndPutInOrder = 2;

    /// <summary>Rows beside the period that merging may well pass by.</summary>
    private const int PassedBy = 2_000;

    /// <summary>One row in about so many changes late.</summary>
    private const int LateOf = 25;

    private async Task<List<SortKey>> OfPeriodAsync(
        RegisterPart part, IReadOnlyList<long> facets, SortKey? after, int count, CancellationToken cancellationToken)
    {
        if (await MeasureAsync(part, cancellationToken) is not { } period)
            return [];
        var bounded = part with { Facets = facets };
        if (order.By == PaymentSort.Amount)
        {
            // Collecting looks at every row of the period. Merging looks, along each combination, also at rows of other periods: the more, the shorter it is.
            var merged = (count + facets.Count) * (period.All / (double)period.Rows);
            // All combinations lie together in the index by time, with their amounts in that of payments.
            if (part.Facets is null && table == RegisterTable.Payments)
            {
                if (period.Rows <= merged)
                    return await FirstOfPeriodAsync(part, period.Rows, after, count, cancellationToken);
            }
            else if (await FewAsync(bounded with { MinAmount = null, MaxAmount = null }, table.ByFacet, (int)Math.Min(merged / CountedAndPutInOrder, period.Rows), cancellationToken))
            {
                return await CollectAsync(bounded, table.ByFacet, after, count, cancellationToken);
            }
        }

        var present = bounded with { Facets = await PresentAsync(bounded, cancellationToken) };
        if (order.By == PaymentSort.Amount || (order.Ascending ? period.Before : period.Behind) <= Math.Max(PassedBy, period.Rows / LateOf))
            return await MergeAsync(present, after, count, cancellationToken);
        // Nearly all rows change for the last time soon after they were created, so that theirs lie together; the others have an index of their own.
        var soonAfter = present with { ChangedLate = false, ChangedFrom = part.From, ChangedUntil = part.Until + Payment.SoonMilliseconds };
        var soon = await MergeAsync(soonAfter, after, count, cancellationToken);
        var late = await CollectAsync(part with { ChangedLate = true }, PaymentIndexes.ByLateChange, after, count, cancellationToken);
        return [.. Sort(soon.Concat(late)).Take(count)];
    }

    /// <summary>
    /// About how many rows a period has and lie before and behind it: told by the row ids at its ends, since rows are entered about as they are created. Where
    /// they were not, another way to the same rows is taken. Null when the period has none.
    /// </summary>
    private async Task<Extent?> MeasureAsync(RegisterPart part, CancellationToken cancellationToken)
    {
        using var command = new HotCommand(context);
        var period = Joined(new RegisterPart { From = part.From, Until = part.Until }.Where(command));
        var from = $"(SELECT id FROM {command.From(table.Name, table.ByTime)}{period} ORDER BY";
        Extent? extent = null;
        await command.ReadAsync(
            $"SELECT {from} created_at, id LIMIT 1), {from} created_at DESC, id DESC LIMIT 1), (SELECT max(id) FROM {table.Name})",
            row => extent = row.IsDBNull(0) ? null : Extent.Of(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)), cancellationToken);
        return extent;
    }

    /// <summary>Collects from the index by time. Some rows of a long period tell what amounts the first can have, so that few need be put in order.</summary>
    private async Task<List<SortKey>> FirstOfPeriodAsync(RegisterPart part, long rows, SortKey? after, int count, CancellationToken cancellationToken)
    {
        if (rows > 2 * Sample)
        {
            // Twice what the page's share of the sample is, and some more: it is rarely too little, and then all are put in order.
            var last = (2 * count * Sample / rows) + 4;
            long? bound = null;
            using (var command = new HotCommand(context))
            {
                var where = part.Where(command);
                where.AddRange(Behind(after, command));
                await command.ReadAsync(
                    $"SELECT amount FROM (SELECT amount FROM {command.From(table.Name, table.ByTime)}{Joined(where)} LIMIT {command.Value(Sample)}) few "
                        + $"ORDER BY amount {_direction} LIMIT 1 OFFSET {command.Value(last)}",
                    row => bound = row.GetInt64(0), cancellationToken);
            }

            var narrowed = order.Ascending ? part with { MaxAmount = bound ?? part.MaxAmount } : part with { MinAmount = bound ?? part.MinAmount };
            if (bound is not null && await CollectAsync(narrowed, table.ByTime, after, count, cancellationToken) is { } found && found.Count == count)
                return found;
        }

        return await CollectAsync(part, table.ByTime, after, count, cancellationToken);
    }

    /// <summary>The combinations that have a row in the period: the others would be read to their end for nothing.</summary>
    private async Task<List<long>> PresentAsync(RegisterPart part, CancellationToken cancellationToken)
    {
        var facets = new List<long>();
        using var command = new HotCommand(context);
        var period = string.Concat(new RegisterPart { From = part.From, Until = part.Until }.Where(command).Select(condition => " AND " + condition));
        await command.ReadAsync(
            $"SELECT facet.value FROM (SELECT value FROM {command.Numbers(part.Facets!)}) facet "
                + $"WHERE EXISTS (SELECT 1 FROM {command.From(table.Name, table.ByFacet)} WHERE facet_id = facet.value{period})",
            row => facets.Add(row.GetInt64(0)), cancellationToken);
        return facets;
    }

    /// <param name="Rows">About as many rows has the period, at least 1.</param>
    /// <param name="Before">About as many were created earlier.</param>
    /// <param name="Behind">About as many were created later.</param>
    /// <param name="All">About as many has the table.</param>
    private sealed record Extent(long Rows, long Before, long Behind, long All)
    {
        public static Extent Of(long first, long last, long greatest) =>
            new(Math.Abs(last - first) + 1, Math.Min(first, last), greatest - Math.Max(first, last), greatest);
    }
}
