using System.Net;
using System.Net.Sockets;
using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Refunds;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Refunds;

/// <summary>What people do when things stand still: the stop switch, blocked refunds, and results nobody told.</summary>
public sealed class StopAndResolveTests(Databases databases)
{
    [Theory]
    [InlineData(DatabaseProvider.Sqlite, true)]
    [InlineData(DatabaseProvider.Sqlite, false)]
    [InlineData(DatabaseProvider.PostgreSQL, true)]
    [InlineData(DatabaseProvider.PostgreSQL, false)]
    public async Task Stop_RefusesRequestsAndClaimsWithoutAnyConnection(DatabaseProvider provider, bool all)
    {
        await using var world = await RefundWorld.StartAsync(databases, provider);
        using var platform = new TcpListener(IPAddress.Loopback, 0);
        platform.Start();
        world.SetGate($"http://127.0.0.1:{((IPEndPoint)platform.LocalEndpoint).Port}");
        var finance = await world.HireAsync(Roles.Finance);
        var queued = await world.RequestedAsync(1000);
        var waiting = await world.WaitingAsync();

        Assert.Equal(StopResult.Done, await world.StopAsync(finance, all ? null : 386));

        Assert.Equal(RefundRefusalKind.Stopped, Assert.IsType<RequestRefundResult.Refused>(await world.RequestAsync(500)).Kind);
        await world.SendAsync(queued);
        await world.StepUpAsync(finance);
        Assert.Equal(RefundDecision.FactsChanged, await world.ApproveAsync(finance, waiting));
        Assert.Equal(RefundDecision.FactsChanged, await world.RequeueAsync(RefundWorld.Operator, queued));
        var refund = await world.RefundAsync(queued);
        Assert.Equal((RefundState.Blocked, "Refunds are stopped."), (refund.State, refund.StateDetail));
        Assert.False(platform.Pending());
        var stop = Assert.Single(await world.Core.Get<StopRefunds>().ReadAsync(RefundWorld.Operator, TestContext.Current.CancellationToken));
        Assert.Equal((all ? 0 : 386, "Odd refunds since noon", finance.Name), (stop.ProjectId, stop.Reason, stop.ByName));

        Assert.Equal(StopResult.Done, await world.ResumeAsync(finance, all ? null : 386));
        Assert.Empty(await world.Core.Get<StopRefunds>().ReadAsync(RefundWorld.Operator, TestContext.Current.CancellationToken));
        Assert.Equal(RefundDecision.Done, await world.RequeueAsync(RefundWorld.Operator, queued));
        Assert.Equal(["refunds.stop Done", "refunds.resume Done"],
            (await world.AuditActionsAsync()).Where(action => action.StartsWith("refunds.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Stop_WithoutAReasonOrForProjectsNotSeen_IsRefused()
    {
        await using var world = await RefundWorld.StartAsync(databases, DatabaseProvider.Sqlite);
        var finance = await world.HireAsync(Roles.Finance, 386);

        Assert.Equal(StopResult.ReasonNeeded, await world.StopAsync(finance, 386, "  "));
        Assert.Equal(StopResult.NotAllowed, await world.StopAsync(finance, null));
        Assert.Equal(StopResult.NotAllowed, await world.StopAsync(finance, 387));
        Assert.Equal(StopResult.Done, await world.StopAsync(finance, 386));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Blocked_QueuedAgain_IsSent(DatabaseProvider provider)
    {
        await using var world = await RefundWorld.StartAsync(databases, provider);
        var id = await world.RequestedAsync(1000);
        await world.PutAsync(id, RefundState.Blocked);

        Assert.Equal(RefundDecision.Done, await world.RequeueAsync(RefundWorld.Operator, id));
        Assert.Equal(RefundDecision.AlreadyDecided, await world.RequeueAsync(RefundWorld.Operator, id));
        await world.SendAsync(id);
        await world.WaitForAsync(id, RefundState.Succeeded);
        Assert.Single(await world.ArrivedAsync());
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite, true)]
    [InlineData(DatabaseProvider.Sqlite, false)]
    [InlineData(DatabaseProvider.PostgreSQL, true)]
    [InlineData(DatabaseProvider.PostgreSQL, false)]
    public async Task ManualReview_TwoPeople_EndItAndTheMoneyStaysCounted(DatabaseProvider provider, bool moneyMoved)
    {
        await using var world = await RefundWorld.StartAsync(databases, provider);
        var (one, other) = (await world.HireAsync(Roles.Finance), await world.HireAsync(Roles.Finance));
        var id = await world.RequestedAsync(1000);
        await world.PutAsync(id, RefundState.ManualReview);
        await world.StepUpAsync(one);

        Assert.Equal(RefundDecision.AlreadyDecided, await world.ConfirmAsync(one, id, moneyMoved));
        Assert.Equal(RefundDecision.NoteNeeded, await world.ProposeAsync(one, id, moneyMoved, ""));
        Assert.Equal(RefundDecision.Done, await world.ProposeAsync(one, id, moneyMoved));
        Assert.Equal(RefundDecision.OwnRefund, await world.ConfirmAsync(one, id, moneyMoved));
        Assert.Equal(RefundDecision.AlreadyDecided, await world.ConfirmAsync(other, id, !moneyMoved));
        Assert.Equal(RefundDecision.StepUpNeeded, await world.ConfirmAsync(other, id, moneyMoved));
        Assert.Equal(RefundState.ManualReview, (await world.RefundAsync(id)).State);
        await world.StepUpAsync(other);
        Assert.Equal(RefundDecision.Done, await world.ConfirmAsync(other, id, moneyMoved));

        var refund = await world.RefundAsync(id);
        Assert.Equal((moneyMoved ? RefundState.Succeeded : RefundState.Declined, true), (refund.State, refund.DecidedByPeople));
        // The platform has no operation for it, so what went back must not be refundable again.
        Assert.Equal(moneyMoved ? 1000 : 0, await world.HeldAsync());
        Assert.Equal(moneyMoved ? 49000 : 50000, (await world.PaymentAsync()).Remaining);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ManualReview_EndedByPeople_YieldsToThePlatformsWord(bool moneyMoved)
    {
        await using var world = await RefundWorld.StartAsync(databases, DatabaseProvider.Sqlite);
        var (one, other) = (await world.HireAsync(Roles.Finance), await world.HireAsync(Roles.Finance));
        var id = await world.RequestedAsync(1000);
        await world.PutAsync(id, RefundState.ManualReview);
        await world.ProposeAsync(one, id, moneyMoved);
        await world.StepUpAsync(other);
        await world.ConfirmAsync(other, id, moneyMoved);

        await world.Core.ReceiveAsync(PlatformCallback.Refund(RefundWorld.PaymentId, 1000, "RUB", 50000).MerchantRefund(id.ToString()));

        var refund = await world.RefundAsync(id);
        Assert.Equal((RefundState.Succeeded, false), (refund.State, refund.DecidedByPeople));
        Assert.NotNull(refund.OperationId);
        var payment = await world.PaymentAsync();
        Assert.Equal((1000L, 0L), (payment.Refunded, payment.Reserved));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Resolution_ByOnePersonTwice_IsRefusedByTheDatabase(DatabaseProvider provider)
    {
        await using var world = await RefundWorld.StartAsync(databases, provider);
        var finance = await world.HireAsync(Roles.Finance);
        var id = await world.RequestedAsync(1000);
        await world.PutAsync(id, RefundState.ManualReview);
        await world.ProposeAsync(finance, id, moneyMoved: true);

        await using var context = world.Core.OpenContext();
        var failure = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => context.RefundResolutions
            .ExecuteUpdateAsync(change => change.SetProperty(one => one.ConfirmedBy, one => (Guid?)one.ProposedBy), TestContext.Current.CancellationToken));
        Assert.Contains("refund_resolutions_second_person", failure.Message, StringComparison.Ordinal);
    }
}
