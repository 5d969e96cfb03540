using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Data;

internal sealed class SqliteDesignTimeContext : IDesignTimeDbContextFactory<SqliteAppDbContext>
{
    public SqliteAppDbContext CreateDbContext(string[] args) =>
        (SqliteAppDbContext)DesignTime.Create(new DatabaseOptions { ConnectionString = "Data Source=:memory:" });
}

internal sealed class PostgresDesignTimeContext : IDesignTimeDbContextFactory<PostgresAppDbContext>
{
    public PostgresAppDbContext CreateDbContext(string[] args) =>
        (PostgresAppDbContext)DesignTime.Create(
            new DatabaseOptions { Provider = DatabaseProvider.PostgreSQL, ConnectionString = "Host=localhost;Database=design" });
}

internal static class DesignTime
{
    public static AppDbContext Create(DatabaseOptions options) =>
        new ServiceCollection().AddDatabase(options).BuildServiceProvider().GetRequiredService<IDbContextFactory<AppDbContext>>().CreateDbContext();
}
