using System.Security.Cryptography;
using System.Text;
using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Dashboard.Core.Projects;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Access;

/// <param name="Token">30 characters; shown once, only its hash is kept.</param>
/// <param name="Secret">Signs requests and proves answers; shown once.</param>
/// <param name="Faults">What kept it from being made, each with its field and the fix.</param>
public sealed record ApiTokenResult(string Token, string Secret, IReadOnlyList<string> Faults);

/// <summary>
/// Makes a Data API token of a user for one project. As on the platform a new one ends the one before (page en_dbl_api_interaction).
/// </summary>
public sealed class CreateApiToken(Database database, SecretBox box, AuditLog audit, TimeProvider clock)
{
    public const int TokenLength = 30;
    public const int SecretLength = 48;

    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    public async Task<ApiTokenResult> HandleAsync(Actor actor, string email, long projectId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(email);
        await using var scope = await database.BeginWriteAsync(cancellationToken);
        var context = scope.Context;
        if (!(await AccessControl.ScopeAsync(context, actor, cancellationToken)).Can(Permission.ManageUsers))
            return Refused(AccessFaults.NotAllowed);
        var name = new UpperInvariantLookupNormalizer().NormalizeName(email);
        var user = await context.Users.FirstOrDefaultAsync(known => known.NormalizedUserName == name, cancellationToken);
        if (user is null)
            return Refused($"email: there is no user {email}; add the user first.");
        if (!await context.Projects.AnyAsync(project => project.Id == projectId, cancellationToken))
            return Refused($"project: there is no project {projectId}; add it first.");
        var rights = await AccessControl.ScopeAsync(context, new Actor(user.Id, email), cancellationToken);
        if (!rights.Can(Permission.Export, projectId))
            return Refused($"email: {email} may not export project {projectId}; a token gives no more than its owner has.");

        var now = clock.GetUtcNow();
        foreach (var old in await context.ApiTokens.Where(one => one.UserId == user.Id && one.ProjectId == projectId && one.RevokedAt == null)
            .ToListAsync(cancellationToken))
            old.RevokedAt = now;
        var token = RandomNumberGenerator.GetString(Alphabet, TokenLength);
        var secret = RandomNumberGenerator.GetString(Alphabet, SecretLength);
        context.ApiTokens.Add(new ApiToken
        {
            Id = Guid.CreateVersion7(),
            UserId = user.Id,
            ProjectId = projectId,
            TokenHash = HashOf(token),
            ProtectedSecret = box.Seal(secret),
            CreatedAt = now,
        });
        await audit.AppendAsync(scope, actor, new AuditLine("token.add", $"user {email}", ProjectId: projectId), cancellationToken);
        await scope.CommitAsync(cancellationToken);
        return new ApiTokenResult(token, secret, []);
    }

    internal static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private static ApiTokenResult Refused(string fault) => new("", "", [fault]);
}
