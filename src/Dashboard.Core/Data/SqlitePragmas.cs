using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Dashboard.Core.Data;

/// <summary>
/// Sets what every SQLite connection of ours must have each time it is opened: a pooled connection keeps the settings of whoever used it before.
/// <c>synchronous=FULL</c> is the promise behind every answer 200: with NORMAL a power cut may take back a commit that was acknowledged.
/// The file is read, not mapped: a list's rows lie far apart, and a page that is mapped but not in memory costs more than one that is read.
/// </summary>
internal sealed class SqlitePragmas : DbConnectionInterceptor
{
    public const string Sql =
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=3000; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; "
        + "PRAGMA cache_size=-65536; PRAGMA mmap_size=0;";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Apply(connection);

    public override Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Apply(connection);
        return Task.CompletedTask;
    }

    public static void Apply(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Sql;
        command.ExecuteNonQuery();
    }
}
