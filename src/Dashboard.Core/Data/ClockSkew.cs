using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Data;

/// <summary>
/// Whether this machine's clock agrees with the database server's. Leases and schedules are written by the clock of the process and read by that of
/// another, so processes on one database may differ by little only: twice <see cref="Most"/> when each is that near to the server. On SQLite all
/// processes are on one machine.
/// </summary>
/// <param name="machine">The machine's clock.</param>
public sealed partial class ClockSkew(Database database, TimeProvider machine, ILogger<ClockSkew> log)
{
    /// <summary>A larger difference to the server stops sending and asking; well within the 20 s that a sender leaves of its lease.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan Again = TimeSpan.FromSeconds(30);

    private bool _bounded;
    private DateTimeOffset _measuredAt = DateTimeOffset.MinValue;

    /// <summary>Measured anew when the last measurement is older than half a minute.</summary>
    public async Task<bool> IsBoundedAsync(CancellationToken cancellationToken)
    {
        if (database.IsSqlite)
            return true;
        var before = machine.GetUtcNow();
        if (before >= _measuredAt && before - _measuredAt < Again)
            return _bounded;
        await using var context = await database.OpenAsync(cancellationToken);
        var server = await context.Database.SqlQuery<DateTimeOffset>($"SELECT clock_timestamp() AS \"Value\"").SingleAsync(cancellationToken);
        var after = machine.GetUtcNow();
        // The server answered somewhere between the two.
        var skew = server < before ? before - server : server > after ? server - after : TimeSpan.Zero;
        _bounded = skew <= Most;
        _measuredAt = after;
        if (!_bounded)
            LogSkewed(skew.TotalSeconds);
        return _bounded;
    }

    [LoggerMessage(LogLevel.Error,
        "This machine's clock and the database server's differ by {Seconds:F1} s: no refund is sent or asked for until they agree. Check the time synchronisation of both")]
    private partial void LogSkewed(double seconds);
}
