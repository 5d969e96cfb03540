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
    public const int MostTries = 4;

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

    /// <summary>
    /// Runs a transaction from its beginning again, <see cref="MostTries"/> times at most, when the database gave it up for another one: nothing of it
    /// was kept. Locks are taken in one order (stop switch, person, payment, its refunds, audit log), so this is the second net, not the first.
    /// </summary>
    public static async Task<T> AgainIfGivenUpAsync<T>(Func<Task<T>> transaction)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await transaction();
            }
            catch (Exception failure) when (attempt < MostTries && IsGivenUp(failure))
            {
                // The other one is through by now, or will be.
            }
        }
    }

    /// <summary>A deadlock or a serialisation fault: the other transaction goes on, this one may begin again.</summary>
    public static bool IsGivenUp(Exception failure) => failure switch
    {
        Npgsql.PostgresException postgres => postgres.SqlState is Npgsql.PostgresErrorCodes.DeadlockDetected or Npgsql.PostgresErrorCodes.SerializationFailure,
        { InnerException: { } inner } => IsGivenUp(inner),
        _ => false,
    };

    /// <summary>
    /// Somebody else changed the same row, or added the one that may be there once, between our look and our save. Any other failure to save (a full disk, a
    /// lost connection) says nothing about anybody else.
    /// </summary>
    public static bool IsOvertaken(DbUpdateException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure is DbUpdateConcurrencyException || failure.InnerException is Npgsql.PostgresException { SqlState: Npgsql.PostgresErrorCodes.UniqueViolation }
            // CONSTRAINT_PRIMARYKEY, CONSTRAINT_UNIQUE
            or Microsoft.Data.Sqlite.SqliteException { SqliteExtendedErrorCode: 1555 or 2067 };
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
