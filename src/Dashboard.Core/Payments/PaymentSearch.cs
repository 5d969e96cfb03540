using System.Globalization;
using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Payments;

/// <summary>
/// Finds the payments that a search means by an id: the same as <see cref="PaymentFilter.Apply"/> means, by way of the search indexes.
/// </summary>
internal abstract class PaymentSearch(AppDbContext context)
{
    /// <summary>Up to this many payments are named by their ids; more are met soon enough by walking the list and looking at each.</summary>
    public const int Few = 20_000;

    /// <summary>Greater than every character of an id in the byte order both databases compare by.</summary>
    public const string LastCharacter = "\U0010FFFF";

    protected AppDbContext Context { get; } = context;

    public static PaymentSearch On(AppDbContext context) => context.Database.IsSqlite() ? new SqliteSearch(context) : new PostgresSearch(context);

    /// <summary>Whether a text is long enough to be looked for inside of ids.</summary>
    public static bool IsPart(string text) => text.EnumerateRunes().Count() >= SearchText.LeastPart;

    /// <summary>The pattern that LIKE finds the text anywhere with, <c>\</c> being the escape.</summary>
    public static string Pattern(string text) =>
        "%" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal) + "%";

    /// <summary>
    /// How many are named where the newest of them can be told without: each that is named may be a read from the disk.
    /// </summary>
    public virtual int Handful => Few;

    /// <summary>Row ids of the payments, or null when they are more than <paramref name="most"/>.</summary>
    public Task<IReadOnlyCollection<long>?> FindAsync(SearchText search, int most, CancellationToken cancellationToken) =>
        Task.Run(() => FindHereAsync(search, most, cancellationToken), cancellationToken);

    private async Task<IReadOnlyCollection<long>?> FindHereAsync(SearchText search, int most, CancellationToken cancellationToken)
    {
        await Context.Database.OpenConnectionAsync(cancellationToken);
        using var command = new HotCommand(Context);
        var selects = new List<string>();
        if (search.Ids.Count > 0)
            selects.AddRange(OfList(search.Ids, command));
        if (search.Id is { } text)
            selects.AddRange(IsPart(text) ? await OfPartAsync(text, command, cancellationToken) : OfBeginning(text, command));
        if (search.OperationId is { } operationId)
            selects.Add($"SELECT payment_row_id AS id FROM operations WHERE operation_id = {command.Value(operationId)}");
        if (search.AccountEnd is { } digits)
        {
            selects.Add($"SELECT id FROM {command.From("payments", PaymentIndexes.ByAccountEnd)} WHERE {OfAccount(digits, command)}");
        }

        if (search.Email is { } email)
            selects.Add($"SELECT id FROM {command.From("payments", PaymentIndexes.ByEmail)} WHERE {OfEmail(email, command)}");

        var found = new HashSet<long>();
        if (selects.Count == 0)
            return found;
        await command.ReadAsync(
            $"SELECT DISTINCT id FROM ({string.Join(" UNION ALL ", selects)}) found LIMIT {command.Value(most + 1)}",
            row => found.Add(row.GetInt64(0)), cancellationToken);
        return found.Count > most ? null : found;
    }

    /// <summary>The condition on a row of payments, for a walk along the list.</summary>
    public string Condition(SearchText search, HotCommand command)
    {
        var conditions = new List<string>();
        if (search.Ids.Count > 0)
        {
            conditions.Add(command.In("payment_id", search.Ids));
            conditions.Add(command.In("customer_id", search.Ids));
            conditions.Add(OfOperation(command.In("operation_id", Numbers(search.Ids))));
        }

        if (search.Id is { } text)
            conditions.Add(Condition(text, command));
        if (search.OperationId is { } operationId)
            conditions.Add(OfOperation($"operation_id = {command.Value(operationId)}"));
        if (search.AccountEnd is { } digits)
            conditions.Add($"account_end IS NOT NULL AND account_number LIKE {command.Value("%" + digits)}");
        if (search.Email is { } email)
            conditions.Add(OfEmail(email, command));
        return $"({string.Join(" OR ", conditions)})";
    }

    protected string Condition(string text, HotCommand command)
    {
        if (!IsPart(text))
        {
            var from = command.Value(text);
            var end = command.Value(text + LastCharacter);
            return $"((payment_id >= {from} AND payment_id < {end}) OR (customer_id >= {from} AND customer_id < {end}))";
        }

        var pattern = command.Value(Pattern(text));
        return $"({Like("payment_id", pattern)} OR {OfCustomer(text, command)} "
            + $"OR {OfOperation($"({Like("request_id", pattern)} OR {Like("provider_payment_id", pattern)})")})";
    }

    private static string OfOperation(string condition) => $"EXISTS (SELECT 1 FROM operations WHERE payment_row_id = payments.id AND {condition})";

    protected abstract string Like(string column, string pattern);

    /// <summary>Selects of the payments one of whose ids contains the text.</summary>
    protected abstract Task<IReadOnlyList<string>> OfPartAsync(string text, HotCommand command, CancellationToken cancellationToken);

    protected static IReadOnlyList<string> OfBeginning(string text, HotCommand command) =>
    [
        $"SELECT id FROM payments WHERE payment_id >= {command.Value(text)} AND payment_id < {command.Value(text + LastCharacter)}",
        $"SELECT id FROM payments WHERE {OfCustomer(text, command)}",
    ];

    /// <summary>Customer ids are looked for by their beginning: the index of customers answers that, whatever they all have in common.</summary>
    public static string OfCustomer(string text, HotCommand command) =>
        $"(customer_id >= {command.Value(text)} AND customer_id < {command.Value(text + LastCharacter)})";

    public static string OfAccount(string digits, HotCommand command) =>
        $"(account_end IS NOT NULL AND account_end = {command.Value(digits[^Payment.AccountEndLength..])} AND account_number LIKE {command.Value("%" + digits)})";

    public static string OfEmail(string email, HotCommand command) =>
        $"(customer_email IS NOT NULL AND lower(customer_email) = lower({command.Value(email)}))";

    /// <summary>A page of the newest payments that a search means; null when there is no way but to walk the list.</summary>
    public virtual Task<List<SortKey>?> NewestFirstAsync(
        SearchText search, RegisterPart part, SortKey? after, int count, CancellationToken cancellationToken) => Task.FromResult<List<SortKey>?>(null);

    /// <summary>No payment that a search means was created later, Unix milliseconds; null when that is not known.</summary>
    public virtual Task<long?> NewestAsync(SearchText search, CancellationToken cancellationToken) => Task.FromResult<long?>(null);

    private static IEnumerable<string> OfList(IReadOnlyList<string> ids, HotCommand command)
    {
        yield return $"SELECT id FROM payments WHERE {command.In("payment_id", ids)}";
        yield return $"SELECT id FROM payments WHERE {command.In("customer_id", ids)}";
        var numbers = Numbers(ids);
        if (numbers.Count > 0)
            yield return $"SELECT payment_row_id AS id FROM operations WHERE {command.In("operation_id", numbers)}";
    }

    internal static IReadOnlyList<long> Numbers(IReadOnlyList<string> ids) =>
        [.. ids.Select(id => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1).Where(number => number >= 0)];
}

/// <summary>GIN indexes of pg_trgm; without the extension the beginning of ids for all time and any part in the newest payments.</summary>
internal sealed class PostgresSearch(AppDbContext context) : PaymentSearch(context)
{
    /// <summary>Newest payments that are looked at one by one without the extension.</summary>
    private const int Window = 200_000;

    protected override string Like(string column, string pattern) => $"{column} ILIKE {pattern}";

    protected override async Task<IReadOnlyList<string>> OfPartAsync(string text, HotCommand command, CancellationToken cancellationToken)
    {
        var pattern = command.Value(Pattern(text));
        var indexed = await Context.Database.SqlQuery<int>($"SELECT count(*)::int AS \"Value\" FROM pg_extension WHERE extname = 'pg_trgm'").SingleAsync(cancellationToken);
        if (indexed > 0)
        {
            return
            [
                $"SELECT id FROM payments WHERE {Like("payment_id", pattern)}",
                $"SELECT id FROM payments WHERE {OfCustomer(text, command)}",
                $"SELECT payment_row_id AS id FROM operations WHERE {Like("request_id", pattern)}",
                $"SELECT payment_row_id AS id FROM operations WHERE {Like("provider_payment_id", pattern)}",
            ];
        }

        return
        [
            .. OfBeginning(text, command),
            $"SELECT id FROM (SELECT * FROM payments ORDER BY id DESC LIMIT {Window.ToString(CultureInfo.InvariantCulture)}) payments WHERE {Condition(text, command)}",
        ];
    }
}
