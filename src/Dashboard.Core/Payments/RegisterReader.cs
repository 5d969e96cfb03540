using System.Data.Common;
using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Payments;

/// <summary>
/// Finds the row ids of a window. The rows of one combination lie in order in an index, so the first rows of a list are the first rows of the
/// few combinations whose own first row comes earliest: one seek for each combination tells which. How many rows there are, and how deep the
/// window lies, does not matter.
/// </summary>
internal sealed partial class RegisterReader(AppDbContext context, RegisterTable table, PaymentOrder order)
{
    /// <summary>Up to this many rows of a combination are collected rather than looked for along it.</summary>
    private const int FewOfCombination = 200;

    /// <summary>The same where each row has to be looked up for what it is ordered by.</summary>
    private const int FewLookedUp = 20;

    /// <summary>Up to this many rows of all combinations together are.</summary>
    private const int Few = 4_000;

    private readonly string _column = RegisterTable.Column(order.By);
    private readonly string _direction = order.Ascending ? "ASC" : "DESC";
    private readonly string _beyond = order.Ascending ? ">" : "<";

    private string Order => $"ORDER BY {_column} {_direction}, id {_direction}";

    /// <summary>Keys of the window in order, without repeats.</summary>
    /// <param name="parts">Sets of rows whose union is meant.</param>
    /// <param name="after">Begins behind this row.</param>
    /// <param name="count">Rows at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<List<SortKey>> PageAsync(IReadOnlyList<RegisterPart> parts, SortKey? after, int count, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken);
        var found = new HashSet<SortKey>();
        await Task.Run(async () =>
        {
            foreach (var part in parts.Where(part => !part.IsEmpty))
                found.UnionWith(await PageAsync(part, after, count, cancellationToken));
        }, cancellationToken);
        return [.. Sort(found).Take(count)];
    }

    private IEnumerable<SortKey> Sort(IEnumerable<SortKey> keys)
    {
        var withValueFirst = keys.OrderBy(key => key.Value is null);
        return order.Ascending
            ? withValueFirst.ThenBy(key => key.Value).ThenBy(key => key.Id)
            : withValueFirst.ThenByDescending(key => key.Value).ThenByDescending(key => key.Id);
    }

    private async Task<List<SortKey>> PageAsync(RegisterPart part, SortKey? after, int count, CancellationToken cancellationToken)
    {
        List<SortKey> found = after is { Value: null } ? [] : await WithValueAsync(part, after, count, cancellationToken);
        if (order.By == PaymentSort.Amount && found.Count < count)
            found.AddRange(await WithoutAmountAsync(part, after is { Value: null } ? after : null, count - found.Count, cancellationToken));
        return found;
    }

    private async Task<List<SortKey>> WithValueAsync(RegisterPart part, SortKey? after, int count, CancellationToken cancellationToken)
    {
        if ((part.Ids ?? part.PaymentIds) is not null)
            return await CollectAsync(part, part.Ids is null ? table.ByPayment : null, after, count, cancellationToken);
        if (part.WalkPayments is not null && order.By == PaymentSort.Created)
            return await CollectAsync(part, table.ByTime, after, count, cancellationToken);
        if (part.Walk is not null && order.By == PaymentSort.Created)
            return await WalkAsync(part, after, count, cancellationToken);
        if (part.AccountEnd is not null)
            return await CollectAsync(part, PaymentIndexes.ByAccountEnd, after, count, cancellationToken);
        if (part.RefundWork.Count > 0)
            return await CollectAsync(part, PaymentIndexes.ByRefundWork, after, count, cancellationToken);
        if (part.Facets is null && order.By == PaymentSort.Created && part is { MinAmount: null, MaxAmount: null })
            return await CollectAsync(part, table.ByTime, after, count, cancellationToken);

        var facets = part.Facets ?? await FacetIdsAsync(cancellationToken);
        return (part.MinAmount ?? part.MaxAmount) is not null && order.By != PaymentSort.Amount
            ? await OfAmountsAsync(part with { Facets = facets }, after, count, cancellationToken)
            : await InOrderAsync(part, facets, after, count, cancellationToken);
    }

    private async Task<List<SortKey>> InOrderAsync(
        RegisterPart part, IReadOnlyList<long> facets, SortKey? after, int count, CancellationToken cancellationToken) =>
        (part.From ?? part.Until) is null || order.By == PaymentSort.Created
            ? await MergeAsync(part with { Facets = facets }, after, count, cancellationToken)
            : await OfPeriodAsync(part, facets, after, count, cancellationToken);

    /// <summary>
    /// A range of amounts that the list is not ordered by: merging reads on along each combination until it meets one. Where a combination has none, or
    /// hardly any, it would read for long, so that the few there are are collected.
    /// </summary>
    private async Task<List<SortKey>> OfAmountsAsync(RegisterPart part, SortKey? after, int count, CancellationToken cancellationToken)
    {
        if (await FewAsync(part with { From = null, Until = null }, table.ByAmount, Few, cancellationToken))
            return await CollectAsync(part, table.ByAmount, after, count, cancellationToken);
        var few = order.By == PaymentSort.Created ? FewOfCombination : FewLookedUp;
        var (sparse, dense) = (new List<long>(), new List<long>());
        using (var command = new HotCommand(context))
        {
            var range = string.Concat(new RegisterPart { MinAmount = part.MinAmount, MaxAmount = part.MaxAmount }.Where(command).Select(condition => " AND " + condition));
            await command.ReadAsync(
                $"SELECT facet.value, (SELECT count(*) FROM (SELECT 1 FROM {command.From(table.Name, table.ByAmount)} WHERE facet_id = facet.value{range} "
                    + $"LIMIT {command.Value(few + 1)}) few) FROM (SELECT value FROM {command.Numbers(part.Facets!)}) facet",
                row =>
                {
                    if (row.GetInt64(1) > 0)
                        (row.GetInt64(1) > few ? dense : sparse).Add(row.GetInt64(0));
                }, cancellationToken);
        }

        var found = new List<SortKey>();
        if (sparse.Count > 0)
            found.AddRange(await CollectAsync(part with { Facets = sparse }, table.ByAmount, after, count, cancellationToken));
        if (dense.Count > 0)
            found.AddRange(await InOrderAsync(part with { Facets = dense }, dense, after, count, cancellationToken));
        return [.. Sort(found).Take(count)];
    }

    /// <summary>Looks at every row along the list, from the newest that a match can be.</summary>
    private async Task<List<SortKey>> WalkAsync(RegisterPart part, SortKey? after, int count, CancellationToken cancellationToken)
    {
        var index = PaymentSearch.On(context);
        if (!order.Ascending && await index.NewestFirstAsync(part.Walk!, part, after, count, cancellationToken) is { } page)
            return page;
        if (!order.Ascending && await index.NewestAsync(part.Walk!, cancellationToken) is { } newest)
            part = part with { Until = Math.Min(part.Until ?? long.MaxValue, newest + 1) };
        return await CollectAsync(part, table.ByTime, after, count, cancellationToken);
    }

    /// <summary>Takes the rows of the combinations that come first.</summary>
    private async Task<List<SortKey>> MergeAsync(RegisterPart part, SortKey? after, int count, CancellationToken cancellationToken)
    {
        var heads = new List<(long Facet, long Value)>();
        using (var command = new HotCommand(context))
        {
            var where = RestOf(part, after, command);
            var text = $"SELECT facet.value, (SELECT {_column} FROM {command.From(table.Name, table.Index(order.By))} "
                + $"WHERE facet_id = facet.value{where} {Order} LIMIT 1) FROM (SELECT value FROM {command.Numbers(part.Facets!)}) facet";
            await command.ReadAsync(text, row =>
            {
                if (!row.IsDBNull(1))
                    heads.Add((row.GetInt64(0), row.GetInt64(1)));
            }, cancellationToken);
        }

        heads.Sort((one, other) => order.Ascending ? one.Value.CompareTo(other.Value) : other.Value.CompareTo(one.Value));
        var found = new List<SortKey>();
        foreach (var (facet, head) in heads)
        {
            // Whatever this combination has comes behind what is already enough; an equal value may still win by its id.
            if (found.Count >= count && (order.Ascending ? head > found[count - 1].Value : head < found[count - 1].Value))
                break;
            using var command = new HotCommand(context);
            // Nor does this one need to be read any further than that.
            var within = found.Count >= count ? Within(part, found[count - 1].Value!.Value) : part;
            var text = $"SELECT {_column}, id FROM {command.From(table.Name, table.Index(order.By))} WHERE facet_id = {command.Value(facet)}"
                + $"{RestOf(within, after, command)} {Order} LIMIT {command.Value(count)}";
            await command.ReadAsync(text, row => found.Add(Key(row)), cancellationToken);
            found = [.. Sort(found).Take(count)];
        }

        return found;
    }

    /// <summary>
    /// The rows up to a value and with it. Never a second bound beside one that the part has: SQLite reads along one of them, and that may be the other one.
    /// </summary>
    private RegisterPart Within(RegisterPart part, long value) => (order.By, order.Ascending) switch
    {
        (PaymentSort.Amount, false) => part with { MinAmount = Math.Max(part.MinAmount ?? value, value) },
        (PaymentSort.Amount, true) => part with { MaxAmount = Math.Min(part.MaxAmount ?? value, value) },
        (PaymentSort.Created, false) => part with { From = Math.Max(part.From ?? value, value) },
        (PaymentSort.Created, true) => part with { Until = Math.Min(part.Until ?? (value + 1), value + 1) },
        (_, false) => part with { ChangedFrom = Math.Max(part.ChangedFrom ?? value, value) },
        (_, true) => part with { ChangedUntil = Math.Min(part.ChangedUntil ?? (value + 1), value + 1) },
    };

    /// <summary>Collects through an index, or by row id when none is named.</summary>
    private async Task<List<SortKey>> CollectAsync(RegisterPart part, string? index, SortKey? after, int count, CancellationToken cancellationToken)
    {
        using var command = new HotCommand(context);
        var where = part.Where(command);
        where.AddRange(Behind(after, command));
        var text = $"SELECT {_column}, id FROM {command.From(table.Name, index)}{Joined(where)} {Order} LIMIT {command.Value(count)}";
        var found = new List<SortKey>();
        await command.ReadAsync(text, row => found.Add(Key(row)), cancellationToken);
        return found;
    }

    private async Task<List<SortKey>> WithoutAmountAsync(RegisterPart part, SortKey? after, int count, CancellationToken cancellationToken)
    {
        if ((part.MinAmount ?? part.MaxAmount) is not null)
            return [];
        using var command = new HotCommand(context);
        var named = (part.Ids ?? part.PaymentIds) is not null;
        var bounded = !named ? part with { Facets = part.Facets ?? await FacetIdsAsync(cancellationToken) } : part;
        var where = bounded.Where(command);
        where.Add("amount IS NULL");
        if (after is { Id: var id })
            where.Add($"id {_beyond} {command.Value(id)}");
        var found = new List<SortKey>();
        await command.ReadAsync(
            $"SELECT amount, id FROM {command.From(table.Name, named ? part.Ids is null ? table.ByPayment : null : table.ByAmount)}{Joined(where)} "
                + $"ORDER BY id {_direction} LIMIT {command.Value(count)}",
            row => found.Add(Key(row)), cancellationToken);
        return found;
    }

    private async Task<bool> FewAsync(RegisterPart part, string index, int most, CancellationToken cancellationToken)
    {
        using var command = new HotCommand(context);
        var rows = 0L;
        await command.ReadAsync(
            $"SELECT count(*) FROM (SELECT 1 FROM {command.From(table.Name, index)}{Joined(part.Where(command))} LIMIT {command.Value(most + 1)}) few",
            row => rows = row.GetInt64(0), cancellationToken);
        return rows <= most;
    }

    private Task<List<long>> FacetIdsAsync(CancellationToken cancellationToken)
    {
        var operations = table == RegisterTable.Operations;
        return context.Set<Facet>().Where(facet => facet.OfOperations == operations).Select(facet => facet.Id).ToListAsync(cancellationToken);
    }

    private string RestOf(RegisterPart part, SortKey? after, HotCommand command)
    {
        var where = part.Where(command, withFacets: false);
        where.AddRange(Behind(after, command));
        return string.Concat(where.Select(condition => " AND " + condition));
    }

    /// <summary>Rows with a value, behind a key. The first comparison alone is a range of the index.</summary>
    private IEnumerable<string> Behind(SortKey? after, HotCommand command)
    {
        if (order.By == PaymentSort.Amount)
            yield return "amount IS NOT NULL";
        if (after is not { Value: { } value, Id: var id })
            yield break;
        var edge = command.Value(value);
        yield return $"{_column} {_beyond}= {edge} AND ({_column} {_beyond} {edge} OR id {_beyond} {command.Value(id)})";
    }

    private static string Joined(List<string> where) => where.Count == 0 ? "" : " WHERE " + string.Join(" AND ", where);

    private static SortKey Key(DbDataReader row) => new(row.IsDBNull(0) ? null : row.GetInt64(0), row.GetInt64(1));
}
