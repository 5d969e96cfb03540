using Bunit;
using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.TestKit;
using Dashboard.Web.Refunds.Batches;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Refunds.Batches;

public sealed class NewBatchPageTests : RefundPageContext
{
    private const string Heading = "project_id,payment_id,amount,currency,reason\n";

    [Fact]
    public async Task Upload_FormulaInAFile_NamesRowAndColumn()
    {
        await using var databases = new Databases();
        await using var database = await databases.CreateAsync(DatabaseProvider.Sqlite, Xunit.TestContext.Current.CancellationToken);
        var page = await OpenAsync(database, Roles.Operator);

        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText(Heading + "386,EP-1,=1+1,EUR,Fraud\n", "a.csv"));

        page.WaitForElement(".note.danger");
        Assert.Contains("Row 2, column amount. Formulas", page.Find(".note.danger").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("#batch-typed"));
    }

    [Fact]
    public async Task Upload_UnknownPayments_ShowsTheirFaultsAndNothingToConfirm()
    {
        await using var databases = new Databases();
        await using var database = await databases.CreateAsync(DatabaseProvider.Sqlite, Xunit.TestContext.Current.CancellationToken);
        var page = await OpenAsync(database, Roles.Operator);

        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText(Heading + "386,EP-1,1,EUR,Fraud\nx,EP-1,1,EUR,Fraud\n", "a.csv"));

        page.WaitForElement("tbody tr");
        Assert.Equal(["Not found", "Project not allowed"], page.FindAll("tbody .chip > span:nth-of-type(1)").Select(word => word.TextContent));
        Assert.Empty(page.FindAll("aside button"));
        page.Find(".page-actions button").Click();
        Assert.NotNull(page.Find("#batch-file"));
    }

    [Fact]
    public async Task ChosenPayments_InTheAddress_TakeTheSameWay()
    {
        await using var databases = new Databases();
        await using var database = await databases.CreateAsync(DatabaseProvider.Sqlite, Xunit.TestContext.Current.CancellationToken);
        var page = await OpenAsync(database, Roles.Operator, "?payment=386%2FEP-1&payment=386%2FEP-2&payment=nonsense");

        Assert.EndsWith(": 2", page.Find("#batch-chosen").TextContent, StringComparison.Ordinal);
        page.Find("button.primary").Click();

        page.WaitForElement("tbody tr");
        Assert.Equal(2, page.FindAll("tbody tr").Count);
    }

    [Fact]
    public async Task Page_ForSupport_HasNoUpload()
    {
        await using var databases = new Databases();
        await using var database = await databases.CreateAsync(DatabaseProvider.Sqlite, Xunit.TestContext.Current.CancellationToken);
        var page = await OpenAsync(database, Roles.Support);
        Assert.Empty(page.FindAll("input"));
        Assert.Contains("You may not request refunds", page.Markup, StringComparison.Ordinal);
    }

    private async Task<IRenderedComponent<NewBatchPage>> OpenAsync(TestDatabase database, string role, string query = "")
    {
        await PrepareAsync(database, role);
        Services.GetRequiredService<NavigationManager>().NavigateTo("/refunds/batches/new" + query);
        return Render<NewBatchPage>();
    }
}
