using Bunit;
using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Live;
using Dashboard.Core.Payments;
using Dashboard.Core.Refunds;
using Dashboard.TestKit;
using Dashboard.Web.Payments.Details;
using Dashboard.Web.Tests.Refunds;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Payments.Details;

/// <summary>Who else is at a payment, and who was: over the whole core.</summary>
public sealed class PaymentCompanyTests(Databases databases) : RefundPageContext(databases)
{
    private static readonly Actor Boris = new(Guid.Parse("00000000-0000-0000-0000-0000000000b2"), "boris");

    private static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Colleagues_ComeAndGo_AreNamedWhileTheyAreThere()
    {
        var database = await CreateDatabaseAsync();
        await PrepareAsync(database, Roles.Operator);
        var row = await AddPaymentAsync(database, 10000);
        var colleagues = Render<PaymentColleagues>(parameters => parameters.Add(one => one.PaymentRowId, row.Id));
        Assert.Equal("", colleagues.Find(".colleagues").TextContent.Trim());
        var payments = Services.GetRequiredService<OpenPayments>();
        Assert.Equal(["anna"], payments.Others(row.Id, Boris.UserId!.Value));

        var boris = payments.Enter(row.Id, Boris.UserId!.Value, Boris.Name, () => { });
        colleagues.WaitForAssertion(() => Assert.Equal("boris has this payment open, too", colleagues.Find("[data-colleagues=open]").TextContent));
        var dialog = await Services.GetRequiredService<RefundBoard>().EnterAsync(row.Id, Boris.UserId, Boris.Name, Stop);
        colleagues.WaitForAssertion(() => Assert.StartsWith("boris has the refund dialog", colleagues.Find("[data-colleagues=refund]").TextContent, StringComparison.Ordinal));

        await dialog.DisposeAsync();
        boris.Dispose();
        colleagues.WaitForAssertion(() => Assert.Equal("", colleagues.Find(".colleagues").TextContent.Trim()));
        await DisposeComponentsAsync();
        Assert.Empty(payments.Others(row.Id, Boris.UserId!.Value));
    }

    [Fact]
    public async Task Audit_OpenedByAnAuditor_SaysWhoLookedAndFromWhere()
    {
        var database = await CreateDatabaseAsync();
        await PrepareAsync(database, Roles.Auditor);
        var row = await AddPaymentAsync(database, 10000);
        var views = Services.GetRequiredService<ViewLog>();
        views.PaymentSeen(Boris with { SourceAddress = "10.0.0.7" }, row.ProjectId, row.PaymentId);
        await views.WriteAsync(Stop);

        var audit = Render<PaymentAudit>(parameters => parameters.Add(one => one.Payment, row));
        Assert.Empty(audit.FindAll("[data-audit]"));
        audit.Find("details").TriggerEvent("ontoggle", EventArgs.Empty);

        audit.WaitForAssertion(() => Assert.Contains("boris opened the payment", audit.Find("[data-audit='payment.viewed'] p").TextContent, StringComparison.Ordinal));
        Assert.Equal("10.0.0.7", audit.Find(".audit-from").TextContent);
    }

    [Fact]
    public async Task File_OpenedAndReadAgain_IsOneLineOfTheAuditLog()
    {
        var database = await CreateDatabaseAsync();
        await PrepareAsync(database, Roles.Operator);
        await AddPaymentAsync(database, 10000);
        var files = ActivatorUtilities.CreateInstance<PaymentFiles>(Services);
        Assert.NotNull(await files.OpenAsync(Anna, 386, "EP-1", Stop));
        Assert.NotNull(await files.ReadAsync(Anna, 386, "EP-1", Stop));
        Assert.Null(await files.OpenAsync(Anna, 386, "EP-9", Stop));
        await Services.GetRequiredService<ViewLog>().WriteAsync(Stop);

        await using var context = database.OpenContext();
        var line = await context.AuditEntries.SingleAsync(Stop);
        Assert.Equal((ViewLog.PaymentViewed, "payment 386/EP-1", Anna.UserId), (line.Action, line.Subject, line.UserId));
    }

    [Theory]
    [InlineData(RefundState.Unknown, "chip unknown", "Refund open: 20.00 RUB")]
    [InlineData(RefundState.AwaitingApproval, "chip info", "Refund open: 20.00 RUB")]
    [InlineData(RefundState.Succeeded, null, null)]
    public void OpenRefund_OfEachState_IsSaidOnlyWhileItHolds(RefundState state, string? kind, string? words)
    {
        var chip = Render<OpenRefundChip>(parameters => parameters.Add(one => one.File, File(state)));
        Assert.Equal(kind, chip.FindAll(".chip").SingleOrDefault()?.ClassName);
        Assert.Equal(words, chip.FindAll(".chip > span").Select(word => word.TextContent).FirstOrDefault());
    }

    private static PaymentFile File(RefundState state) => new(
        new PaymentView
        {
            Row = new PaymentRow { Id = 1, ProjectId = 386, PaymentId = "EP-1", Status = "success", Currency = "RUB", Amount = 10000, Captured = 10000, CreatedAt = Now },
            ProjectName = "Shop",
            UpdatedAt = Now,
        },
        null,
        [new(Guid.NewGuid(), 1, 386, "EP-1", 2000, "RUB", RefundReason.CustomerRequest, null, null, "boris", Now, state, null, Now, null, null, null, null, null, 0)],
        new(Core.Timeline.PaymentTimeline.Empty, [], new([], false)), Core.Timeline.CustomerPayments.None, false, false, false);
}
