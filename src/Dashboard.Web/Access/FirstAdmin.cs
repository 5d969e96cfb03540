using System.Security.Cryptography;
using System.Text;
using Dashboard.Core.Access;
using Microsoft.AspNetCore.Identity;

namespace Dashboard.Web.Access;

/// <summary>
/// The way in on a fresh instance, which has no account at all: a one-time code on the console of whoever started the process. Only its hash is
/// kept, only in memory; after five wrong tries another one is printed.
/// </summary>
public sealed class FirstAdmin(IServiceScopeFactory scopes, [FromKeyedServices(FirstAdmin.Console)] TextWriter console) : IDisposable
{
    public const string Console = "console";
    public const int Tries = 5;
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private readonly SemaphoreSlim _turn = new(1, 1);
    private byte[]? _hash;
    private int _left;

    /// <summary>True while nobody can administer.</summary>
    public async Task<bool> IsOpenAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return !await scope.ServiceProvider.GetRequiredService<UserAccounts>().HasAdminAsync(cancellationToken);
    }

    /// <summary>Prints a code when there is no administrator yet.</summary>
    public async Task AnnounceAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_hash is null && await IsOpenAsync(cancellationToken))
                await IssueAsync(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Makes the administrator when the code is right. One caller at a time, so that only one can be the first.</summary>
    public async Task<FirstAdminResult> CreateAsync(string code, string displayName, string email, string password, string? address, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (!await IsOpenAsync(cancellationToken))
                return new FirstAdminResult(FirstAdminOutcome.Closed, []);
            if (_hash is null)
                await IssueAsync(cancellationToken);
            if (!CryptographicOperations.FixedTimeEquals(HashOf(code), _hash))
            {
                if (--_left <= 0)
                    await IssueAsync(cancellationToken);
                return new FirstAdminResult(FirstAdminOutcome.WrongCode, []);
            }

            await using var scope = scopes.CreateAsyncScope();
            var accounts = scope.ServiceProvider.GetRequiredService<UserAccounts>();
            var account = new NewUser(displayName, email, password, Roles.Admin, AllProjects: true);
            var added = await accounts.AddAsync(new Actor(null, "first set-up", address), account, cancellationToken);
            if (!added.Succeeded)
                return new FirstAdminResult(FirstAdminOutcome.Invalid, [.. added.Errors]);
            _hash = null;
            return new FirstAdminResult(FirstAdminOutcome.Done, []);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task IssueAsync(CancellationToken cancellationToken)
    {
        var code = RandomNumberGenerator.GetString(Alphabet, 12);
        _hash = HashOf(code);
        _left = Tries;
        var shown = $"{code[..4]}-{code[4..8]}-{code[8..]}";
        await console.WriteLineAsync($"No administrator yet. Open /setup and enter this one-time code: {shown}".AsMemory(), cancellationToken);
        await console.FlushAsync(cancellationToken);
    }

    private static byte[] HashOf(string code)
    {
        var bare = new string([.. code.Where(char.IsAsciiLetterOrDigit)]).ToUpperInvariant();
        return SHA256.HashData(Encoding.UTF8.GetBytes(bare));
    }
}

public enum FirstAdminOutcome
{
    Done,
    WrongCode,
    Invalid,

    /// <summary>There is an administrator already.</summary>
    Closed,
}

/// <param name="Errors">What is wrong with address or password, by code.</param>
public sealed record FirstAdminResult(FirstAdminOutcome Outcome, IReadOnlyList<IdentityError> Errors);

internal sealed class FirstAdminAnnouncement(FirstAdmin first) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => first.AnnounceAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
