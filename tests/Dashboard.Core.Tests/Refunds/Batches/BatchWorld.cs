using System.Globalization;
using System.Text;
using Dashboard.Core.Access;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Data;
using Dashboard.Core.Refunds;
using Dashboard.Core.Refunds.Batches;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Refunds.Batches;

/// <summary>What tests of batches do with a <see cref="RefundWorld"/>.</summary>
internal static class BatchWorld
{
    private const string Heading = "project_id,payment_id,amount,currency,reason,note,ticket\n";

    public static RefundBatchDraft Draft(params string[] rows)
    {
        var reading = BatchFile.Read("refunds.csv", Encoding.UTF8.GetBytes(Heading + string.Join('\n', rows)));
        Assert.Null(reading.Fault);
        return reading.Draft!;
    }

    /// <summary>Different parts of the one payment: 1.00, 2.00 ...</summary>
    public static RefundBatchDraft Parts(int count) => Draft([.. Enumerable.Range(1, count).Select(n =>
        string.Create(CultureInfo.InvariantCulture, $"386,{RefundWorld.PaymentId},{n},RUB,CustomerRequest"))]);

    public static Task<BatchDryRun> CheckAsync(this RefundWorld world, RefundBatchDraft draft, Actor? actor = null) =>
        world.Core.Get<CheckRefundBatch>().HandleAsync(actor ?? RefundWorld.Operator, draft, TestContext.Current.CancellationToken);

    public static async Task<CreateRefundBatchResult> CreateAsync(
        this RefundWorld world, RefundBatchDraft draft, string typed, bool leaveOut = false, bool sameFile = false, Guid? id = null, Actor? actor = null)
    {
        var seen = (await world.CheckAsync(draft, actor)).Totals;
        return await world.Core.Get<CreateRefundBatch>().HandleAsync(actor ?? RefundWorld.Operator,
            new CreateRefundBatchInput(id ?? Guid.CreateVersion7(), draft, seen, typed, CultureInfo.InvariantCulture, leaveOut, sameFile),
            TestContext.Current.CancellationToken);
    }

    /// <summary>A confirmed batch without a pace worth waiting for.</summary>
    public static async Task<Guid> CreatedAsync(this RefundWorld world, RefundBatchDraft draft, string typed)
    {
        var id = Assert.IsType<CreateRefundBatchResult.Created>(await world.CreateAsync(draft, typed)).BatchId;
        await using var context = world.Core.OpenContext();
        await context.RefundBatches.ExecuteUpdateAsync(change => change.SetProperty(batch => batch.PerMinute, 60_000_000), TestContext.Current.CancellationToken);
        return id;
    }

    public static Task<DateTimeOffset?> RoundAsync(this RefundWorld world) =>
        world.Core.Get<SendRefundBatches>().RunOnceAsync(TestContext.Current.CancellationToken);

    public static Task<bool> SteerAsync(this RefundWorld world, Guid id, RefundBatchStep step, Actor? actor = null) =>
        world.Core.Get<SteerRefundBatch>().HandleAsync(actor ?? RefundWorld.Operator, id, step, TestContext.Current.CancellationToken);

    public static async Task<RefundBatchView> ViewAsync(this RefundWorld world, Guid id)
    {
        var view = await world.Core.Get<RefundBatchQueries>().FindAsync(RefundWorld.Operator, id, TestContext.Current.CancellationToken);
        Assert.NotNull(view);
        return view;
    }

    public static Task<IReadOnlyList<RefundBatchRowView>> RowsAsync(this RefundWorld world, Guid id, RefundBatchRowFilter filter = RefundBatchRowFilter.All) =>
        world.Core.Get<RefundBatchQueries>().RowsAsync(RefundWorld.Operator, id, filter, 0, 10_000, TestContext.Current.CancellationToken);

    public static async Task<IReadOnlyList<Refund>> RefundsAsync(this RefundWorld world)
    {
        await using var context = world.Core.OpenContext();
        return await context.Refunds.AsNoTracking().ToListAsync(TestContext.Current.CancellationToken);
    }

    public static async Task ReceiveAsync(this RefundWorld world, PlatformCallback sale) =>
        Assert.Equal(IntakeAnswer.Stored, await world.Core.ReceiveAsync(sale));

    public static async Task StopProjectAsync(this RefundWorld world, bool stopped)
    {
        await using var context = world.Core.OpenContext();
        await context.Projects.ExecuteUpdateAsync(change => change.SetProperty(project => project.RefundsStopped, stopped), TestContext.Current.CancellationToken);
    }

    /// <summary>Another operator, of project 386 only.</summary>
    public static async Task<Actor> AddUserAsync(this RefundWorld world, string role, long project)
    {
        var user = new User { Id = Guid.CreateVersion7(), UserName = "other@shop.test", Email = "other@shop.test" };
        await using var context = world.Core.OpenContext();
        var known = await context.Roles.SingleOrDefaultAsync(one => one.Name == role, TestContext.Current.CancellationToken)
            ?? context.Roles.Add(new() { Id = Guid.CreateVersion7(), Name = role, NormalizedName = role.ToUpperInvariant() }).Entity;
        context.Users.Add(user);
        context.UserRoles.Add(new() { UserId = user.Id, RoleId = known.Id });
        context.ProjectAccess.Add(new ProjectAccess { UserId = user.Id, ProjectId = project });
        await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        return new Actor(user.Id, user.UserName);
    }

    public static async Task<RefundWorld> StartAsync(Databases databases, DatabaseProvider provider, TimeProvider? clock = null) =>
        await RefundWorld.StartAsync(databases, provider, clock);
}
