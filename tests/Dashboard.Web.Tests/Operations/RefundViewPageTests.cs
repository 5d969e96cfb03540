using Bunit;
using Dashboard.Core.Access;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Projects;
using Dashboard.Core.Refunds;
using Dashboard.TestKit;
using Dashboard.Web.Operations;
using Dashboard.Web.Tests.Refunds;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Operations;

/// <summary>The views of refunds on a database of their own.</summary>
public sealed class RefundViewPageTests(Databases databases) : RefundPageContext(databases)
{
    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    [Fact]
    public async Task View_NextRowsFail_KeepsThoseReadAndTriesThatStepAgain()
    {
        var database = await StartAsync();
        await AddAsync(database, 386, RefundState.Declined, 51);
        var page = Open("/operations/failed-refunds");
        page.WaitForAssertion(() => Assert.Equal(50, page.FindAll("tbody tr").Count));

        await ChangeAsync(database, "ALTER TABLE refunds RENAME TO elsewhere");
        Button(page, "Load more").Click();
        page.WaitForAssertion(() => Assert.Contains("The rows that follow could not be read", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Equal(50, page.FindAll("tbody tr").Count);
        Assert.Equal("ready", page.Find("[data-list]").GetAttribute("data-list"));

        await ChangeAsync(database, "ALTER TABLE elsewhere RENAME TO refunds");
        Button(page, "Try again").Click();
        page.WaitForAssertion(() => Assert.Equal(51, page.FindAll("tbody tr").Count));
        Assert.Empty(page.FindAll("[role=alert]"));
    }

    [Fact]
    public async Task View_OfSeveralProjects_NamesThemAndIsNarrowedByItsAddress()
    {
        var database = await StartAsync();
        await AddAsync(database, 386, RefundState.Declined, 1);
        var page = Open("/operations/failed-refunds");
        page.WaitForAssertion(() => Assert.Single(page.FindAll("tbody tr")));
        // One project needs no name and no filter.
        Assert.DoesNotContain("Project", page.FindAll("thead th").Select(head => head.TextContent));
        Assert.Empty(page.FindAll(".list-filters"));
        await DisposeComponentsAsync();

        await using (var context = database.OpenContext())
        {
            context.Projects.Add(new Project { Id = 402, Name = "Outlet", GateUrl = "http://127.0.0.1:9" });
            await context.SaveChangesAsync(Stop);
        }

        await AddAsync(database, 402, RefundState.Blocked, 2);
        page = Open("/operations/failed-refunds?project=402");
        page.WaitForAssertion(() => Assert.Equal(["Outlet", "Outlet"], page.FindAll("tbody td:nth-child(6)").Select(cell => cell.TextContent)));
        Assert.All(page.FindAll("tbody .chip"), chip => Assert.Contains("Blocked", chip.TextContent, StringComparison.Ordinal));
        Assert.Equal(
            ["/operations?project=402", "/operations/unknown-refunds?project=402", "/operations/failed-refunds?project=402", "/operations?project=402&view=overdue", "/operations?status=decline&project=402&period=today"],
            page.FindAll(".segments a").Select(tab => tab.GetAttribute("href")));

        page.Find("[aria-label='Remove filter: Project']").Click();
        page.WaitForAssertion(() => Assert.Equal(["Shop", "Outlet", "Outlet"], page.FindAll("tbody td:nth-child(6)").Select(cell => cell.TextContent).OrderDescending()));
        Assert.EndsWith("/operations/failed-refunds", Navigation.Uri, StringComparison.Ordinal);

        Navigation.NavigateTo("/operations/unknown-refunds?project=402");
        page.WaitForAssertion(() => Assert.Contains("No rows match these filters", page.Markup, StringComparison.Ordinal));
        Assert.Equal("Unknown refunds", page.Find("h1").TextContent);
    }

    [Fact]
    public async Task View_AfterARestart_TellsOfTheNewestCallbackThereIs()
    {
        var database = await StartAsync();
        await using (var context = database.OpenContext())
        {
            context.Add(new CallbackEvent { Hash = [1], ProjectId = 386, ReceivedAt = Now.AddMinutes(-7), Source = CallbackSource.Callback, OperationId = 1 });
            await context.SaveChangesAsync(Stop);
        }

        var page = Open("/operations/unknown-refunds");
        page.WaitForAssertion(() => Assert.Contains("Last callback 7 min ago", page.Find(".freshness").TextContent, StringComparison.Ordinal));
        Assert.Contains("Every refund has its result", page.Markup, StringComparison.Ordinal);
    }

    private async Task<TestDatabase> StartAsync()
    {
        var database = await CreateDatabaseAsync();
        await PrepareAsync(database, Roles.Admin);
        await AddPaymentAsync(database, 10_000);
        // A browser that goes back to nothing.
        JSInterop.Mode = JSRuntimeMode.Loose;
        return database;
    }

    private IRenderedComponent<RefundViewPage> Open(string address)
    {
        Navigation.NavigateTo(address);
        return Render<RefundViewPage>();
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<RefundViewPage> page, string words) =>
        page.FindAll("button").Single(button => button.TextContent == words);

    private static async Task ChangeAsync(TestDatabase database, string statement)
    {
        await using var context = database.OpenContext();
        await context.Database.ExecuteSqlRawAsync(statement, Stop);
    }

    private static async Task AddAsync(TestDatabase database, long projectId, RefundState state, int count)
    {
        await using var context = database.OpenContext();
        for (var index = 0; index < count; index++)
        {
            var entry = context.Entry(new Refund
            {
                Id = Guid.CreateVersion7(),
                PaymentRowId = 1,
                ProjectId = projectId,
                PaymentId = "EP-1",
                Amount = 100,
                Currency = "RUB",
                RequestedByName = "anna",
                RequestedAt = Now,
            });
            entry.CurrentValues.SetValues(new { State = state, StateAt = Now.AddMinutes(-index) });
            entry.State = EntityState.Added;
        }

        await context.SaveChangesAsync(Stop);
    }
}
