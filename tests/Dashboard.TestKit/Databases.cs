using System.Diagnostics.CodeAnalysis;
using Dashboard.Core.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.TestKit;

/// <summary>
/// Hands out fresh databases. One for a test assembly: <c>[assembly: AssemblyFixture(typeof(Databases))]</c>, and a constructor parameter
/// in the test class. The PostgreSQL server starts with the first test that asks for it; the schema is made once for each database and copied.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Everything is disposed in DisposeAsync.")]
public sealed class Databases : IAsyncDisposable
{
    private readonly TemporaryFolder _templates = new();
    private readonly Lazy<Task<PostgresServer>> _server = new(PostgresServer.StartAsync);
    private readonly Lazy<Task<string>> _sqliteTemplate;
    private readonly Lazy<Task<string>> _postgresTemplate;

    public Databases()
    {
        _sqliteTemplate = new(MakeSqliteTemplateAsync);
        _postgresTemplate = new(MakePostgresTemplateAsync);
    }

    /// <summary>A database nobody else uses, with the application's schema and nothing in it.</summary>
    public async Task<TestDatabase> CreateAsync(DatabaseProvider provider, CancellationToken cancellationToken = default)
    {
        if (provider == DatabaseProvider.PostgreSQL)
            return await CreatePostgresAsync(await _postgresTemplate.Value, cancellationToken);
        var template = await _sqliteTemplate.Value;
        return CreateSqlite(file => File.Copy(template, file));
    }

    /// <summary>A database nobody else uses, without any table.</summary>
    public async Task<TestDatabase> CreateEmptyAsync(DatabaseProvider provider, CancellationToken cancellationToken = default) =>
        provider == DatabaseProvider.PostgreSQL ? await CreatePostgresAsync(template: null, cancellationToken) : CreateSqlite(_ => { });

    public async ValueTask DisposeAsync()
    {
        _templates.Dispose();
        if (_server.IsValueCreated)
            await (await _server.Value).DisposeAsync();
    }

    private static TestDatabase CreateSqlite(Action<string> fill)
    {
        var folder = new TemporaryFolder();
        var file = folder.PathTo("dashboard.db");
        fill(file);
        return new TestDatabase(DatabaseProvider.Sqlite, $"Data Source={file}", () =>
        {
            folder.Dispose();
            return Task.CompletedTask;
        });
    }

    private async Task<TestDatabase> CreatePostgresAsync(string? template, CancellationToken cancellationToken)
    {
        var server = await _server.Value;
        var connectionString = await server.CreateDatabaseAsync(template, cancellationToken);
        return new TestDatabase(DatabaseProvider.PostgreSQL, connectionString, () => server.DropDatabaseAsync(connectionString, CancellationToken.None));
    }

    /// <summary>The file of a migrated database. Closing its last connection moves the whole log into it, so the file alone is the database.</summary>
    private async Task<string> MakeSqliteTemplateAsync()
    {
        var file = _templates.PathTo("template.db");
        await MigrateAsync(DatabaseProvider.Sqlite, $"Data Source={file};Pooling=False");
        return File.Exists(file + "-wal") ? throw new InvalidOperationException("The template is still open: its log was not moved into it.") : file;
    }

    /// <summary>The connection string of a migrated database; not pooled, because a database with connections cannot be copied.</summary>
    private async Task<string> MakePostgresTemplateAsync()
    {
        var connectionString = await (await _server.Value).CreateDatabaseAsync();
        await MigrateAsync(DatabaseProvider.PostgreSQL, connectionString + ";Pooling=False");
        return connectionString;
    }

    private static async Task MigrateAsync(DatabaseProvider provider, string connectionString)
    {
        await using var services = new ServiceCollection().AddLogging()
            .AddDatabase(new DatabaseOptions { Provider = provider, ConnectionString = connectionString })
            .BuildServiceProvider();
        await services.GetRequiredService<DatabaseMigrator>().MigrateAsync(CancellationToken.None);
    }
}
