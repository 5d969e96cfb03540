using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Refunds;
using Dashboard.TestKit;

namespace Dashboard.Core.Tests.Refunds;

/// <summary>Each role and each thing that can be done about refunds, asked of the handlers themselves.</summary>
public sealed class RefundMatrixTests(Databases databases)
{
    private static readonly (string Action, string[] Roles)[] Allowed =
    [
        ("request", [Roles.Operator, Roles.Admin]),
        ("cancel", [Roles.Operator, Roles.Admin]),
        ("requeue", [Roles.Operator, Roles.Admin]),
        ("approve", [Roles.Finance, Roles.Admin]),
        ("reject", [Roles.Finance, Roles.Admin]),
        ("propose", [Roles.Operator, Roles.Finance, Roles.Admin]),
        ("confirm", [Roles.Finance, Roles.Admin]),
        ("stop", [Roles.Finance, Roles.Admin]),
        ("stop all", [Roles.Finance, Roles.Admin]),
        ("resume", [Roles.Finance, Roles.Admin]),
        ("limit", [Roles.Admin]),
        ("list limits", [Roles.Admin]),
        ("inbox", [Roles.Operator, Roles.Finance, Roles.Admin]),
    ];

    public static TheoryData<string> EveryRole() => [.. Roles.All];

    [Theory, MemberData(nameof(EveryRole))]
    public async Task Role_EachAction_IsAllowedAsTheMatrixSays(string role)
    {
        await using var world = await RefundWorld.StartAsync(databases, DatabaseProvider.Sqlite);
        var actor = await world.HireAsync(role);
        await world.StepUpAsync(actor);
        foreach (var (action, roles) in Allowed)
        {
            Assert.True(roles.Contains(role) == await CanAsync(world, actor, action), $"{role} and {action}");
            await world.ResumeAsync(Actor.CommandLine, 386);
            await world.ResumeAsync(Actor.CommandLine, null);
        }
    }

    [Theory, MemberData(nameof(EveryRole))]
    public async Task Role_OfAnotherProject_CanDoNothing(string role)
    {
        await using var world = await RefundWorld.StartAsync(databases, DatabaseProvider.Sqlite);
        var actor = await world.HireAsync(role, 999);
        await world.StepUpAsync(actor);
        foreach (var (action, _) in Allowed.Where(one => !one.Action.Contains("limit", StringComparison.Ordinal)))
            Assert.False(await CanAsync(world, actor, action), $"{role} and {action}");
    }

    [Fact]
    public async Task Role_TakenAway_CountsAtOnce()
    {
        await using var world = await RefundWorld.StartAsync(databases, DatabaseProvider.Sqlite);
        var finance = await world.HireAsync(Roles.Finance);
        await world.StepUpAsync(finance);
        var id = await world.WaitingAsync();
        await using (var context = world.Core.OpenContext())
        {
            context.UserRoles.RemoveRange(context.UserRoles.Where(link => link.UserId == finance.UserId));
            await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(RefundDecision.NotAllowed, await world.ApproveAsync(finance, id));
        Assert.Contains("refund.approve Refused", await world.AuditActionsAsync());
    }

    [Fact]
    public async Task CommandLineAndSystem_AreNoSecondPerson()
    {
        await using var world = await RefundWorld.StartAsync(databases, DatabaseProvider.Sqlite);
        var id = await world.WaitingAsync();

        Assert.Equal(RefundDecision.NotAllowed, await world.ApproveAsync(Actor.CommandLine, id));
        Assert.Equal(RefundDecision.NotAllowed, await world.ApproveAsync(Actor.System, id));
        Assert.Equal(RefundDecision.NotAllowed, await world.RejectAsync(Actor.System, id));
    }

    private static async Task<bool> CanAsync(RefundWorld world, Actor actor, string action)
    {
        switch (action)
        {
            case "request":
                return await world.TryAskAsync(actor, 10) is RequestRefundResult.Requested;
            case "cancel":
                return await world.Core.Get<CancelRefund>().HandleAsync(actor, (await world.AskAsync(RefundWorld.Operator, 10)).Id, CancellationToken.None);
            case "requeue":
                return await world.RequeueAsync(actor, await InAsync(world, RefundState.Blocked)) == RefundDecision.Done;
            case "approve":
                return await world.ApproveAsync(actor, await InAsync(world, RefundState.AwaitingApproval)) == RefundDecision.Done;
            case "reject":
                return await world.RejectAsync(actor, await InAsync(world, RefundState.AwaitingApproval)) == RefundDecision.Done;
            case "propose":
                return await world.ProposeAsync(actor, await InAsync(world, RefundState.ManualReview), moneyMoved: true) == RefundDecision.Done;
            case "confirm":
                var id = await InAsync(world, RefundState.ManualReview);
                await world.ProposeAsync(RefundWorld.Operator, id, moneyMoved: true);
                return await world.ConfirmAsync(actor, id, moneyMoved: true) == RefundDecision.Done;
            case "stop":
                return await world.StopAsync(actor, 386) == StopResult.Done;
            case "stop all":
                return await world.StopAsync(actor, null) == StopResult.Done;
            case "resume":
                return await world.ResumeAsync(actor, 386) == StopResult.Done;
            case "limit":
                return await world.Core.Get<SetRefundLimit>().SetAsync(actor, new RefundLimitInput(Roles.Finance, "USD", 5, null, null), CancellationToken.None) == LimitResult.Done;
            case "list limits":
                await world.LimitAsync(Roles.Support, once: 1);
                return (await world.Core.Get<SetRefundLimit>().ListAsync(actor, CancellationToken.None)).Count > 0;
            case "inbox":
                await InAsync(world, RefundState.AwaitingApproval);
                await InAsync(world, RefundState.ManualReview);
                var inbox = await world.Core.Get<ApprovalQueries>().ReadAsync(actor, CancellationToken.None);
                var count = await world.Core.Get<ApprovalQueries>().CountAsync(actor, CancellationToken.None);
                return inbox.Waiting.Count > 0 && inbox.NeedsPerson.Count > 0 && count > 0;
            default:
                throw new ArgumentOutOfRangeException(nameof(action), action, "Unknown action.");
        }
    }

    private static async Task<Guid> InAsync(RefundWorld world, RefundState state)
    {
        var (id, _) = await world.AskAsync(RefundWorld.Operator, 10);
        await world.PutAsync(id, state);
        return id;
    }
}
