using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Dashboard.Core.Refunds;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Refunds;

/// <summary>What administrators decide about refunds of methods, project by project.</summary>
public sealed class RefundMethodRuleTests(Databases databases)
{
    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Method_NobodyDocuments_IsRefundedOnceAnAdministratorEnablesIt(DatabaseProvider provider)
    {
        await using var world = await RefundWorld.StartAsync(databases, provider, sale: PlatformCallback.Sale(RefundWorld.PaymentId, 50000, "EUR").Method("ideal"));
        var admin = await world.HireAsync(Roles.Admin);
        Assert.Equal(RefundRefusalKind.MethodCannotPartially, await RefusalAsync(world, 1000));

        Assert.Equal(RefundMethodResult.Done, await SetAsync(world, admin, partial: true, least: 10, most: 100));

        Assert.Equal(RefundRefusalKind.UnderMethodLeast, await RefusalAsync(world, 999));
        Assert.Equal(RefundRefusalKind.OverMethodMost, await RefusalAsync(world, 10001));
        Assert.IsType<RequestRefundResult.Requested>(await world.RequestAsync(1000, currency: "EUR"));
        Assert.True((await world.Core.Get<RefundQueries>().OfferAsync(admin, 386, RefundWorld.PaymentId, TestContext.Current.CancellationToken))!.PartialAllowed);

        Assert.True(await world.Core.Get<SetRefundMethod>().RemoveAsync(admin, 386, "ideal", TestContext.Current.CancellationToken));
        Assert.Equal(RefundRefusalKind.MethodCannotPartially, await RefusalAsync(world, 1000));
        await using var context = world.Core.OpenContext();
        var line = await context.AuditEntries.SingleAsync(entry => entry.Action == "refund-method.set", TestContext.Current.CancellationToken);
        Assert.Equal(("project 386 method ideal", admin.UserId), (line.Subject, line.UserId));
        Assert.Contains("refund-method.remove Done", await world.AuditActionsAsync());
        Assert.Null((await world.Core.Get<AuditLog>().VerifyAsync(TestContext.Current.CancellationToken)).BrokenAt);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Rule_WrittenWhileARefundWaits_HoldsItBack(DatabaseProvider provider)
    {
        await using var world = await RefundWorld.StartAsync(databases, provider);
        var admin = await world.HireAsync(Roles.Admin);
        var id = await world.RequestedAsync(1000);
        Assert.Equal(RefundMethodResult.Done, await SetAsync(world, admin, method: "alfa-click", partial: true, least: 11));

        await world.SendAsync(id);

        var blocked = await world.RefundAsync(id);
        Assert.Equal((RefundState.Blocked, "The payment's method does not allow this refund."), (blocked.State, blocked.StateDetail));
        Assert.Empty(await world.ArrivedAsync());
        Assert.Equal(RefundDecision.FactsChanged, await world.RequeueAsync(RefundWorld.Operator, id));
        await SetAsync(world, admin, method: "alfa-click", partial: true, least: 10);
        Assert.Equal(RefundDecision.Done, await world.RequeueAsync(RefundWorld.Operator, id));
    }

    [Fact]
    public async Task Method_ThatIsDocumented_IsNarrowedByItsRule()
    {
        var clock = new ManualTimeProvider();
        await using var world = await RefundWorld.StartAsync(databases, DatabaseProvider.Sqlite, clock);
        var admin = await world.HireAsync(Roles.Admin);
        await SetAsync(world, admin, method: "alfa-click", full: false);
        Assert.Equal(RefundRefusalKind.MethodCannot, await RefusalAsync(world, 1000, "RUB"));
        await SetAsync(world, admin, method: "alfa-click", window: 3);
        var payment = await world.PaymentAsync();
        clock.Advance(payment.CreatedAt.AddDays(3) - clock.GetUtcNow());
        Assert.IsType<RequestRefundResult.Requested>(await world.RequestAsync(50000));

        clock.Advance(TimeSpan.FromSeconds(1));

        await world.Core.Get<CancelRefund>().HandleAsync(RefundWorld.Operator, (await OnlyRefundAsync(world)).Id, TestContext.Current.CancellationToken);
        Assert.Equal(RefundRefusalKind.MethodTimeOver, await RefusalAsync(world, 50000, "RUB"));
    }

    [Theory]
    [InlineData("poli", true, false, null, null, null, RefundMethodResult.MethodImpossible)]
    [InlineData("ideal", false, true, null, null, null, RefundMethodResult.PartialWithoutFull)]
    [InlineData("", true, false, null, null, null, RefundMethodResult.MethodWrong)]
    [InlineData("two words", true, false, null, null, null, RefundMethodResult.MethodWrong)]
    [InlineData("ideal", true, false, -1L, null, null, RefundMethodResult.BoundsWrong)]
    [InlineData("ideal", true, false, 5L, 4L, null, RefundMethodResult.BoundsWrong)]
    [InlineData("ideal", true, false, null, null, 0, RefundMethodResult.BoundsWrong)]
    [InlineData("a-method-of-tomorrow", true, true, 0L, 0L, 3650, RefundMethodResult.Done)]
    public async Task Rule_IsChecked(string method, bool full, bool partial, long? least, long? most, int? window, RefundMethodResult expected)
    {
        await using var world = await RefundWorld.StartAsync(databases, DatabaseProvider.Sqlite);
        var admin = await world.HireAsync(Roles.Admin);
        Assert.Equal(expected, await SetAsync(world, admin, method, full, partial, least, most, window));
        Assert.Equal(expected == RefundMethodResult.Done ? 1 : 0,
            (await world.Core.Get<SetRefundMethod>().ListAsync(admin, TestContext.Current.CancellationToken)).Count);
    }

    [Theory]
    [InlineData(Roles.Operator)]
    [InlineData(Roles.Finance)]
    [InlineData(Roles.Auditor)]
    public async Task Rule_IsWrittenByAdministratorsOnly(string role)
    {
        await using var world = await RefundWorld.StartAsync(databases, DatabaseProvider.Sqlite);
        var person = await world.HireAsync(role);
        Assert.Equal(RefundMethodResult.NotAllowed, await SetAsync(world, person));
        Assert.Equal(RefundMethodResult.NotAllowed, await SetAsync(world, await world.HireAsync(Roles.Admin, 999)));
        Assert.Contains("refund-method.set Refused", await world.AuditActionsAsync());
        Assert.Empty(await world.Core.Get<SetRefundMethod>().ProjectsAsync(person, TestContext.Current.CancellationToken));
    }

    private static Task<RefundMethodResult> SetAsync(
        RefundWorld world, Actor actor, string method = "ideal", bool full = true, bool partial = false, long? least = null, long? most = null,
        int? window = null) => world.Core.Get<SetRefundMethod>().SetAsync(
            actor, new RefundMethodInput(386, method, full, partial, least, most, window), TestContext.Current.CancellationToken);

    private static async Task<RefundRefusalKind?> RefusalAsync(RefundWorld world, long amount, string currency = "EUR") =>
        (await world.RequestAsync(amount, currency: currency) as RequestRefundResult.Refused)?.Kind;

    private static async Task<Refund> OnlyRefundAsync(RefundWorld world)
    {
        await using var context = world.Core.OpenContext();
        return await context.Refunds.AsNoTracking().SingleAsync(TestContext.Current.CancellationToken);
    }
}
