using Dashboard.Core.Access;
using Dashboard.Core.Refunds;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Refunds;

/// <summary>People of a refund world, and what they do there.</summary>
public static class Staff
{
    public static async Task<Actor> HireAsync(this RefundWorld world, string role, params long[] projects)
    {
        ArgumentNullException.ThrowIfNull(world);
        await using var context = world.Core.OpenContext();
        var id = Guid.CreateVersion7();
        var email = $"{role.ToLowerInvariant()}-{id:N}@shop.test";
        context.Users.Add(new User
        {
            Id = id,
            UserName = email,
            NormalizedUserName = email.ToUpperInvariant(),
            Email = email,
            NormalizedEmail = email.ToUpperInvariant(),
            SecurityStamp = "stamp",
            AllProjects = projects is [],
        });
        context.ProjectAccess.AddRange(projects.Select(project => new ProjectAccess { UserId = id, ProjectId = project }));
        var known = await context.Roles.SingleOrDefaultAsync(one => one.Name == role)
            ?? context.Roles.Add(new IdentityRole<Guid>(role) { Id = Guid.CreateVersion7(), NormalizedName = role.ToUpperInvariant() }).Entity;
        context.UserRoles.Add(new IdentityUserRole<Guid> { UserId = id, RoleId = known.Id });
        await context.SaveChangesAsync();
        return new Actor(id, email);
    }

    /// <summary>As after the right code or password.</summary>
    public static Task StepUpAsync(this RefundWorld world, Actor actor, StepUpMethod method = StepUpMethod.Password) =>
        world.Core.Get<StepUps>().ConfirmedAsync(actor, method, CancellationToken.None);

    public static Task LimitAsync(this RefundWorld world, string subject, long? once = null, long? day = null, long? month = null, string currency = "RUB") =>
        world.Core.Get<SetRefundLimit>().SetAsync(Actor.CommandLine, new RefundLimitInput(subject, currency, once, day, month), CancellationToken.None);

    public static async Task<(Guid Id, RefundState State)> AskAsync(this RefundWorld world, Actor actor, long amount)
    {
        var answer = await world.TryAskAsync(actor, amount);
        var requested = Assert.IsType<RequestRefundResult.Requested>(answer);
        return (requested.RefundId, requested.State);
    }

    public static Task<RequestRefundResult> TryAskAsync(this RefundWorld world, Actor actor, long amount) => world.Core.Get<RequestRefund>().HandleAsync(actor,
        new RequestRefundInput(Guid.CreateVersion7(), 386, RefundWorld.PaymentId, amount, "RUB", RefundReason.CustomerRequest, null, null, true), CancellationToken.None);

    /// <summary>A refund of 100.00 that waits for a second person.</summary>
    public static async Task<Guid> WaitingAsync(this RefundWorld world, Actor? requester = null, long amount = 10000)
    {
        await world.LimitAsync(requester is null ? Roles.Operator : requester.Name, once: 0);
        var (id, state) = await world.AskAsync(requester ?? RefundWorld.Operator, amount);
        Assert.Equal(RefundState.AwaitingApproval, state);
        return id;
    }

    public static async Task<RefundDecision> ApproveAsync(this RefundWorld world, Actor actor, Guid id) =>
        (await world.Core.Get<ApproveRefund>().HandleAsync(actor, id, CancellationToken.None)).Decision;

    public static async Task<RefundDecision> RejectAsync(this RefundWorld world, Actor actor, Guid id, string note = "Not ours") =>
        (await world.Core.Get<RejectRefund>().HandleAsync(actor, id, note, CancellationToken.None)).Decision;

    public static async Task<RefundDecision> RequeueAsync(this RefundWorld world, Actor actor, Guid id) =>
        (await world.Core.Get<RequeueRefund>().HandleAsync(actor, id, CancellationToken.None)).Decision;

    public static async Task<RefundDecision> ProposeAsync(this RefundWorld world, Actor actor, Guid id, bool moneyMoved, string note = "Seen on the statement") =>
        (await world.Core.Get<ResolveRefund>().ProposeAsync(actor, id, moneyMoved, note, CancellationToken.None)).Decision;

    public static async Task<RefundDecision> ConfirmAsync(this RefundWorld world, Actor actor, Guid id, bool moneyMoved, string note = "I saw it, too") =>
        (await world.Core.Get<ResolveRefund>().ConfirmAsync(actor, id, moneyMoved, note, CancellationToken.None)).Decision;

    public static Task<StopResult> StopAsync(this RefundWorld world, Actor actor, long? project, string reason = "Odd refunds since noon") =>
        world.Core.Get<StopRefunds>().StopAsync(actor, project, reason, CancellationToken.None);

    public static Task<StopResult> ResumeAsync(this RefundWorld world, Actor actor, long? project, string reason = "Found and ended") =>
        world.Core.Get<StopRefunds>().ResumeAsync(actor, project, reason, CancellationToken.None);

    /// <summary>As eleven days of silence, or a blocking fact, would leave it.</summary>
    public static async Task PutAsync(this RefundWorld world, Guid id, RefundState state)
    {
        await using var context = world.Core.OpenContext();
        // What waits for people or the platform has been sent.
        var attempts = state is RefundState.Sending or RefundState.Accepted or RefundState.Unknown or RefundState.ManualReview ? 1 : 0;
        Assert.Equal(1, await context.Refunds.Where(refund => refund.Id == id).ExecuteUpdateAsync(change => change
            .SetProperty(refund => refund.State, state).SetProperty(refund => refund.Attempts, attempts)));
    }

    public static async Task<long> HeldAsync(this RefundWorld world) => (await world.PaymentAsync()).Reserved;
}
