using Dashboard.Core.Data;
using Dashboard.TestKit;

[assembly: AssemblyFixture(typeof(Databases))]

namespace Dashboard.Web.Tests.Ui;

/// <summary>
/// Components over a real database. It outlives them: a component that is still there may be reading on its own account (live counts do),
/// and a read in a folder that is being removed writes its files into it.
/// </summary>
public abstract class DatabaseContext(Databases databases) : UiContext
{
    private readonly List<TestDatabase> _own = [];

    /// <summary>A database of this test's own, removed after the components and services are gone.</summary>
    protected async Task<TestDatabase> CreateDatabaseAsync()
    {
        var database = await databases.CreateAsync(DatabaseProvider.Sqlite, Xunit.TestContext.Current.CancellationToken);
        _own.Add(database);
        return database;
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await DisposeComponentsAsync();
        await base.DisposeAsyncCore();
        foreach (var database in _own)
            await database.DisposeAsync();
    }
}
