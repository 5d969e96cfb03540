using Bunit;
using Dashboard.Core.Access;
using Dashboard.Core.Refunds;
using Dashboard.TestKit;
using Dashboard.Web.Refunds;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Refunds;

/// <summary>What is pressed is what was read, and a database that is away takes nothing from the person.</summary>
public sealed class RefundDialogTests(Databases databases) : RefundPageContext(databases)
{
    private static readonly Actor Boris = new(Guid.Parse("00000000-0000-0000-0000-0000000000b2"), "boris");

    [Fact]
    public async Task Press_AfterTheRemainingAmountChanged_SendsNothingUntilTheNewAmountWasRead()
    {
        var database = await CreateDatabaseAsync();
        var dialog = await OpenAsync(database);
        await HireAsync(database, Boris);
        await RequestAsync(Boris, 3000);
        dialog.WaitForElement(".dialog-errors");
        Assert.Contains("70.00 RUB remain", dialog.Find(".dialog-errors").TextContent, StringComparison.Ordinal);
        // The button has not changed under the hand.
        Assert.Contains("100.00", Button(dialog).TextContent, StringComparison.Ordinal);

        await Button(dialog).ClickAsync(new());

        Assert.Contains("70.00 RUB remain", dialog.Find(".dialog-errors").TextContent, StringComparison.Ordinal);
        Assert.Contains("70.00", Button(dialog).TextContent, StringComparison.Ordinal);
        Assert.Equal([3000L], await AmountsAsync(database));

        await Button(dialog).ClickAsync(new());
        dialog.WaitForElement(".tracker");
        Assert.Equal([3000L, 7000L], await AmountsAsync(database));
    }

    [Fact]
    public async Task Press_FasterThanTheNewsOfAnotherRefund_IsRefusedAndThenShowsWhatRemains()
    {
        var database = await CreateDatabaseAsync();
        var dialog = await OpenAsync(database);
        // Another process: this one is not told.
        await using (var context = database.OpenContext())
            await context.Payments.ExecuteUpdateAsync(change => change.SetProperty(one => one.Reserved, 3000), Xunit.TestContext.Current.CancellationToken);

        await Button(dialog).ClickAsync(new());

        dialog.WaitForElement(".dialog-errors");
        Assert.Contains("70.00 RUB remain", dialog.Find(".dialog-errors").TextContent, StringComparison.Ordinal);
        Assert.Contains("70.00", Button(dialog).TextContent, StringComparison.Ordinal);
        Assert.Empty(await AmountsAsync(database));
    }

    [Fact]
    public async Task Press_WhenTheDatabaseDoesNotKeepIt_LeavesTheDialogAndItsIdForAnotherPress()
    {
        var database = await CreateDatabaseAsync();
        var dialog = await OpenAsync(database);
        await ExecuteAsync(database, "CREATE TRIGGER full BEFORE INSERT ON refunds BEGIN SELECT RAISE(ABORT, 'database is full'); END");

        await Button(dialog).ClickAsync(new());

        dialog.WaitForElement(".dialog-errors");
        Assert.Contains("The request could not be recorded", dialog.Find(".dialog-errors").TextContent, StringComparison.Ordinal);
        Assert.Contains("Pressing again is safe", dialog.Find(".dialog-errors").TextContent, StringComparison.Ordinal);
        await ExecuteAsync(database, "DROP TRIGGER full");
        await Button(dialog).ClickAsync(new());
        dialog.WaitForElement(".tracker");
        Assert.Equal([10000L], await AmountsAsync(database));
    }

    [Fact]
    public async Task Decision_WhenTheDatabaseDoesNotAnswer_LeavesTheDialogAndSaysSo()
    {
        var database = await CreateDatabaseAsync();
        await PrepareAsync(database, Roles.Finance);
        await AddPaymentAsync(database, 10000);
        var closed = new List<bool>();
        var view = new RefundView(Guid.NewGuid(), 1, 386, "EP-1", 1000, "RUB", RefundReason.CustomerRequest, null, null, "oleg", Now, RefundState.AwaitingApproval,
            null, Now, null, null, null, null, null, 0);
        var dialog = Render<DecisionDialog>(parameters => parameters.Add(one => one.Kind, DecisionKind.Reject)
            .Add(one => one.Row, new ApprovalRow(view, false, true, false, null)).Add(one => one.OnClosed, closed.Add));
        dialog.WaitForElement("#decision-note").Input("Not ours");
        await ExecuteAsync(database, "ALTER TABLE refunds RENAME TO refunds_away");

        await Button(dialog).ClickAsync(new());

        dialog.WaitForElement(".dialog-errors");
        Assert.Contains("The request could not be recorded", dialog.Find(".dialog-errors").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("No money was moved", dialog.Find(".dialog-errors").TextContent, StringComparison.Ordinal);
        Assert.False(Button(dialog).HasAttribute("disabled"));
        Assert.Empty(closed);
        await ExecuteAsync(database, "ALTER TABLE refunds_away RENAME TO refunds");
    }

    [Fact]
    public async Task Tracker_OfADeclinedRefund_SaysWhatCanBeDone()
    {
        var database = await CreateDatabaseAsync();
        await PrepareAsync(database, Roles.Operator);
        await AddPaymentAsync(database, 10000);
        await RequestAsync(Anna, 1000);
        Guid id;
        await using (var context = database.OpenContext())
        {
            await context.Refunds.ExecuteUpdateAsync(change => change.SetProperty(one => one.State, RefundState.Declined).SetProperty(one => one.Code, "20105"),
                Xunit.TestContext.Current.CancellationToken);
            id = (await context.Refunds.SingleAsync(Xunit.TestContext.Current.CancellationToken)).Id;
        }

        var tracker = Render<RefundTracker>(parameters => parameters.Add(one => one.RefundId, id));

        tracker.WaitForElement(".tracker");
        Assert.Contains("20105", tracker.Markup, StringComparison.Ordinal);
        Assert.Contains("A new refund can be tried.", tracker.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("pay again", tracker.Markup, StringComparison.OrdinalIgnoreCase);
    }

    private static AngleSharp.Dom.IElement Button<T>(IRenderedComponent<T> dialog)
        where T : Microsoft.AspNetCore.Components.IComponent => dialog.Find("[data-dialog-submit]");

    /// <summary>The dialog of a payment of 100.00, ready to be pressed for all of it.</summary>
    private async Task<IRenderedComponent<RefundDialog>> OpenAsync(TestDatabase database)
    {
        await PrepareAsync(database, Roles.Operator);
        var payment = await AddPaymentAsync(database, 10000);
        var dialog = Render<RefundDialog>(parameters => parameters.Add(one => one.Payment, payment));
        dialog.WaitForElement("#refund-reason").Change(nameof(RefundReason.CustomerRequest));
        Assert.Contains("100.00", Button(dialog).TextContent, StringComparison.Ordinal);
        return dialog;
    }

    private async Task RequestAsync(Actor actor, long amount) => Assert.IsType<RequestRefundResult.Requested>(
        await Services.GetRequiredService<RequestRefund>().HandleAsync(actor,
            new RequestRefundInput(Guid.CreateVersion7(), 386, "EP-1", amount, "RUB", RefundReason.CustomerRequest, null, null, false),
            Xunit.TestContext.Current.CancellationToken));

    private static async Task<List<long>> AmountsAsync(TestDatabase database)
    {
        await using var context = database.OpenContext();
        return await context.Refunds.OrderBy(one => one.Amount).Select(one => one.Amount).ToListAsync(Xunit.TestContext.Current.CancellationToken);
    }

    private static async Task ExecuteAsync(TestDatabase database, string sql)
    {
        await using var context = database.OpenContext();
        await context.Database.ExecuteSqlRawAsync(sql, Xunit.TestContext.Current.CancellationToken);
    }
}
