using System.Data.Common;
using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Callbacks;

/// <summary>Tells whether a callback that came now would be stored.</summary>
public sealed class ReceiverReadiness(Database database, CallbackWriter writer)
{
    /// <returns>What is in the way, each with what it concerns; empty when ready. Nothing personal.</returns>
    public async Task<IReadOnlyList<string>> ReasonsAgainstAsync(CancellationToken cancellationToken)
    {
        var reasons = new List<string>();
        if (!writer.IsRunning)
            reasons.Add("receiver: the writer of callbacks is not running");
        try
        {
            await using var context = await database.OpenAsync(cancellationToken);
            if ((await context.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
                reasons.Add("database: migrations are missing; run the verb migrate");
        }
        catch (Exception failure) when (failure is DbException or InvalidOperationException or IOException)
        {
            reasons.Add("database: cannot be opened");
        }

        return reasons;
    }
}
