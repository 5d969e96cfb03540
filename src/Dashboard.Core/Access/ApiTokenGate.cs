using System.Security.Cryptography;
using Dashboard.Core.Data;
using Dashboard.Core.Projects;
using Dashboard.Gate;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Access;

/// <summary>A caller of the Data API who has proved to hold a token and its secret.</summary>
/// <param name="Scope">What the token's owner may do now, narrowed to the token's project.</param>
public sealed record ApiCaller(Actor Actor, AccessScope Scope, byte[] Secret);

/// <summary>Judges who calls the Data API. Token unknown or revoked, owner disabled, right lost, signature wrong: one and the same null.</summary>
public sealed class ApiTokenGate(Database database, SecretBox box)
{
    // Who has no token is made to wait as long as who has one.
    private static readonly byte[] NobodysSecret = RandomNumberGenerator.GetBytes(CreateApiToken.SecretLength);

    /// <param name="token">As it came.</param>
    /// <param name="signature">As it came.</param>
    /// <param name="canonicalText">What the signature was made over.</param>
    /// <param name="sourceAddress">Where the call came from.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ApiCaller?> OpenAsync(
        string? token, string? signature, byte[] canonicalText, string? sourceAddress, CancellationToken cancellationToken)
    {
        var hash = CreateApiToken.HashOf(token ?? "");
        await using var context = await database.OpenAsync(cancellationToken);
        var known = await context.ApiTokens.Where(one => one.TokenHash == hash && one.RevokedAt == null)
            .Join(context.Users, one => one.UserId, user => user.Id, (one, user) => new { Token = one, user.UserName })
            .FirstOrDefaultAsync(cancellationToken);
        var secret = known is null ? NobodysSecret : box.Open(known.Token.ProtectedSecret);
        var matches = Signature.Matches(canonicalText, secret, signature);
        if (known is null || !matches)
            return null;
        var actor = new Actor(known.Token.UserId, known.UserName ?? "", sourceAddress);
        var scope = await AccessControl.ScopeAsync(context, actor, cancellationToken);
        return scope.Can(Permission.Export, known.Token.ProjectId)
            ? new ApiCaller(actor, new AccessScope(scope.Roles, [known.Token.ProjectId]), secret)
            : null;
    }
}
