using Dashboard.Core.Data;
using Dashboard.Core.Live;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Payments;

/// <summary>
/// Enters the ids of new and changed rows into SQLite's search index, in batches after their commit, so that no sender of a callback waits for
/// it. How far it has come is kept beside the index in the same transaction. On PostgreSQL the index keeps itself.
/// </summary>
public sealed partial class SearchIndexer(Database database, LiveFeed feed, TimeProvider clock, ILogger<SearchIndexer> log) : BackgroundService
{
    /// <summary>Rows of one transaction: writers wait for a few hundredths of a second at most.</summary>
    private const int Batch = 2000;

    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(1);

    /// <summary>Enters everything that is not entered yet.</summary>
    /// <param name="batch">Rows of one transaction.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    public async Task CatchUpAsync(int batch, CancellationToken cancellationToken)
    {
        while (database.IsSqlite && await EnterAsync(batch, cancellationToken) > 0)
            cancellationToken.ThrowIfCancellationRequested();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!database.IsSqlite)
            return;
        using var changed = new SemaphoreSlim(1, 1);
        var lastChange = clock.GetTimestamp();
        using var subscription = feed.Subscribe(_ =>
        {
            Volatile.Write(ref lastChange, clock.GetTimestamp());
            if (changed.CurrentCount == 0)
                changed.Release();
        }, standing: true);
        while (!stoppingToken.IsCancellationRequested)
        {
            await changed.WaitAsync(Look, stoppingToken);
            // A burst of callbacks has the database for itself; what waits is found without the index, for the price of looking at it.
            var waiting = clock.GetTimestamp();
            while (clock.GetElapsedTime(Volatile.Read(ref lastChange)) < Quiet && clock.GetElapsedTime(waiting) < Longest)
                await Task.Delay(Gather, clock, stoppingToken);
            try
            {
                await CatchUpAsync(Batch, stoppingToken);
            }
            catch (Exception failure) when (failure is DbUpdateException or System.Data.Common.DbException)
            {
                // Nothing is missed: what is not entered is looked at row by row, and the next turn tries again.
                LogFailed(log, failure);
            }

            await Task.Delay(Gather, clock, stoppingToken);
        }
    }

    private async Task<int> EnterAsync(int batch, CancellationToken cancellationToken)
    {
        await using (var context = await database.OpenAsync(cancellationToken))
        {
            var waiting = await context.Database.SqlQuery<long>(
                $"""
                SELECT (SELECT count(*) FROM (SELECT 1 FROM payments WHERE id > (SELECT payments FROM search_progress) LIMIT 1))
                    + (SELECT count(*) FROM (SELECT 1 FROM operations WHERE id > (SELECT operations FROM search_progress) LIMIT 1))
                    + (SELECT count(*) FROM (SELECT 1 FROM search_stale_operations LIMIT 1)) AS Value
                """).SingleAsync(cancellationToken);
            if (waiting == 0)
                return 0;
        }

        await using var scope = await database.BeginWriteAsync(cancellationToken);
        var facade = scope.Context.Database;
        facade.SetCommandTimeout(TimeSpan.FromMinutes(10));
        // Changed rows first: they are taken out and entered anew.
        var entered = await facade.ExecuteSqlAsync(
            $"DELETE FROM search_operations WHERE rowid IN (SELECT id FROM search_stale_operations WHERE id <= (SELECT operations FROM search_progress))", cancellationToken);
        await facade.ExecuteSqlAsync(
            $"""
            INSERT INTO search_operations (rowid, ids) SELECT o.id, coalesce(o.request_id, '') || char(10) || coalesce(o.provider_payment_id, '')
            FROM search_stale_operations s CROSS JOIN operations o ON o.id = s.id WHERE s.id <= (SELECT operations FROM search_progress)
            """, cancellationToken);
        entered += await facade.ExecuteSqlAsync($"DELETE FROM search_stale_operations", cancellationToken);
        entered += await facade.ExecuteSqlAsync(
            $"""
            INSERT INTO search_payments (rowid, ids) SELECT id, payment_id
            FROM payments WHERE id > (SELECT payments FROM search_progress) ORDER BY id LIMIT {batch}
            """, cancellationToken);
        entered += await facade.ExecuteSqlAsync(
            $"""
            INSERT INTO search_operations (rowid, ids) SELECT id, coalesce(request_id, '') || char(10) || coalesce(provider_payment_id, '')
            FROM operations WHERE id > (SELECT operations FROM search_progress) ORDER BY id LIMIT {batch}
            """, cancellationToken);
        await facade.ExecuteSqlAsync(
            $"""
            INSERT INTO search_payment_blocks SELECT min(id), max(created_at) FROM
                (SELECT id, created_at FROM payments WHERE id > (SELECT payments FROM search_progress) ORDER BY id LIMIT {batch}) GROUP BY id / 2048
            """, cancellationToken);
        await facade.ExecuteSqlAsync(
            $"""
            INSERT INTO search_operation_blocks SELECT min(id), max(created_at) FROM
                (SELECT id, created_at FROM operations WHERE id > (SELECT operations FROM search_progress) ORDER BY id LIMIT {batch}) GROUP BY id / 2048
            """, cancellationToken);
        await facade.ExecuteSqlAsync(
            $"""
            UPDATE search_progress SET
                payments = coalesce((SELECT max(id) FROM (SELECT id FROM payments WHERE id > search_progress.payments ORDER BY id LIMIT {batch})), payments),
                operations = coalesce((SELECT max(id) FROM (SELECT id FROM operations WHERE id > search_progress.operations ORDER BY id LIMIT {batch})), operations)
            """, cancellationToken);
        await scope.CommitAsync(cancellationToken);
        return entered;
    }

    [LoggerMessage(LogLevel.Warning, "New ids could not be entered into the search index; the next turn tries again.")]
    private static partial void LogFailed(ILogger logger, Exception failure);
}
