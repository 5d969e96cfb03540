using System.Security.Cryptography;
using Dashboard.Core.Access;
using Dashboard.Core.Data.Seeding;
using Dashboard.Core.Projects;
using Dashboard.Web.Access;

namespace Dashboard.Web.Practice;

/// <summary>Fills an empty database with demo projects, their users and some months of payments, so that there is something to look at.</summary>
public sealed class DemoStart(PracticeOptions options, ProjectList projects, AddProject addProject, Seeder seeder, IServiceScopeFactory scopes)
{
    private static readonly (long Id, string Name)[] Projects = [(386, "Northwind Store"), (1254, "Kiwi Games"), (2077, "Gulf Travel")];

    /// <summary>Enough to page, filter and sum; made in a moment.</summary>
    private const long Payments = 4000;

    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (!options.Demo)
            return;
        if ((await projects.ReadAsync(cancellationToken)).Count == 0)
        {
            await AddProjectsAsync(cancellationToken);
            await seeder.RunAsync(Actor.System, new SeedRequest(Payments, 1, options.Url), cancellationToken);
        }

        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<DemoUsers>().EnsureAsync(cancellationToken);
    }

    private async Task AddProjectsAsync(CancellationToken cancellationToken)
    {
        foreach (var (id, name) in Projects)
        {
            var secret = Convert.ToHexString(RandomNumberGenerator.GetBytes(24));
            var faults = await addProject.HandleAsync(Actor.System, new NewProject(id, name, options.Url, secret), cancellationToken);
            if (faults.Count > 0)
                throw new InvalidOperationException(string.Join(' ', faults));
        }
    }
}
