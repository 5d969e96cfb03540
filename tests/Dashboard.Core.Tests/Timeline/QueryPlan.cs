using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Timeline;

/// <summary>How SQLite answers a query: sorting or scanning would not survive ten million rows.</summary>
internal static class QueryPlan
{
    public static async Task<string> OfAsync(AppDbContext context, IQueryable<object> query, CancellationToken cancellationToken)
    {
        await using var command = context.Database.GetDbConnection().CreateCommand();
        await context.Database.OpenConnectionAsync(cancellationToken);
        var lines = query.ToQueryString().Split('\n');
        // EF writes parameters as comments of the tool's own dialect; the plan needs them bound.
        foreach (var line in lines.Where(line => line.StartsWith(".param set ", StringComparison.Ordinal)))
        {
            var parts = line.Split(' ', 4);
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (parts[2], parts[3].Trim().Trim('\''));
            command.Parameters.Add(parameter);
        }

        command.CommandText = "EXPLAIN QUERY PLAN " + string.Join('\n', lines.Where(line => !line.StartsWith(".param", StringComparison.Ordinal)));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var plan = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
            plan.Add(reader.GetString(3));
        return string.Join('\n', plan);
    }
}
