using Bunit;
using Dashboard.Core.Access;
using Dashboard.Core.Refunds;
using Dashboard.TestKit;
using Dashboard.Web.Payments.Details;
using Dashboard.Web.Refunds;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Refunds;

/// <summary>Money that does not add up: counted in the menu, listed and acknowledged under Approvals, told on the payment.</summary>
public sealed class PaymentAlarmPagesTests(Databases databases) : RefundPageContext(databases)
{
    [Fact]
    public async Task Alarm_IsCountedListedAndAcknowledgedWithANote()
    {
        var database = await CreateDatabaseAsync();
        await PrepareAsync(database, Roles.Finance);
        await AlarmAsync(database);
        var count = Render<Web.Refunds.WaitingCount>();
        var page = Render<ApprovalsPage>();

        Assert.Contains("1 waiting", count.Markup, StringComparison.Ordinal);
        Assert.Contains("100.00 RUB captured, 100.01 RUB refunded", page.Find("section[aria-labelledby=alarms]").TextContent, StringComparison.Ordinal);
        page.Find("button[aria-label='Acknowledge the alarm of EP-1']").Click();
        Assert.True(page.Find("[data-dialog-submit]").HasAttribute("disabled"));
        page.Find("#alarm-note").Input("The bank has refunded it twice");
        page.Find("[data-dialog-submit]").Click();

        page.WaitForElement(".note.success");
        Assert.Empty(page.FindAll("section[aria-labelledby=alarms]"));
        count.WaitForAssertion(() => Assert.Empty(count.FindAll(".nav-count")));
        var row = Assert.Single(await Services.GetRequiredService<PaymentAlarms>().OfPaymentAsync(Anna, 1, Xunit.TestContext.Current.CancellationToken));
        Assert.Equal(("anna", "The bank has refunded it twice"), (row.AcknowledgedByName, row.Note));
    }

    [Theory]
    [InlineData(false, "Nobody has looked at this yet")]
    [InlineData(true, "Seen by anna: Known")]
    public async Task Alarm_StaysOnThePayment(bool acknowledged, string words)
    {
        var database = await CreateDatabaseAsync();
        await PrepareAsync(database, Roles.Finance);
        var id = await AlarmAsync(database);
        var alarms = Services.GetRequiredService<PaymentAlarms>();
        if (acknowledged)
            Assert.Equal(RefundDecision.Done, await alarms.AcknowledgeAsync(Anna, id, "Known", Xunit.TestContext.Current.CancellationToken));
        var payment = await Services.GetRequiredService<Dashboard.Core.Payments.PaymentQueries>().FindAsync(Anna, 386, "EP-1", Xunit.TestContext.Current.CancellationToken);
        var rows = await alarms.OfPaymentAsync(Anna, 1, Xunit.TestContext.Current.CancellationToken);

        var alerts = Render<PaymentAlerts>(one => one.Add(alert => alert.Payment, payment!).Add(alert => alert.Alarms, rows));

        Assert.Contains(words, alerts.Markup, StringComparison.Ordinal);
        Assert.Contains("More refunded than captured", alerts.Markup, StringComparison.Ordinal);
        // Looked at or not: as long as it does not add up, it says so.
        Assert.NotEmpty(alerts.FindAll(".note.danger"));
    }

    private static async Task<Guid> AlarmAsync(TestDatabase database)
    {
        await AddPaymentAsync(database, 10000);
        await using var context = database.OpenContext();
        await context.Payments.ExecuteUpdateAsync(change => change.SetProperty(payment => payment.Refunded, 10001), Xunit.TestContext.Current.CancellationToken);
        var alarm = new PaymentAlarm
        {
            Id = Guid.CreateVersion7(),
            PaymentRowId = 1,
            ProjectId = 386,
            PaymentId = "EP-1",
            Kind = PaymentAlarmKind.OverRefunded,
            RaisedAt = Now,
            Currency = "RUB",
        };
        var entry = context.Add(alarm);
        entry.Property(one => one.Captured).CurrentValue = 10000;
        entry.Property(one => one.Refunded).CurrentValue = 10001;
        await context.SaveChangesAsync(Xunit.TestContext.Current.CancellationToken);
        return alarm.Id;
    }
}
