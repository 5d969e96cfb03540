using System.Data.Common;
using Dashboard.Core.Data;

namespace Dashboard.Core.Payments;

/// <summary>
/// The newest rows of a list among very many that a search by a part of an id means. The index gives candidates from the newest entered to the
/// oldest, the blocks bound what those not looked at yet can be: a page costs some hundreds of rows, whatever the number of matches. Ways to a row
/// that are in order of time by themselves (a customer's payments, an account's) give their first rows.
/// </summary>
internal sealed class SqliteNewestMatches(AppDbContext context, SqliteSearch index, SearchText search, RegisterPart part, SortKey? after, int count)
{
    /// <summary>Candidates of the first question; each further one asks for twice as many. Each is a row somewhere in the file: a page needs some fifty of them.</summary>
    private const int FirstCandidates = 64;

    /// <summary>Entries of customers that are sorted in passing: they are read from their index alone.</summary>
    private const int MostOfCustomers = 100_000;

    private readonly HashSet<SortKey> _found = [];
    private int _lookedAt;

    /// <summary>The page, or null when other conditions leave so little of the matches that walking the list is no worse.</summary>
    public async Task<List<SortKey>?> PageAsync(CancellationToken cancellationToken)
    {
        var text = search.Id!;
        foreach (var set in SqliteSearch.OutsideTheIndex(text))
            await TakeAsync(set, cancellationToken);
        if (search.OperationId is { } operationId)
            await TakeAsync(command => $"SELECT payment_row_id FROM operations WHERE operation_id = {command.Value(operationId)}", cancellationToken);
        if (search.AccountEnd is { } digits)
            await TakeAsync(PaymentIndexes.ByAccountEnd, command => PaymentSearch.OfAccount(digits, command), cancellationToken);
        if (search.Email is { } email)
            await TakeAsync(PaymentIndexes.ByEmail, command => PaymentSearch.OfEmail(email, command), cancellationToken);
        if (!await OfCustomersAsync(text, cancellationToken))
            return null;
        foreach (var source in await index.CandidatesAsync(text, cancellationToken))
        {
            if (!await OfCandidatesAsync(source, cancellationToken))
                return null;
        }

        return Best();
    }

    private List<SortKey> Best() => [.. _found.OrderByDescending(key => key.Value).ThenByDescending(key => key.Id).Take(count)];

    private async Task<bool> OfCustomersAsync(string text, CancellationToken cancellationToken)
    {
        var most = 0L;
        using (var few = new HotCommand(context))
        {
            await few.ReadAsync($"SELECT count(*) FROM (SELECT 1 FROM payments WHERE {PaymentSearch.OfCustomer(text, few)} LIMIT {few.Value(MostOfCustomers + 1)}) few",
                row => most = row.GetInt64(0), cancellationToken);
        }

        if (most is 0 or > MostOfCustomers)
            return most == 0;
        await TakeAsync(null, command => PaymentSearch.OfCustomer(text, command), cancellationToken);
        return true;
    }

    /// <returns>False when too much was looked at in vain.</returns>
    private async Task<bool> OfCandidatesAsync(SearchCandidates source, CancellationToken cancellationToken)
    {
        var last = long.MaxValue;
        for (var size = FirstCandidates; ; size *= 2)
        {
            var candidates = new List<long>();
            using (var command = new HotCommand(context))
            {
                await command.ReadAsync(
                    $"SELECT rowid FROM {source.Index} WHERE {source.Index} MATCH {command.Value(source.Trigrams)} AND rowid < {command.Value(last)} "
                        + $"ORDER BY rowid DESC LIMIT {command.Value(size)}",
                    row => candidates.Add(row.GetInt64(0)), cancellationToken);
            }

            if (candidates.Count > 0)
                await TakeAsync(command => source.Payments(command, candidates), cancellationToken);
            if (candidates.Count < size)
                return true;
            last = candidates[^1];
            _lookedAt += size;
            if (Best() is { } best && best.Count == count && best[^1].Value > await BoundAsync(source.Blocks, last, cancellationToken))
                return true;
            if (_lookedAt > PaymentSearch.Few)
                return false;
        }
    }

    /// <summary>Nothing entered before this row was created later, Unix milliseconds.</summary>
    private async Task<long> BoundAsync(string blocks, long before, CancellationToken cancellationToken)
    {
        var bound = long.MinValue;
        using var command = new HotCommand(context);
        await command.ReadAsync($"SELECT max(newest) FROM {blocks} WHERE first_id < {command.Value(before)}",
            row => bound = row.IsDBNull(0) ? bound : row.GetInt64(0), cancellationToken);
        return bound;
    }

    private Task TakeAsync(Func<HotCommand, string> payments, CancellationToken cancellationToken) =>
        TakeAsync(null, command => $"id IN ({payments(command)})", cancellationToken);

    private async Task TakeAsync(string? way, Func<HotCommand, string> condition, CancellationToken cancellationToken)
    {
        using var command = new HotCommand(context);
        var conditions = (part with { Walk = null }).Where(command);
        conditions.Add(condition(command));
        if (after is { Value: { } value, Id: var id })
            conditions.Add($"created_at <= {command.Value(value)} AND (created_at < {command.Value(value)} OR id < {command.Value(id)})");
        await command.ReadAsync(
            $"SELECT created_at, id FROM {command.From("payments", way)} WHERE {string.Join(" AND ", conditions)} "
                + $"ORDER BY created_at DESC, id DESC LIMIT {command.Value(count)}",
            (DbDataReader row) => _found.Add(new SortKey(row.GetInt64(0), row.GetInt64(1))), cancellationToken);
    }
}

/// <summary>Rows of an index of trigrams, which may contain a text.</summary>
/// <param name="Index">The index.</param>
/// <param name="Blocks">What bounds the times of its rows.</param>
/// <param name="Trigrams">The question.</param>
/// <param name="Payments">A query for the row ids of payments among candidates that do contain it.</param>
internal sealed record SearchCandidates(string Index, string Blocks, string Trigrams, Func<HotCommand, IReadOnlyCollection<long>, string> Payments);
