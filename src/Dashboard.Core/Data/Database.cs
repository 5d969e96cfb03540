using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Dashboard.Core.Data;

/// <summary>
/// The way to the data: a fresh context for reading, or a context inside a write transaction.
/// On SQLite writers of this process take turns here, so that none of them spins on the file lock; another process is waited for
/// at most 3 s (<c>busy_timeout</c>).
/// </summary>
public sealed class Database(IDbContextFactory<AppDbContext> contexts, DatabaseOptions options) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    internal SemaphoreSlim Turn => _turn;

    public DatabaseProvider Provider => options.Provider;

    public bool IsSqlite => options.Provider == DatabaseProvider.Sqlite;

    /// <summary>A context for reads: untracked, disposed by the caller.</summary>
    public async Task<AppDbContext> OpenAsync(CancellationToken cancellationToken)
    {
        var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        return context;
    }

    /// <summary>Starts a write transaction (<c>BEGIN IMMEDIATE</c> on SQLite). Nothing is kept unless <see cref="WriteScope.CommitAsync"/> is called.</summary>
    public async Task<WriteScope> BeginWriteAsync(CancellationToken cancellationToken)
    {
        if (IsSqlite)
            await _turn.WaitAsync(cancellationToken);
        AppDbContext? context = null;
        try
        {
            context = await contexts.CreateDbContextAsync(cancellationToken);
            var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
            return new WriteScope(context, transaction, IsSqlite ? _turn : null);
        }
        catch
        {
            if (context is not null)
                await context.DisposeAsync();
            if (IsSqlite)
                _turn.Release();
            throw;
        }
    }

    public void Dispose() => _turn.Dispose();
}

/// <summary>A write transaction with its context. Disposed without a commit it is rolled back.</summary>
public sealed class WriteScope(AppDbContext context, IDbContextTransaction transaction, SemaphoreSlim? turn) : IAsyncDisposable
{
    public AppDbContext Context { get; } = context;

    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await Context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await transaction.DisposeAsync();
            await Context.DisposeAsync();
        }
        finally
        {
            turn?.Release();
        }
    }
}
