using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Tests.Payments;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Access;

public sealed class SavedViewsTests(Databases databases)
{
    private const string Payments = "payments";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Keep_UnderTheSameName_ReplacesAndStaysTheOwners(DatabaseProvider provider)
    {
        await using var core = await Receiver.StartAsync(databases, provider);
        var (anna, boris) = (await PaymentQueriesTests.AddPersonAsync(core, Roles.Support, 386), await PaymentQueriesTests.AddPersonAsync(core, Roles.Admin, 386));
        var views = core.Get<SavedViews>();

        Assert.Null(await views.KeepAsync(anna, Payments, " Declines ", "status=decline", shared: false, Stop));
        Assert.Null(await views.KeepAsync(anna, Payments, "Declines", "status=decline&method=card", shared: false, Stop));

        var view = Assert.Single(await views.ListAsync(anna, Payments, Stop));
        Assert.Equal(("Declines", "status=decline&method=card", false, true), (view.Name, view.Query, view.Shared, view.Own));
        Assert.Empty(await views.ListAsync(boris, Payments, Stop));
        Assert.Empty(await views.ListAsync(anna, "operations", Stop));
        // Not even an administrator touches what is somebody's own.
        Assert.False(await views.RemoveAsync(boris, view.Id, Stop));
        Assert.True(await views.RemoveAsync(anna, view.Id, Stop));
        Assert.Empty(await views.ListAsync(anna, Payments, Stop));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Keep_ForEverybody_IsSeenByOthersAndLeavesALine(DatabaseProvider provider)
    {
        await using var core = await Receiver.StartAsync(databases, provider);
        var (anna, boris) = (await PaymentQueriesTests.AddPersonAsync(core, Roles.Support, 386), await PaymentQueriesTests.AddPersonAsync(core, Roles.Support, 386));
        var admin = await PaymentQueriesTests.AddPersonAsync(core, Roles.Admin, 386);
        var views = core.Get<SavedViews>();

        Assert.Null(await views.KeepAsync(anna, Payments, "Failed refunds", "refund=failed", shared: true, Stop));

        var seen = Assert.Single(await views.ListAsync(boris, Payments, Stop));
        Assert.Equal((true, false), (seen.Shared, seen.Own));
        Assert.False(await views.RemoveAsync(boris, seen.Id, Stop));
        Assert.True(await views.RemoveAsync(admin, seen.Id, Stop));
        await using var context = core.OpenContext();
        Assert.Equal(["view.share", "view.remove"], await context.AuditEntries.Where(line => line.Action.StartsWith("view.")).OrderBy(line => line.Id)
            .Select(line => line.Action).ToListAsync(Stop));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task BeginWith_OwnOrShared_HoldsForThatPersonWhileTheViewIsThere(DatabaseProvider provider)
    {
        await using var core = await Receiver.StartAsync(databases, provider);
        var (anna, boris) = (await PaymentQueriesTests.AddPersonAsync(core, Roles.Support, 386), await PaymentQueriesTests.AddPersonAsync(core, Roles.Support, 386));
        var views = core.Get<SavedViews>();
        await views.KeepAsync(anna, Payments, "Mine", "status=decline", shared: false, Stop);
        await views.KeepAsync(anna, Payments, "Ours", "refund=failed", shared: true, Stop);
        var (mine, ours) = (await views.ListAsync(anna, Payments, Stop)) is [var first, var second] ? (first, second) : default;

        Assert.False(await views.BeginWithAsync(boris, Payments, mine.Id, Stop));
        Assert.True(await views.BeginWithAsync(boris, Payments, ours.Id, Stop));
        Assert.True(await views.BeginWithAsync(anna, Payments, mine.Id, Stop));

        Assert.Equal(("status=decline", "refund=failed"), (await views.FirstAsync(anna, Payments, Stop), await views.FirstAsync(boris, Payments, Stop)));
        Assert.Null(await views.FirstAsync(anna, "operations", Stop));
        Assert.Equal([true, false], (await views.ListAsync(anna, Payments, Stop)).Select(view => view.First));
        // No longer shared, it is nobody else's beginning; gone, it is nobody's.
        await views.KeepAsync(anna, Payments, "Ours", "refund=failed", shared: false, Stop);
        Assert.Null(await views.FirstAsync(boris, Payments, Stop));
        await views.RemoveAsync(anna, mine.Id, Stop);
        Assert.Null(await views.FirstAsync(anna, Payments, Stop));
        Assert.True(await views.BeginWithAsync(boris, Payments, null, Stop));
    }

    [Fact]
    public async Task Keep_WhatCannotBeKept_SaysWhy()
    {
        await using var core = await Receiver.StartAsync(databases, DatabaseProvider.Sqlite);
        var anna = await PaymentQueriesTests.AddPersonAsync(core, Roles.Support, 386);
        var views = core.Get<SavedViews>();

        Assert.Equal(ViewFault.Name, await views.KeepAsync(anna, Payments, "  ", "", false, Stop));
        Assert.Equal(ViewFault.Name, await views.KeepAsync(anna, Payments, new string('x', SavedViews.MostName + 1), "", false, Stop));
        Assert.Equal(ViewFault.TooLong, await views.KeepAsync(anna, Payments, "Long", new string('x', SavedViews.MostQuery + 1), false, Stop));
        Assert.Equal(ViewFault.NotAllowed, await views.KeepAsync(Actor.CommandLine, Payments, "Nobody's", "", false, Stop));
        for (var number = 0; number < SavedViews.Most; number++)
            Assert.Null(await views.KeepAsync(anna, Payments, $"View {number}", "", false, Stop));
        Assert.Equal(ViewFault.TooMany, await views.KeepAsync(anna, Payments, "One more", "", false, Stop));
        Assert.Null(await views.KeepAsync(anna, Payments, "View 7", "status=success", false, Stop));
    }
}
