using System.Diagnostics.CodeAnalysis;

namespace Dashboard.TestKit;

/// <summary>
/// Hands out fresh databases. One for a test assembly: <c>[assembly: AssemblyFixture(typeof(Databases))]</c>, and a constructor parameter
/// in the test class. The PostgreSQL server starts with the first test that asks for it.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The server is disposed in DisposeAsync.")]
public sealed class Databases : IAsyncDisposable
{
    private readonly Lazy<Task<PostgresServer>> _server = new(PostgresServer.StartAsync);

    /// <summary>A database nobody else uses, without any table.</summary>
    public async Task<TestDatabase> CreateEmptyAsync(DatabaseKind kind, CancellationToken cancellationToken = default)
    {
        switch (kind)
        {
            case DatabaseKind.Sqlite:
                var folder = new TemporaryFolder();
                return new TestDatabase(kind, $"Data Source={folder.PathTo("dashboard.db")}", () =>
                {
                    folder.Dispose();
                    return Task.CompletedTask;
                });
            case DatabaseKind.PostgreSQL:
                var server = await _server.Value;
                var connectionString = await server.CreateDatabaseAsync(cancellationToken: cancellationToken);
                return new TestDatabase(kind, connectionString, () => server.DropDatabaseAsync(connectionString, CancellationToken.None));
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a database the application runs on.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated)
            await (await _server.Value).DisposeAsync();
    }
}
