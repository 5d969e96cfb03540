using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dashboard.Core.Data;
using Dashboard.Gate;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Projects;

/// <param name="Previous">The key that was replaced matched, not the current one.</param>
public sealed record KeyMatch(bool Previous);

/// <summary>
/// The projects' secret keys, decrypted once and kept in memory. Another process may add a project (command line), so what is not found is looked
/// up again, but not more than once a second, whoever asks.
/// </summary>
public sealed partial class ProjectKeys(Database database, SecretBox box, TimeProvider clock, ILogger<ProjectKeys> log) : IDisposable
{
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(15);

    // Whoever has no key is made to work as long as whoever has one.
    private static readonly Key[] NobodysKeys = [new(RandomNumberGenerator.GetBytes(32), null)];

    private readonly SemaphoreSlim _loading = new(1, 1);
    private FrozenDictionary<long, Key[]> _keys = FrozenDictionary<long, Key[]>.Empty;
    private DateTimeOffset _loadedAt = DateTimeOffset.MinValue;

    /// <summary>The project's key that signed the message, or null: no such project, no signature, wrong signature.</summary>
    public async ValueTask<KeyMatch?> MatchAsync(long? projectId, JsonElement root, byte[] canonicalText, CancellationToken cancellationToken)
    {
        var signature = Signature.Find(root);
        var known = await FindAsync(projectId ?? -1, cancellationToken);
        var match = Match(known ?? NobodysKeys, canonicalText, signature);
        if (match is null && known is not null && signature is not null)
        {
            // The reference implementation writes fractions its own way; the text as sent is tried first (reliability 4.3).
            match = Match(known, Signature.CanonicalText(root, phpNumbers: true), signature);
            if (match is null)
                Diagnose(projectId!.Value, known, root, signature);
        }

        return known is null ? null : match;
    }

    /// <summary>The current secret, for signing what we send.</summary>
    /// <exception cref="InvalidOperationException">The project has no secret.</exception>
    public async Task<string> CurrentSecretAsync(long projectId, CancellationToken cancellationToken)
    {
        var keys = await FindAsync(projectId, cancellationToken);
        var current = keys?.FirstOrDefault(key => key.ValidUntil is null)
            ?? throw new InvalidOperationException($"Project {projectId} has no secret key.");
        return Encoding.UTF8.GetString(current.Secret);
    }

    /// <summary>Forgets what was loaded: a project or a key has changed.</summary>
    public void Invalidate() => _loadedAt = DateTimeOffset.MinValue;

    public void Dispose() => _loading.Dispose();

    private async ValueTask<Key[]?> FindAsync(long projectId, CancellationToken cancellationToken)
    {
        var age = clock.GetUtcNow() - _loadedAt;
        if (_keys.TryGetValue(projectId, out var keys) ? age >= Freshness : age >= LookAgainAfter)
        {
            try
            {
                await LoadAsync(cancellationToken);
                _keys.TryGetValue(projectId, out keys);
            }
            catch (Exception failure) when (keys is not null && HotSession.IsUnavailable(failure))
            {
                // Keys a little old are better than refusing a genuine message.
                LogNotReloaded(failure);
            }
        }

        var now = clock.GetUtcNow();
        return keys is null || keys.All(key => key.ValidUntil is null || key.ValidUntil > now)
            ? keys
            : [.. keys.Where(key => key.ValidUntil is null || key.ValidUntil > now)];
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        await _loading.WaitAsync(cancellationToken);
        try
        {
            if (clock.GetUtcNow() - _loadedAt < LookAgainAfter)
                return;
            await using var context = await database.OpenAsync(cancellationToken);
            var secrets = await context.ProjectSecrets.ToListAsync(cancellationToken);
            _keys = secrets.GroupBy(secret => secret.ProjectId).ToFrozenDictionary(
                group => group.Key,
                group => group.OrderBy(secret => secret.ValidUntil is not null).ThenByDescending(secret => secret.CreatedAt).Take(2)
                    .Select(secret => new Key(box.Open(secret.Protected), secret.ValidUntil)).ToArray());
            _loadedAt = clock.GetUtcNow();
        }
        finally
        {
            _loading.Release();
        }
    }

    private static KeyMatch? Match(Key[] keys, byte[] canonicalText, string? signature)
    {
        KeyMatch? match = null;
        foreach (var key in keys)
        {
            if (Signature.Matches(canonicalText, key.Secret, signature))
                match ??= new KeyMatch(key.ValidUntil is not null);
        }

        return match;
    }

    /// <summary>A well-formed message of a known project that does not verify is the first sign of a wrong secret or another SDK's order.</summary>
    private void Diagnose(long projectId, Key[] keys, JsonElement root, string signature)
    {
        foreach (var order in (ReadOnlySpan<SignatureOrder>)[SignatureOrder.Key, SignatureOrder.Line])
        {
            if (Match(keys, Signature.CanonicalText(root, order), signature) is not null)
            {
                LogOtherOrder(projectId, order);
                return;
            }
        }

        LogBadSignature(projectId);
    }

    [LoggerMessage(LogLevel.Warning, "A well-formed callback of project {ProjectId} was refused: no key of the project signed it. "
        + "The platform tries again for 11 days; check the project's secret")]
    private partial void LogBadSignature(long projectId);

    [LoggerMessage(LogLevel.Warning, "A well-formed callback of project {ProjectId} was refused: its signature is right only in the order {Order}")]
    private partial void LogOtherOrder(long projectId, SignatureOrder order);

    [LoggerMessage(LogLevel.Warning, "The projects' keys could not be read again; those in memory are used")]
    private partial void LogNotReloaded(Exception failure);

    private sealed record Key(byte[] Secret, DateTimeOffset? ValidUntil);
}
