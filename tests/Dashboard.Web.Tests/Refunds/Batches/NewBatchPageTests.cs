using Bunit;
using Dashboard.Core.Access;
using Dashboard.Core.Refunds.Batches;
using Dashboard.TestKit;
using Dashboard.Web.Access;
using Dashboard.Web.Refunds.Batches;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Refunds.Batches;

public sealed class NewBatchPageTests(Databases databases) : RefundPageContext(databases)
{
    private const string Heading = "project_id,payment_id,amount,currency,reason\n";

    [Fact]
    public async Task Upload_FormulaInAFile_NamesRowAndColumn()
    {
        var database = await CreateDatabaseAsync();
        var page = await OpenAsync(database, Roles.Operator);

        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText(Heading + "386,EP-1,=1+1,EUR,Fraud\n", "a.csv"));

        page.WaitForElement(".note.danger");
        Assert.Contains("Row 2, column amount. Formulas", page.Find(".note.danger").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("#batch-typed"));
    }

    [Fact]
    public async Task Upload_UnknownPayments_ShowsTheirFaultsAndNothingToConfirm()
    {
        var database = await CreateDatabaseAsync();
        var page = await OpenAsync(database, Roles.Operator);

        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText(Heading + "386,EP-1,1,EUR,Fraud\nx,EP-1,1,EUR,Fraud\n", "a.csv"));

        page.WaitForElement("tbody tr");
        Assert.Equal(["Not found", "Project not allowed"], page.FindAll("tbody .chip > span:nth-of-type(1)").Select(word => word.TextContent));
        Assert.Empty(page.FindAll("aside button"));
        page.Find(".page-actions button").Click();
        Assert.NotNull(page.Find("#batch-file"));
    }

    [Fact]
    public async Task ChosenPayments_KeptForThePerson_TakeTheSameWay()
    {
        var database = await CreateDatabaseAsync();
        await PrepareAsync(database, Roles.Operator);
        var person = (await Services.GetRequiredService<CurrentUser>().ActorAsync()).UserId;
        var key = Services.GetRequiredService<RefundSelections>().Keep(person, [(386, "EP-1"), (386, "EP-2")]);
        var page = Open("?list=" + key);

        Assert.EndsWith(": 2", page.Find("#batch-chosen").TextContent, StringComparison.Ordinal);
        page.Find("button.primary").Click();

        page.WaitForElement("tbody tr");
        Assert.Equal(2, page.FindAll("tbody tr").Count);
    }

    [Fact]
    public async Task ChosenPayments_OfSomebodyElse_AreNotShown()
    {
        var database = await CreateDatabaseAsync();
        await PrepareAsync(database, Roles.Operator);
        var key = Services.GetRequiredService<RefundSelections>().Keep(Guid.NewGuid(), [(386, "EP-1")]);

        var page = Open("?list=" + key);

        Assert.Empty(page.FindAll("#batch-chosen"));
        Assert.Contains("no longer kept", page.Find(".note.warning").TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.Find("#batch-file"));
    }

    [Fact]
    public async Task Page_ForSupport_HasNoUpload()
    {
        var database = await CreateDatabaseAsync();
        var page = await OpenAsync(database, Roles.Support);
        Assert.Empty(page.FindAll("input"));
        Assert.Contains("You may not request refunds", page.Markup, StringComparison.Ordinal);
    }

    private async Task<IRenderedComponent<NewBatchPage>> OpenAsync(TestDatabase database, string role, string query = "")
    {
        await PrepareAsync(database, role);
        return Open(query);
    }

    private IRenderedComponent<NewBatchPage> Open(string query)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("/refunds/batches/new" + query);
        return Render<NewBatchPage>();
    }
}
