using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dashboard.Core.Data;

public static class DataRoom
{
    /// <summary>Registers the contexts of the chosen database, <see cref="Database"/> and <see cref="DatabaseMigrator"/>.</summary>
    public static IServiceCollection AddDatabase(this IServiceCollection services, DatabaseOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        // Passkeys need the third version of the Identity tables; the model reads it from here.
        services.Configure<IdentityOptions>(identity => identity.Stores.SchemaVersion = IdentitySchemaVersions.Version3);
        if (options.Provider == DatabaseProvider.Sqlite)
        {
            services.AddDbContext<AppDbContext, SqliteAppDbContext>(
                builder => builder.UseSqlite(options.ConnectionString).AddInterceptors(new SqlitePragmas()),
                ServiceLifetime.Scoped, ServiceLifetime.Singleton);
            services.AddSingleton<IDbContextFactory<AppDbContext>, ContextFactory<SqliteAppDbContext>>();
        }
        else
        {
            services.AddDbContext<AppDbContext, PostgresAppDbContext>(
                builder => builder.UseNpgsql(options.ConnectionString), ServiceLifetime.Scoped, ServiceLifetime.Singleton);
            services.AddSingleton<IDbContextFactory<AppDbContext>, ContextFactory<PostgresAppDbContext>>();
        }

        services.AddSingleton<Database>();
        services.AddSingleton<HotSessions>();
        services.AddSingleton<DatabaseMigrator>();
        return services;
    }

    private sealed class ContextFactory<TContext>(DbContextOptions<TContext> options) : IDbContextFactory<AppDbContext>
        where TContext : AppDbContext
    {
        private static readonly Func<DbContextOptions<TContext>, AppDbContext> Create = typeof(TContext) == typeof(SqliteAppDbContext)
            ? chosen => new SqliteAppDbContext((DbContextOptions<SqliteAppDbContext>)(object)chosen)
            : chosen => new PostgresAppDbContext((DbContextOptions<PostgresAppDbContext>)(object)chosen);

        public AppDbContext CreateDbContext() => Create(options);
    }
}
