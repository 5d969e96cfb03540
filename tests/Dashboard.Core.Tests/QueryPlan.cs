using Dashboard.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests;

/// <summary>How SQLite means to answer a query: the promise that holds at ten million rows where a stopwatch on ten would tell nothing.</summary>
internal static class QueryPlan
{
    public static async Task<string> OfAsync(AppDbContext context, IQueryable<object> query)
    {
        await using var command = context.Database.GetDbConnection().CreateCommand();
        await context.Database.OpenConnectionAsync();
        var lines = query.ToQueryString().Split('\n').ToLookup(line => line.StartsWith(".param set ", StringComparison.Ordinal));
        // EF writes parameters as comments of the tool's own dialect; the plan needs them bound.
        foreach (var line in lines[true])
        {
            var parts = line.Split(' ', 4);
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (parts[2], parts[3].Trim().Trim('\''));
            command.Parameters.Add(parameter);
        }

        command.CommandText = "EXPLAIN QUERY PLAN " + string.Join('\n', lines[false]);
        await using var reader = await command.ExecuteReaderAsync();
        var plan = new List<string>();
        while (await reader.ReadAsync())
            plan.Add(reader.GetString(3));
        return string.Join('\n', plan);
    }
}
