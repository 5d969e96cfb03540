using System.Data.Common;
using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Tests;

/// <summary>Counts what is asked of the database, whoever asks.</summary>
internal sealed class Statements : DbCommandInterceptor
{
    private int _count;

    public int Count => _count;

    public void Watch(IServiceCollection services)
    {
        services.ConfigureDbContext<SqliteAppDbContext>(builder => builder.AddInterceptors(this));
        services.ConfigureDbContext<PostgresAppDbContext>(builder => builder.AddInterceptors(this));
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _count);
        return base.ReaderExecutingAsync(command, eventData, result, cancellationToken);
    }
}

/// <summary>Closes many things together.</summary>
internal sealed class Closing(IReadOnlyList<IDisposable> all) : IDisposable
{
    public void Dispose()
    {
        foreach (var one in all)
            one.Dispose();
    }
}
