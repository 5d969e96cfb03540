using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dashboard.Core.Access;
using Microsoft.AspNetCore.Identity;

namespace Dashboard.Web.Access;

/// <summary>Codes of an authenticator app, each good for one use: a code seen over somebody's shoulder is already spent.</summary>
public sealed class OneTimeCodes(TimeProvider clock) : AuthenticatorTokenProvider<User>
{
    public const string Provider = "OneTimeCodes";
    private const string Store = "[OneTimeCodes]";
    private const string LastUsed = "LastUsed";

    // The base class takes codes of two 30 s steps to either side.
    private static readonly TimeSpan Validity = TimeSpan.FromMinutes(3);

    public override async Task<bool> ValidateAsync(string purpose, string token, UserManager<User> manager, User user)
    {
        ArgumentNullException.ThrowIfNull(manager);
        if (!await base.ValidateAsync(purpose, token, manager, user))
            return false;

        var now = clock.GetUtcNow();
        var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{user.Id:N}:{token}")));
        var spent = Recent(await manager.GetAuthenticationTokenAsync(user, Store, LastUsed), now);
        if (spent.Any(code => code.Hash == hash))
            return false;

        var entries = spent.Append((now, hash)).Select(code => string.Create(CultureInfo.InvariantCulture, $"{code.Item1.ToUnixTimeSeconds()}:{code.Item2}"));
        // The user's concurrency stamp lets one of two simultaneous uses through.
        return (await manager.SetAuthenticationTokenAsync(user, Store, LastUsed, string.Join(' ', entries))).Succeeded;
    }

    private static List<(DateTimeOffset At, string Hash)> Recent(string? stored, DateTimeOffset now) =>
        [.. (stored ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(entry => entry.Split(':'))
            .Select(parts => (At: DateTimeOffset.FromUnixTimeSeconds(long.Parse(parts[0], CultureInfo.InvariantCulture)), Hash: parts[1]))
            .Where(code => now - code.At < Validity)];
}
