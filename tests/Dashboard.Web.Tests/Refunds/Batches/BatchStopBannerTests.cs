using Bunit;
using Dashboard.Core.Access;
using Dashboard.Core.Refunds;
using Dashboard.TestKit;
using Dashboard.Web.Refunds.Batches;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Refunds.Batches;

/// <summary>Whoever is about to refund hundreds at once sees that refunds are stopped, and why.</summary>
public sealed class BatchStopBannerTests(Databases databases) : RefundPageContext(databases)
{
    [Fact]
    public Task List_WhileRefundsAreStopped_SaysSo() => ShowsTheStopAsync<BatchesPage>(_ => { });

    [Fact]
    public Task NewBatch_WhileRefundsAreStopped_SaysSo() => ShowsTheStopAsync<NewBatchPage>(_ => { });

    [Fact]
    public Task Batch_WhileRefundsAreStopped_SaysSo() => ShowsTheStopAsync<BatchPage>(page => page.Add(one => one.Id, Guid.Empty));

    private async Task ShowsTheStopAsync<TPage>(Action<ComponentParameterCollectionBuilder<TPage>> parameters)
        where TPage : IComponent
    {
        var database = await CreateDatabaseAsync();
        await PrepareAsync(database, Roles.Operator);
        await Services.GetRequiredService<StopRefunds>().StopAsync(Actor.CommandLine, null, "Odd refunds since noon", Xunit.TestContext.Current.CancellationToken);

        var page = Render(parameters);

        page.WaitForAssertion(() => Assert.Contains("All refunds are stopped.", page.Markup, StringComparison.Ordinal));
        Assert.Contains("Odd refunds since noon", page.Markup, StringComparison.Ordinal);
    }
}
