using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Projects;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Data.Seeding;

/// <param name="Payments">How many payments, above zero.</param>
/// <param name="Seed">The same seed gives the same data.</param>
/// <param name="GateUrl">Address for the projects that are made when there are none.</param>
public sealed record SeedRequest(long Payments, ulong Seed, string GateUrl);

public sealed record SeedReport(long Payments, long Operations, TimeSpan Took)
{
    public long OperationsPerSecond => (long)(Operations / Math.Max(Took.TotalSeconds, 0.001));
}

/// <summary>Fills a database with payments a merchant could have had in the last two years, fast enough for tens of millions.</summary>
public sealed class Seeder(Database database, DatabaseOptions options, AuditLog audit, TimeProvider clock)
{
    public async Task<SeedReport> RunAsync(Actor actor, SeedRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Payments, 1);
        var started = clock.GetTimestamp();
        var projects = await ProjectsAsync(actor, request, cancellationToken);
        var operations = 0L;
        if (database.IsSqlite)
            await database.Turn.WaitAsync(cancellationToken);
        try
        {
            await using ISeedWriter writer = database.IsSqlite
                ? new SqliteSeedWriter(options.ConnectionString)
                : new PostgresSeedWriter(options.ConnectionString);
            var first = await writer.BeginAsync(cancellationToken);
            var facets = await writer.FacetsAsync(cancellationToken);
            var plan = new SeedPlan(request.Seed, projects, clock.GetUtcNow());
            using var feed = new SeedFeed(plan, request.Payments, first, facets);
            await foreach (var batch in feed.ReadAsync(cancellationToken))
            {
                await writer.WriteAsync(batch, cancellationToken);
                operations += batch.Operations.Count;
            }

            await writer.CommitAsync(cancellationToken);
        }
        finally
        {
            if (database.IsSqlite)
                database.Turn.Release();
        }

        var report = new SeedReport(request.Payments, operations, clock.GetElapsedTime(started));
        await audit.WriteAsync(actor, new AuditLine("data.seed", "payments", Detail: new { request.Payments, request.Seed, operations }), cancellationToken);
        return report;
    }

    /// <summary>The projects that are there, or those of the made-up merchant.</summary>
    private async Task<IReadOnlyList<long>> ProjectsAsync(Actor actor, SeedRequest request, CancellationToken cancellationToken)
    {
        await using var scope = await database.BeginWriteAsync(cancellationToken);
        var known = await scope.Context.Projects.OrderBy(project => project.Id).Select(project => project.Id).ToListAsync(cancellationToken);
        if (known.Count > 0)
            return known;
        foreach (var shop in SeedProfile.Shops)
        {
            scope.Context.Projects.Add(new Project
            {
                Id = shop.ProjectId,
                Name = shop.Name,
                GateUrl = request.GateUrl,
                CreatedAt = clock.GetUtcNow(),
            });
            await audit.AppendAsync(scope, actor, new AuditLine("project.add", $"project {shop.ProjectId}", ProjectId: shop.ProjectId,
                Detail: new { shop.Name, gateUrl = request.GateUrl }), cancellationToken);
        }

        await scope.CommitAsync(cancellationToken);
        return [.. SeedProfile.Shops.Select(shop => shop.ProjectId)];
    }
}
