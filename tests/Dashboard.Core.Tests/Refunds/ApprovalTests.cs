using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Refunds;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Refunds;

/// <summary>The second person: who may be it, when, and what is looked at again.</summary>
public sealed class ApprovalTests(Databases databases)
{
    [Fact]
    public async Task Requeue_OfAnApprovalOfLongAgo_IsRefused()
    {
        var clock = new ManualTimeProvider();
        await using var world = await RefundWorld.StartAsync(databases, DatabaseProvider.Sqlite, clock);
        var finance = await world.HireAsync(Roles.Finance);
        await world.StepUpAsync(finance);
        var id = await world.WaitingAsync();
        Assert.Equal(RefundDecision.Done, await world.ApproveAsync(finance, id));
        await world.PutAsync(id, RefundState.Blocked);
        clock.Advance(TimeSpan.FromHours(71));
        Assert.Equal(RefundDecision.Done, await world.RequeueAsync(RefundWorld.Operator, id));
        await world.PutAsync(id, RefundState.Blocked);
        clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(RefundDecision.ApprovalTooOld, await world.RequeueAsync(RefundWorld.Operator, id));
        Assert.Equal(RefundState.Blocked, (await world.RefundAsync(id)).State);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Decision_ThatTheDatabaseCannotKeep_IsAFailureAndNotSomebodyElsesDecision(DatabaseProvider provider)
    {
        await using var world = await RefundWorld.StartAsync(databases, provider);
        var finance = await world.HireAsync(Roles.Finance);
        var id = await world.WaitingAsync();
        await using (var context = world.Core.OpenContext())
        {
            // As a full disk: every change of a refund fails.
            await context.Database.ExecuteSqlRawAsync(provider == DatabaseProvider.Sqlite
                ? "CREATE TRIGGER full_disk BEFORE UPDATE ON refunds BEGIN SELECT RAISE(ABORT, 'disk is full'); END"
                : """
                  CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'disk is full' USING ERRCODE = '53100'; END $$;
                  CREATE TRIGGER full_disk BEFORE UPDATE ON refunds FOR EACH ROW EXECUTE FUNCTION full_disk()
                  """, TestContext.Current.CancellationToken);
        }

        await Assert.ThrowsAnyAsync<Exception>(() => world.RejectAsync(finance, id));

        Assert.Equal(RefundState.AwaitingApproval, (await world.RefundAsync(id)).State);
        Assert.DoesNotContain("refund.reject Refused", await world.AuditActionsAsync());
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Refund_AboveTheLimit_WaitsHeldAndLeavesOnlyAfterApproval(DatabaseProvider provider)
    {
        await using var world = await RefundWorld.StartAsync(databases, provider);
        var finance = await world.HireAsync(Roles.Finance);
        var id = await world.WaitingAsync();
        Assert.Equal(10000, await world.HeldAsync());
        await world.SendAsync(id);
        Assert.Empty(await world.ArrivedAsync());

        await world.StepUpAsync(finance);
        Assert.Equal(RefundDecision.Done, await world.ApproveAsync(finance, id));
        await world.SendAsync(id);
        var done = await world.WaitForAsync(id, RefundState.Succeeded);

        Assert.Equal((finance.UserId, finance.Name), (done.ApprovedBy, done.ApprovedByName));
        Assert.Equal(ApprovalReason.OverSingle, done.ApprovalReason);
        Assert.Single(await world.ArrivedAsync());
        Assert.Contains("refund.approve Done", await world.AuditActionsAsync());
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Approval_ByTheRequester_IsRefusedByTheHandlerAndByTheDatabase(DatabaseProvider provider)
    {
        await using var world = await RefundWorld.StartAsync(databases, provider);
        var admin = await world.HireAsync(Roles.Admin);
        var id = await world.WaitingAsync(admin);
        await world.StepUpAsync(admin);

        Assert.Equal(RefundDecision.OwnRefund, await world.ApproveAsync(admin, id));
        Assert.Equal(RefundDecision.OwnRefund, await world.RejectAsync(admin, id));
        await using var context = world.Core.OpenContext();
        var failure = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => context.Refunds.Where(refund => refund.Id == id)
            .ExecuteUpdateAsync(change => change.SetProperty(refund => refund.ApprovedBy, refund => refund.RequestedBy), TestContext.Current.CancellationToken));
        Assert.Contains("refunds_second_person", failure.Message, StringComparison.Ordinal);
        Assert.Equal(RefundState.AwaitingApproval, (await world.RefundAsync(id)).State);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Approval_WithoutAFreshStepUp_IsRefused(DatabaseProvider provider)
    {
        var clock = new ManualTimeProvider();
        await using var world = await RefundWorld.StartAsync(databases, provider, clock);
        var finance = await world.HireAsync(Roles.Finance);
        var id = await world.WaitingAsync();

        Assert.Equal(RefundDecision.StepUpNeeded, await world.ApproveAsync(finance, id));
        await world.StepUpAsync(await world.HireAsync(Roles.Finance));
        Assert.Equal(RefundDecision.StepUpNeeded, await world.ApproveAsync(finance, id));
        await world.StepUpAsync(finance);
        clock.Advance(StepUps.Validity);
        Assert.Equal(RefundDecision.StepUpNeeded, await world.ApproveAsync(finance, id));
        await world.StepUpAsync(finance);
        clock.Advance(StepUps.Validity - TimeSpan.FromSeconds(1));
        Assert.Equal(RefundDecision.Done, await world.ApproveAsync(finance, id));
    }

    [Fact]
    public async Task StepUp_ByPasswordOfSomebodyWithAnApp_DoesNotCount()
    {
        await using var world = await RefundWorld.StartAsync(databases, DatabaseProvider.Sqlite);
        var finance = await world.HireAsync(Roles.Finance);
        var id = await world.WaitingAsync();
        await world.StepUpAsync(finance);
        await ChangeAsync(world, finance, user => user.TwoFactorEnabled = true);

        Assert.Equal(RefundDecision.StepUpNeeded, await world.ApproveAsync(finance, id));
        Assert.Equal(new StepUpState(false, StepUpMethod.Code), await world.Core.Get<StepUps>().StateAsync(finance, TestContext.Current.CancellationToken));
        await world.StepUpAsync(finance, StepUpMethod.Code);
        Assert.Equal(RefundDecision.Done, await world.ApproveAsync(finance, id));
    }

    [Fact]
    public async Task StepUp_AfterTheAccountsStampChanged_DoesNotCount()
    {
        await using var world = await RefundWorld.StartAsync(databases, DatabaseProvider.Sqlite);
        var finance = await world.HireAsync(Roles.Finance);
        var id = await world.WaitingAsync();
        await world.StepUpAsync(finance);
        await ChangeAsync(world, finance, user => user.SecurityStamp = "another");

        Assert.Equal(RefundDecision.StepUpNeeded, await world.ApproveAsync(finance, id));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Refund_NobodyApproves_ExpiresAfterThreeDaysAndLetsGo(DatabaseProvider provider)
    {
        var clock = new ManualTimeProvider();
        await using var world = await RefundWorld.StartAsync(databases, provider, clock);
        var finance = await world.HireAsync(Roles.Finance);
        var id = await world.WaitingAsync();
        var expire = world.Core.Get<ExpireRefunds>();

        clock.Advance(TimeSpan.FromHours(72) - TimeSpan.FromSeconds(1));
        Assert.Equal(0, await expire.RunOnceAsync(TestContext.Current.CancellationToken));
        clock.Advance(TimeSpan.FromSeconds(1));
        await world.StepUpAsync(finance);
        Assert.Equal(RefundDecision.Expired, await world.ApproveAsync(finance, id));
        Assert.Equal(1, await expire.RunOnceAsync(TestContext.Current.CancellationToken));

        Assert.Equal(RefundState.Expired, (await world.RefundAsync(id)).State);
        Assert.Equal(0, await world.HeldAsync());
        Assert.Equal(RefundDecision.AlreadyDecided, await world.ApproveAsync(finance, id));
    }

    [Fact]
    public async Task Approval_AboveTheApproversOwnLimit_IsRefused()
    {
        await using var world = await RefundWorld.StartAsync(databases, DatabaseProvider.Sqlite);
        var finance = await world.HireAsync(Roles.Finance);
        var id = await world.WaitingAsync();
        await world.LimitAsync(Roles.Finance, once: 9999);
        await world.StepUpAsync(finance);

        Assert.Equal(RefundDecision.OverOwnLimit, await world.ApproveAsync(finance, id));
        await world.LimitAsync(finance.Name, once: 10000);
        Assert.Equal(RefundDecision.Done, await world.ApproveAsync(finance, id));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Approval_AfterARefundElsewhere_IsRefused(DatabaseProvider provider)
    {
        await using var world = await RefundWorld.StartAsync(databases, provider);
        var finance = await world.HireAsync(Roles.Finance);
        var id = await world.WaitingAsync(amount: 30000);
        await using (var context = world.Core.OpenContext())
            await context.Payments.ExecuteUpdateAsync(change => change.SetProperty(payment => payment.Refunded, 20001), TestContext.Current.CancellationToken);
        await world.StepUpAsync(finance);

        var result = await world.Core.Get<ApproveRefund>().HandleAsync(finance, id, TestContext.Current.CancellationToken);

        Assert.Equal(new RefundDecisionResult(RefundDecision.FactsChanged, "Refunds made elsewhere leave less than this amount."), result);
        Assert.Contains("refund.approve Refused", await world.AuditActionsAsync());
    }

    [Fact]
    public async Task Approval_OfAChangedRefund_IsRefusedByTheFrozenHash()
    {
        await using var world = await RefundWorld.StartAsync(databases, DatabaseProvider.Sqlite);
        var finance = await world.HireAsync(Roles.Finance);
        var id = await world.WaitingAsync();
        await using (var context = world.Core.OpenContext())
            await context.Refunds.ExecuteUpdateAsync(change => change.SetProperty(refund => refund.Amount, 9000), TestContext.Current.CancellationToken);
        await world.StepUpAsync(finance);

        Assert.Equal(RefundDecision.FactsChanged, await world.ApproveAsync(finance, id));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Rejection_NeedsAReasonAndLetsTheAmountGo(DatabaseProvider provider)
    {
        await using var world = await RefundWorld.StartAsync(databases, provider);
        var finance = await world.HireAsync(Roles.Finance);
        var id = await world.WaitingAsync();

        Assert.Equal(RefundDecision.NoteNeeded, await world.RejectAsync(finance, id, " "));
        Assert.Equal(RefundDecision.Done, await world.RejectAsync(finance, id, "The parcel arrived"));

        var refund = await world.RefundAsync(id);
        Assert.Equal((RefundState.Rejected, "The parcel arrived"), (refund.State, refund.StateDetail));
        Assert.Equal(0, await world.HeldAsync());
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task ApprovalAndCancel_AtOnce_OneWins(DatabaseProvider provider)
    {
        await using var world = await RefundWorld.StartAsync(databases, provider);
        var finance = await world.HireAsync(Roles.Finance);
        await world.StepUpAsync(finance);
        for (var round = 0; round < 5; round++)
        {
            var id = await world.WaitingAsync(amount: 1000);
            var approval = Task.Run(() => world.ApproveAsync(finance, id));
            var cancel = Task.Run(() => world.Core.Get<CancelRefund>().HandleAsync(RefundWorld.Operator, id, CancellationToken.None));
            var (approved, cancelled) = (await approval == RefundDecision.Done, await cancel);

            // Cancelling what has just been approved is fine; approving what has been cancelled is not.
            var refund = await world.RefundAsync(id);
            Assert.True(approved || cancelled);
            Assert.Equal(cancelled ? RefundState.Cancelled : RefundState.Queued, refund.State);
            if (!cancelled)
                await world.Core.Get<CancelRefund>().HandleAsync(RefundWorld.Operator, id, CancellationToken.None);
            Assert.Equal(0, await world.HeldAsync());
        }
    }

    [Fact]
    public async Task TwoApprovers_AtOnce_AreOne()
    {
        await using var world = await RefundWorld.StartAsync(databases, DatabaseProvider.PostgreSQL);
        var approvers = new[] { await world.HireAsync(Roles.Finance), await world.HireAsync(Roles.Finance), await world.HireAsync(Roles.Admin) };
        foreach (var approver in approvers)
            await world.StepUpAsync(approver);
        var id = await world.WaitingAsync();

        var answers = await Task.WhenAll(approvers.Select(approver => Task.Run(() => world.ApproveAsync(approver, id))));

        Assert.Single(answers, RefundDecision.Done);
        Assert.Equal(2, answers.Count(answer => answer == RefundDecision.AlreadyDecided));
    }

    private static async Task ChangeAsync(RefundWorld world, Actor actor, Action<User> change)
    {
        await using var context = world.Core.OpenContext();
        change(await context.Users.AsTracking().SingleAsync(user => user.Id == actor.UserId));
        await context.SaveChangesAsync();
    }
}
