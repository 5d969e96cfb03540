using System.Text.Json;
using Dashboard.Core.Data;

namespace Dashboard.Core.Payments;

/// <summary>Trigrams name candidates, each is checked against its row; rows that are not entered yet are looked at one by one.</summary>
internal sealed class SqliteSearch(AppDbContext context) : PaymentSearch(context)
{
    /// <summary>Trigrams asked for together. More find no less after the check, and cost a list of rows each.</summary>
    private const int MostTrigrams = 4;

    /// <summary>Rows by which the commonness of trigrams is judged.</summary>
    private const int Sample = 128;

    /// <summary>Rows that lie anywhere in a large file; above it <see cref="SqliteNewestMatches"/> needs fewer.</summary>
    public override int Handful => 64;

    private const string OperationIds = "coalesce(request_id, '') || char(10) || coalesce(provider_payment_id, '')";

    protected override string Like(string column, string pattern) => Contains(column, pattern);

    protected override async Task<IReadOnlyList<string>> OfPartAsync(string text, HotCommand command, CancellationToken cancellationToken) =>
    [
        .. await OfPaymentsAsync(text, command, cancellationToken),
        .. await OfOperationsAsync(text, command, cancellationToken),
        $"SELECT id FROM payments WHERE {OfCustomer(text, command)}",
    ];

    public override async Task<List<SortKey>?> NewestFirstAsync(
        SearchText search, RegisterPart part, SortKey? after, int count, CancellationToken cancellationToken) =>
        search.Id is { } text && IsPart(text) && search.Ids.Count == 0
            ? await new SqliteNewestMatches(Context, this, search, part, after, count).PageAsync(cancellationToken)
            : null;

    /// <summary>Candidates of both indexes.</summary>
    public async Task<IReadOnlyList<SearchCandidates>> CandidatesAsync(string text, CancellationToken cancellationToken) =>
    [
        new("search_payments", "search_payment_blocks", await RareAsync(text, "payments", "payment_id", cancellationToken), (command, candidates) =>
            $"SELECT p.id FROM payments p WHERE {command.In("p.id", candidates)} AND {Like("p.payment_id", command.Value(Pattern(text)))}"),
        new("search_operations", "search_operation_blocks", await RareAsync(text, "operations", OperationIds, cancellationToken), (command, candidates) =>
            $"SELECT o.payment_row_id FROM operations o WHERE {command.In("o.id", candidates)} AND {OfOperation(text, command)}"),
    ];

    /// <summary>Queries for the row ids of payments whose entry is missing or no longer true.</summary>
    public static IReadOnlyList<Func<HotCommand, string>> OutsideTheIndex(string text) =>
    [
        command => PaymentsNotEntered(text, command),
        command => OperationsNotEntered(text, command, "o.payment_row_id"),
        command => OperationsChanged(text, command, "o.payment_row_id"),
    ];

    /// <summary>The bound that the blocks give to the newest match, so that a walk does not begin years too late.</summary>
    public override async Task<long?> NewestAsync(SearchText search, CancellationToken cancellationToken)
    {
        if (search.Id is not { } text || !IsPart(text) || search.AccountEnd is not null || search.Email is not null)
            return null;
        using var command = new HotCommand(Context);
        var payments = await OfPaymentsAsync(text, command, cancellationToken);
        var operations = await OfOperationsAsync(text, command, cancellationToken, "o.id");
        long? newest = null;
        // Among the rows that are not entered there are no blocks; among customers there is no order of time.
        await command.ReadAsync(
            $"""
            SELECT EXISTS ({payments[1]}) OR EXISTS ({operations[1]}) OR EXISTS ({operations[2]}) OR EXISTS (SELECT 1 FROM payments WHERE {OfCustomer(text, command)}),
                (SELECT max(newest) FROM search_payment_blocks WHERE first_id <= ({payments[0]} ORDER BY search_payments.rowid DESC LIMIT 1)),
                (SELECT max(newest) FROM search_operation_blocks WHERE first_id <= ({operations[0]} ORDER BY search_operations.rowid DESC LIMIT 1))
            """,
            row =>
            {
                if (row.GetInt64(0) == 0)
                    newest = Math.Max(row.IsDBNull(1) ? 0 : row.GetInt64(1), row.IsDBNull(2) ? 0 : row.GetInt64(2));
            }, cancellationToken);
        return search.OperationId is null ? newest : null;
    }

    private async Task<IReadOnlyList<string>> OfPaymentsAsync(string text, HotCommand command, CancellationToken cancellationToken)
    {
        var match = command.Value(await RareAsync(text, "payments", "payment_id", cancellationToken));
        return
        [
            $"SELECT p.id FROM search_payments CROSS JOIN payments p ON p.id = search_payments.rowid WHERE search_payments MATCH {match} "
                + $"AND {Like("p.payment_id", command.Value(Pattern(text)))}",
            PaymentsNotEntered(text, command),
        ];
    }

    private async Task<IReadOnlyList<string>> OfOperationsAsync(
        string text, HotCommand command, CancellationToken cancellationToken, string column = "o.payment_row_id AS id")
    {
        var match = command.Value(await RareAsync(text, "operations", OperationIds, cancellationToken));
        return
        [
            $"SELECT {column} FROM search_operations CROSS JOIN operations o ON o.id = search_operations.rowid WHERE search_operations MATCH {match} "
                + $"AND {OfOperation(text, command)}",
            OperationsNotEntered(text, command, column),
            OperationsChanged(text, command, column),
        ];
    }

    private static string PaymentsNotEntered(string text, HotCommand command) =>
        $"SELECT p.id FROM payments p WHERE p.id > (SELECT payments FROM search_progress) AND {Contains("p.payment_id", command.Value(Pattern(text)))}";

    private static string OperationsNotEntered(string text, HotCommand command, string column) =>
        $"SELECT {column} FROM operations o WHERE o.id > (SELECT operations FROM search_progress) AND {OfOperation(text, command)}";

    private static string OperationsChanged(string text, HotCommand command, string column) =>
        $"SELECT {column} FROM search_stale_operations s CROSS JOIN operations o ON o.id = s.id WHERE {OfOperation(text, command)}";

    private static string OfOperation(string text, HotCommand command)
    {
        var pattern = command.Value(Pattern(text));
        return $"({Contains("o.request_id", pattern)} OR {Contains("o.provider_payment_id", pattern)})";
    }

    private static string Contains(string column, string pattern) => $"{column} LIKE {pattern} ESCAPE '\\'";

    /// <summary>
    /// The trigrams of a text that are rarest in a sample of the ids, as a question to the index. What all ids begin with tells them apart in
    /// nothing and would be the longest list to read.
    /// </summary>
    private async Task<string> RareAsync(string text, string table, string ids, CancellationToken cancellationToken)
    {
        var sample = new List<string>();
        using (var command = new HotCommand(Context))
        {
            var last = 0L;
            await command.ReadAsync($"SELECT coalesce(max(id), 0) FROM {table}", row => last = row.GetInt64(0), cancellationToken);
            var numbers = JsonSerializer.Serialize(Enumerable.Range(1, Sample).Select(index => last * index / Sample).Distinct());
            using var read = new HotCommand(Context);
            await read.ReadAsync($"SELECT {ids} FROM {table} WHERE id IN (SELECT value FROM json_each({read.Value(numbers)}))",
                row => sample.Add(row.GetString(0)), cancellationToken);
        }

        var runes = text.EnumerateRunes().ToList();
        var trigrams = Enumerable.Range(0, runes.Count - SearchText.LeastPart + 1)
            .Select(start => string.Concat(runes.Skip(start).Take(SearchText.LeastPart))).Distinct(StringComparer.OrdinalIgnoreCase)
            .OrderBy(trigram => sample.Count(id => id.Contains(trigram, StringComparison.OrdinalIgnoreCase))).Take(MostTrigrams);
        return string.Join(" AND ", trigrams.Select(trigram => $"\"{trigram.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));
    }
}
