using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Payments;

/// <summary>
/// Reads the indexes of the lists once after the start, so that the first person who asks does not wait for the disk: at ten million payments
/// that is seconds.
/// </summary>
public sealed partial class RegisterWarmth(Database database, ILogger<RegisterWarmth> log) : BackgroundService
{
    private static readonly (string Table, string Index)[] Indexes =
    [
        ("payments", PaymentIndexes.ByTime), ("payments", PaymentIndexes.ByFacet), ("operations", PaymentIndexes.OperationsByTime),
        ("operations", PaymentIndexes.OperationsByFacet), ("payments", PaymentIndexes.ByAmount), ("payments", PaymentIndexes.ByChange),
    ];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // PostgreSQL keeps its own memory from one start of ours to the next.
        if (!database.IsSqlite)
            return;
        try
        {
            await using var context = await database.OpenAsync(stoppingToken);
            await context.Database.OpenConnectionAsync(stoppingToken);
            foreach (var (table, index) in Indexes)
            {
                using var command = new HotCommand(context);
                var text = $"SELECT count(*) FROM {command.From(table, index)} WHERE created_at >= 0";
                await Task.Run(() => command.ReadAsync(text, _ => { }, stoppingToken), stoppingToken);
            }
        }
        catch (System.Data.Common.DbException failure)
        {
            LogFailed(log, failure);
        }
        catch (OperationCanceledException)
        {
            // The application stops.
        }
    }

    [LoggerMessage(LogLevel.Warning, "The indexes of the lists could not be read ahead; the first questions will wait for the disk.")]
    private static partial void LogFailed(ILogger logger, Exception failure);
}
