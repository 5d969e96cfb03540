using Bunit;
using Dashboard.Core.Access;
using Dashboard.Core.Callbacks;
using Dashboard.TestKit;
using Dashboard.Web.Callbacks;
using Dashboard.Web.Tests.Refunds;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Callbacks;

/// <summary>The log of callbacks on a database of its own.</summary>
public sealed class CallbacksPageTests(Databases databases) : RefundPageContext(databases)
{
    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Log_OfRows_IsFilteredByItsAddressAndFollowsWhatWaits()
    {
        var database = await CreateDatabaseAsync();
        await PrepareAsync(database, Roles.Admin);
        await AddAsync(database, 1, CallbackVerdict.Applied, Now.AddDays(-3));
        await AddAsync(database, 2, CallbackVerdict.Parked, Now.AddHours(-1));
        var page = Open("/callback-log?from=2026-03-02&to=2026-03-02");

        page.WaitForAssertion(() => Assert.Single(page.FindAll("details.callback")));
        Assert.Contains("answered 200", page.Find("details.callback summary").TextContent, StringComparison.Ordinal);
        Assert.Contains("Received from 2 Mar 2026, 00:00:00", page.Find(".search-notes").TextContent, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Equal("1", page.Find("[data-waiting=Parked]").TextContent));

        await AddAsync(database, 3, CallbackVerdict.Parked, Now);
        page.Find("[aria-label='Remove filter: Period']").Click();
        page.WaitForAssertion(() => Assert.Equal(3, page.FindAll("details.callback").Count));
        page.WaitForAssertion(() => Assert.Equal("2", page.Find("[data-waiting=Parked]").TextContent));
        Assert.EndsWith("/callback-log", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_DatabaseFails_ShowsTheErrorAndReadsAgain()
    {
        var database = await CreateDatabaseAsync();
        await PrepareAsync(database, Roles.Admin);
        await AddAsync(database, 1, CallbackVerdict.Applied, Now);
        await RenameAsync(database, "ALTER TABLE callback_events RENAME TO elsewhere");
        var page = Open("/callback-log");
        page.WaitForAssertion(() => Assert.Contains("The list could not be read", page.Markup, StringComparison.Ordinal));

        await RenameAsync(database, "ALTER TABLE elsewhere RENAME TO callback_events");
        page.FindAll("button").Single(button => button.TextContent == "Try again").Click();
        page.WaitForAssertion(() => Assert.Single(page.FindAll("details.callback")));
        page.WaitForAssertion(() => Assert.Equal("0", page.Find("[data-waiting=Parked]").TextContent));
    }

    [Fact]
    public async Task Log_NarrowedByHand_KeepsItsFiltersFromTabToTab()
    {
        var database = await CreateDatabaseAsync();
        await PrepareAsync(database, Roles.Admin);
        await AddAsync(database, 1, CallbackVerdict.Parked, Now);
        const string kept = "q=EP-9&project=386&period=last7";
        var page = Open($"/callback-log?verdict=parked&{kept}");
        page.WaitForAssertion(() => Assert.Equal("1", page.Find("[data-waiting=Parked]").TextContent));

        Assert.Equal(
            new[] { "", "verdict=applied&", "verdict=notpayment&", "verdict=quarantined&", "verdict=parked&", "verdict=refused&" }
                .Select(verdict => $"/callback-log?{verdict}{kept}"),
            page.FindAll(".segments a").Select(tab => tab.GetAttribute("href")));
        // The newest callback is that of the whole log, however narrow the list.
        Assert.Contains("Last callback just now", page.Find(".freshness").TextContent, StringComparison.Ordinal);
        // What is applied again is what is shown: all that waits, or nothing.
        Assert.Empty(page.FindAll("[data-reapply-all]"));
    }

    [Theory]
    [InlineData("/callback-log", "No callback yet", null)]
    [InlineData("/callback-log?verdict=parked", "Nothing is parked", null)]
    [InlineData("/callback-log?verdict=parked&q=EP-9", "No rows match these filters", "/callback-log?verdict=parked")]
    public async Task Log_NothingToShow_SaysWhetherFiltersLeaveNothing(string address, string words, string? clear)
    {
        var database = await CreateDatabaseAsync();
        await PrepareAsync(database, Roles.Admin);
        var page = Open(address);
        page.WaitForAssertion(() => Assert.Contains(words, page.Markup, StringComparison.Ordinal));
        Assert.Equal(clear is null ? [] : [clear], page.FindAll(".state-actions a").Select(link => link.GetAttribute("href")));
        page.WaitForAssertion(() => Assert.Equal("0", page.Find("[data-waiting=Parked]").TextContent));
    }

    private IRenderedComponent<CallbacksPage> Open(string address)
    {
        // A browser that goes back to nothing.
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return Render<CallbacksPage>();
    }

    private static async Task RenameAsync(TestDatabase database, string statement)
    {
        await using var context = database.OpenContext();
        await context.Database.ExecuteSqlRawAsync(statement, Stop);
    }

    private static async Task AddAsync(TestDatabase database, long id, CallbackVerdict verdict, DateTimeOffset receivedAt)
    {
        await using var context = database.OpenContext();
        var entry = context.Entry(new CallbackEvent { Hash = [(byte)id], ProjectId = 386, ReceivedAt = receivedAt, Source = CallbackSource.Callback, OperationId = id });
        entry.CurrentValues.SetValues(new { Id = id, Verdict = verdict });
        entry.State = EntityState.Added;
        await context.SaveChangesAsync(Stop);
    }
}
