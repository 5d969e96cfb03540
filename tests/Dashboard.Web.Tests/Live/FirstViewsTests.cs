using Dashboard.Core.Access;
using Dashboard.TestKit;
using Dashboard.Web.Access;
using Dashboard.Web.Live;
using Dashboard.Web.Tests.Refunds;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Live;

public sealed class FirstViewsTests(Databases databases) : RefundPageContext(databases)
{
    private FirstViews Begin() => new(Services.GetRequiredService<SavedViews>(), Services.GetRequiredService<CurrentUser>());

    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task BeginWith_AView_LeadsThereUntilItIsTakenBack()
    {
        var database = await CreateDatabaseAsync();
        await PrepareAsync(database, Roles.Support);
        var first = Begin();
        var changes = 0;
        first.Changed += () => changes++;
        var views = Services.GetRequiredService<SavedViews>();
        await views.KeepAsync(Anna, "payments", "Declines", "status=decline", shared: false, Stop);

        await first.BeginWithAsync("payments", Assert.Single(await views.ListAsync(Anna, "payments", Stop)).Id);
        Assert.Equal(("/payments?status=decline", "/operations", "/approvals"),
            (first.AddressOf("/payments"), first.AddressOf("/operations"), first.AddressOf("/approvals")));

        await first.BeginWithAsync("payments", null);
        Assert.Equal(("/payments", 2), (first.AddressOf("/payments"), changes));
    }

    /// <summary>The menu stands around every page, also around the one that says that the database is away.</summary>
    [Fact]
    public async Task Read_DatabaseFails_ListsBeginWithEverything()
    {
        var database = await CreateDatabaseAsync();
        await PrepareAsync(database, Roles.Support);
        await using (var context = database.OpenContext())
            await context.Database.ExecuteSqlAsync($"DROP TABLE user_preferences", Stop);
        var first = Begin();

        await first.ReadAsync();

        Assert.Equal("/payments", first.AddressOf("/payments"));
    }
}
