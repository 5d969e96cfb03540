using Dashboard.Core.Data;
using Dashboard.Core.Live;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Callbacks;

/// <summary>Tells the pages of a process that has just started when the newest callback came, which another one may have received.</summary>
public sealed class LastCallback(Database database, LiveFeed feed)
{
    /// <summary>Reads one entry of an index. Nothing stored yet: nothing is told.</summary>
    public async Task RecallAsync(CancellationToken cancellationToken)
    {
        await using var context = await database.OpenAsync(cancellationToken);
        if (await context.CallbackEvents.OrderByDescending(received => received.ReceivedAt).Select(received => (DateTimeOffset?)received.ReceivedAt)
                .FirstOrDefaultAsync(cancellationToken) is { } at)
            feed.CallbackCommitted(at);
    }
}
