using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Dashboard.Core.Payments;

/// <summary>
/// What the search by a part of an id needs in the database besides tables and columns of the model. Made after the migrations, at every start,
/// when it is not there: EF knows neither virtual tables nor extensions.
/// </summary>
internal static class SearchSchema
{
    /// <summary>
    /// Trigrams of the ids, without the texts and without positions: what a search finds there is checked against the row. Rows are entered by
    /// <see cref="SearchIndexer"/> after their commit; the trigger notes operations whose ids have changed since (a payment's never does).
    /// The blocks tell the newest creation among some two thousand rows; a creation is only ever corrected to an earlier time, so it stays a bound.
    /// </summary>
    private const string Sqlite =
        """
        CREATE VIRTUAL TABLE IF NOT EXISTS search_payments USING fts5(ids, content='', contentless_delete=1, detail='none', tokenize='trigram');
        CREATE VIRTUAL TABLE IF NOT EXISTS search_operations USING fts5(ids, content='', contentless_delete=1, detail='none', tokenize='trigram');
        CREATE TABLE IF NOT EXISTS search_progress (id INTEGER PRIMARY KEY CHECK (id = 1), payments INTEGER NOT NULL, operations INTEGER NOT NULL);
        INSERT OR IGNORE INTO search_progress VALUES (1, 0, 0);
        CREATE TABLE IF NOT EXISTS search_payment_blocks (first_id INTEGER PRIMARY KEY, newest INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS search_operation_blocks (first_id INTEGER PRIMARY KEY, newest INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS search_stale_operations (id INTEGER PRIMARY KEY);
        CREATE TRIGGER IF NOT EXISTS search_operations_changed AFTER UPDATE OF request_id, provider_payment_id ON operations
            WHEN old.request_id IS NOT new.request_id OR old.provider_payment_id IS NOT new.provider_payment_id
            BEGIN INSERT OR IGNORE INTO search_stale_operations VALUES (new.id); END;
        """;

    private const string Emails =
        "CREATE INDEX IF NOT EXISTS ix_payments_search_email ON payments (lower(customer_email), created_at, id) WHERE customer_email IS NOT NULL";

    private const string PostgresIndexes =
        """
        CREATE INDEX IF NOT EXISTS ix_payments_search_payment ON payments USING gin (payment_id gin_trgm_ops);
        CREATE INDEX IF NOT EXISTS ix_operations_search_request ON operations USING gin (request_id gin_trgm_ops);
        CREATE INDEX IF NOT EXISTS ix_operations_search_provider ON operations USING gin (provider_payment_id gin_trgm_ops);
        """;

    public static async Task CreateAsync(AppDbContext context, CancellationToken cancellationToken)
    {
        context.Database.SetCommandTimeout(TimeSpan.FromHours(6));
        await context.Database.ExecuteSqlRawAsync(Emails, cancellationToken);
        if (context.Database.IsSqlite())
        {
            await context.Database.ExecuteSqlRawAsync(Sqlite, cancellationToken);
            return;
        }

        try
        {
            await context.Database.ExecuteSqlRawAsync("CREATE EXTENSION IF NOT EXISTS pg_trgm", cancellationToken);
        }
        catch (PostgresException refused) when (refused.SqlState is PostgresErrorCodes.InsufficientPrivilege
            or PostgresErrorCodes.FeatureNotSupported or PostgresErrorCodes.UndefinedFile)
        {
            // Without the extension parts of ids are looked for in the newest payments only; docs/adr/0020 says so.
            return;
        }

        await context.Database.ExecuteSqlRawAsync(PostgresIndexes, cancellationToken);
    }
}
