using Dashboard.Core.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.TestKit;

/// <summary>
/// One test's own database: a real SQLite file (never in memory, so that locks, log and restarts are the real ones) or a PostgreSQL database.
/// Made by <see cref="Databases"/>.
/// </summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly Func<Task> _remove;
    private readonly List<ServiceProvider> _services = [];

    internal TestDatabase(DatabaseProvider provider, string connectionString, Func<Task> remove)
    {
        Provider = provider;
        ConnectionString = connectionString;
        _remove = remove;
    }

    public DatabaseProvider Provider { get; }

    public string ConnectionString { get; }

    /// <summary>
    /// Services on this database, as the application composes them: the data room and whatever <paramref name="add"/> registers.
    /// Each call is another instance of the application on the same data. Disposed with the database.
    /// </summary>
    /// <param name="add">Registers the rooms under test.</param>
    /// <param name="clock">The clock the services see; the machine's when not given.</param>
    public IServiceProvider CreateServices(Action<IServiceCollection>? add = null, TimeProvider? clock = null)
    {
        var services = new ServiceCollection().AddLogging();
        if (clock is not null)
            services.AddSingleton(clock);
        services.AddDatabase(new DatabaseOptions { Provider = Provider, ConnectionString = ConnectionString });
        add?.Invoke(services);
        var provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true });
        _services.Add(provider);
        return provider;
    }

    /// <summary>A context to arrange and to look with, apart from the services under test. The caller disposes it.</summary>
    public AppDbContext OpenContext()
    {
        if (_services.Count == 0)
            CreateServices();
        return _services[0].GetRequiredService<IDbContextFactory<AppDbContext>>().CreateDbContext();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var services in _services)
            await services.DisposeAsync();
        if (Provider == DatabaseProvider.Sqlite)
        {
            await using var connection = new SqliteConnection(ConnectionString);
            SqliteConnection.ClearPool(connection);
        }

        await _remove();
    }
}
