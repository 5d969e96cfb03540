using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Dashboard.Gate;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Projects;

/// <param name="Id">The platform's project id, above zero.</param>
/// <param name="GateUrl">Base address of the Gate, <c>https</c> (plain <c>http</c> only to this machine).</param>
/// <param name="Secret">The project's secret key as the platform gave it.</param>
public sealed record NewProject(long Id, string Name, string GateUrl, string Secret);

/// <summary>Makes a project known, with its first secret key.</summary>
public sealed class AddProject(Database database, SecretBox box, ProjectKeys keys, AuditLog audit, TimeProvider clock)
{
    /// <returns>What keeps it from being added, each with its field and the fix; empty when it was added.</returns>
    public async Task<IReadOnlyList<string>> HandleAsync(Actor actor, NewProject project, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(project);
        var faults = Faults(project);
        if (faults.Count > 0)
            return faults;

        await using var scope = await database.BeginWriteAsync(cancellationToken);
        var rights = await AccessControl.ScopeAsync(scope.Context, actor, cancellationToken);
        if (!rights.Can(Permission.ManageProjects))
            return [AccessFaults.NotAllowed];
        if (await scope.Context.Projects.AnyAsync(known => known.Id == project.Id, cancellationToken))
            return [$"id: project {project.Id} is there already; use another id, or rotate its secret."];

        var now = clock.GetUtcNow();
        scope.Context.Projects.Add(new Project { Id = project.Id, Name = project.Name, GateUrl = project.GateUrl.TrimEnd('/'), CreatedAt = now });
        scope.Context.ProjectSecrets.Add(new ProjectSecret
        {
            Id = Guid.CreateVersion7(),
            ProjectId = project.Id,
            Protected = box.Seal(project.Secret),
            CreatedAt = now,
        });
        await audit.AppendAsync(scope, actor, new AuditLine("project.add", $"project {project.Id}", ProjectId: project.Id,
            Detail: new { project.Name, gateUrl = project.GateUrl }), cancellationToken);
        await scope.CommitAsync(cancellationToken);
        keys.Invalidate();
        return [];
    }

    internal static string? SecretFault(string secret) => secret.Length switch
    {
        0 => "secret: is empty; give the project's secret key.",
        > CleanText.IdLength => $"secret: has more than {CleanText.IdLength} characters; give the project's secret key alone.",
        _ when !CleanText.IsClean(secret) || secret.AsSpan().ContainsAny('\t', '\n') => "secret: has control characters; give the key on one line.",
        _ => null,
    };

    private static List<string> Faults(NewProject project)
    {
        var faults = new List<string>();
        if (project.Id <= 0)
            faults.Add("id: must be above zero; it is the project id in the platform's Dashboard.");
        if (string.IsNullOrWhiteSpace(project.Name) || project.Name.Length > CleanText.NameLength || !CleanText.IsClean(project.Name))
            faults.Add($"name: must have 1 to {CleanText.NameLength} characters.");
        if (!Uri.TryCreate(project.GateUrl, UriKind.Absolute, out var gate) || gate.UserInfo.Length > 0 || gate.Query.Length > 0
            || !(gate.Scheme == Uri.UriSchemeHttps || (gate.Scheme == Uri.UriSchemeHttp && gate.IsLoopback)))
            faults.Add("gate-url: must be an https address such as https://api.ecommpay.com (http only to this machine).");
        if (SecretFault(project.Secret) is { } fault)
            faults.Add(fault);
        return faults;
    }
}
