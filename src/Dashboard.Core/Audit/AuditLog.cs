using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Audit;

/// <summary>Writes and checks the audit log.</summary>
public sealed class AuditLog(Database database, TimeProvider clock)
{
    private const int MostOwn = 2_000;

    private readonly Lock _lock = new();
    private readonly Queue<string> _ownInOrder = new();
    private readonly HashSet<string> _own = [];

    /// <summary>
    /// Whether this process wrote the line, as far as it remembers: whoever reads the log for the changes of others leaves it out. Recognised by its
    /// hash, because an id that was rolled back may be given to another.
    /// </summary>
    internal bool IsOwn(byte[] hash)
    {
        lock (_lock)
            return _own.Contains(Convert.ToHexString(hash));
    }

    /// <summary>Adds a line inside the caller's write transaction, so that the change and its line are kept together or not at all.</summary>
    public Task AppendAsync(WriteScope scope, Actor actor, AuditLine line, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return AppendAsync(scope.Context, actor, line, cancellationToken);
    }

    /// <summary>The same for a transaction of another kind; the caller saves. Comes last in it, so that locks are always taken in one order.</summary>
    public async Task AppendAsync(AppDbContext context, Actor actor, AuditLine line, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(line);
        // On PostgreSQL several transactions may append at once; the chain needs them one after the other.
        if (!database.IsSqlite)
            await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(7001)", cancellationToken);
        var last = context.ChangeTracker.Entries<AuditEntry>().Where(entry => entry.State == EntityState.Added)
                .Select(entry => entry.Entity).OrderBy(entry => entry.Id).LastOrDefault()
            ?? await context.AuditEntries.AsNoTracking().OrderByDescending(entry => entry.Id).FirstOrDefaultAsync(cancellationToken);
        var entry = new AuditEntry
        {
            Id = (last?.Id ?? 0) + 1,
            At = DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds()),
            UserId = actor.UserId,
            Actor = actor.Name,
            SourceAddress = actor.SourceAddress,
            Action = line.Action,
            Result = line.Result,
            ProjectId = line.ProjectId,
            Subject = line.Subject,
            Detail = line.Detail is null ? "{}" : JsonSerializer.Serialize(line.Detail),
            PreviousHash = last?.Hash ?? [],
        };
        entry.Hash = HashOf(entry);
        Remember(entry.Hash);
        context.AuditEntries.Add(entry);
    }

    /// <summary>Writes one line by itself: refusals, reveals, sign-ins.</summary>
    public async Task WriteAsync(Actor actor, AuditLine line, CancellationToken cancellationToken)
    {
        await using var scope = await database.BeginWriteAsync(cancellationToken);
        await AppendAsync(scope, actor, line, cancellationToken);
        await scope.CommitAsync(cancellationToken);
    }

    /// <summary>Walks the whole log and answers the first line at which the chain breaks, or null when it is whole.</summary>
    public async Task<AuditVerification> VerifyAsync(CancellationToken cancellationToken)
    {
        await using var context = await database.OpenAsync(cancellationToken);
        byte[] previous = [];
        long expected = 1;
        await foreach (var entry in context.AuditEntries.OrderBy(entry => entry.Id).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (entry.Id != expected || !entry.PreviousHash.AsSpan().SequenceEqual(previous) || !HashOf(entry).AsSpan().SequenceEqual(entry.Hash))
                return new AuditVerification(expected - 1, entry.Id);
            previous = entry.Hash;
            expected++;
        }

        return new AuditVerification(expected - 1, null);
    }

    private void Remember(byte[] hash)
    {
        var key = Convert.ToHexString(hash);
        lock (_lock)
        {
            if (!_own.Add(key))
                return;
            _ownInOrder.Enqueue(key);
            if (_ownInOrder.Count > MostOwn)
                _own.Remove(_ownInOrder.Dequeue());
        }
    }

    private static byte[] HashOf(AuditEntry entry)
    {
        // Length-prefixed, so that no two different lines can spell the same text.
        var text = new StringBuilder();
        foreach (var part in (string?[])
        [
            entry.Id.ToString(CultureInfo.InvariantCulture), entry.At.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
            entry.UserId?.ToString(), entry.Actor, entry.SourceAddress, entry.Action, entry.Result.ToString(),
            entry.ProjectId?.ToString(CultureInfo.InvariantCulture), entry.Subject, entry.Detail, Convert.ToHexString(entry.PreviousHash),
        ])
            text.Append(CultureInfo.InvariantCulture, $"{part?.Length ?? -1}:{part};");
        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }
}

/// <summary>What is to be written. <paramref name="Detail"/> is serialised as JSON; it must hold no secret and no full account number.</summary>
public sealed record AuditLine(string Action, string Subject, AuditResult Result = AuditResult.Done, long? ProjectId = null, object? Detail = null);

/// <param name="Checked">Lines found whole.</param>
/// <param name="BrokenAt">Id of the first line that does not fit; null when the log is whole.</param>
public sealed record AuditVerification(long Checked, long? BrokenAt);
