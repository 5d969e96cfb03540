using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Refunds;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Refunds;

/// <summary>How much one person may refund alone.</summary>
public sealed class RefundLimitTests(Databases databases)
{
    private static readonly RefundRules Rules = new();

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Requests_TwentyAtOnce_DoNotSlipUnderTheDayTogether(DatabaseProvider provider)
    {
        await using var world = await RefundWorld.StartAsync(databases, provider);
        await world.LimitAsync(Roles.Operator, day: 5000);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => world.AskAsync(RefundWorld.Operator, 1000))));

        Assert.Equal(5, answers.Count(answer => answer.State == RefundState.Queued));
        Assert.Equal(15, answers.Count(answer => answer.State == RefundState.AwaitingApproval));
        Assert.Equal(20000, await world.HeldAsync());
        Assert.All(await ReasonsAsync(world, RefundState.AwaitingApproval), reason => Assert.Equal(ApprovalReason.OverDay, reason));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Day_Sum_CountsWhatWasDoneAloneAndBeginsAnewAtMidnightUtc(DatabaseProvider provider)
    {
        var clock = new ManualTimeProvider(new DateTimeOffset(2026, 3, 31, 23, 59, 0, TimeSpan.Zero));
        await using var world = await RefundWorld.StartAsync(databases, provider, clock);
        await world.LimitAsync(Roles.Operator, day: 1000, month: 1500);

        Assert.Equal(RefundState.Queued, (await world.AskAsync(RefundWorld.Operator, 900)).State);
        var (waiting, state) = await world.AskAsync(RefundWorld.Operator, 101);
        Assert.Equal(RefundState.AwaitingApproval, state);
        var (taken, _) = await world.AskAsync(RefundWorld.Operator, 100);
        Assert.Equal(RefundState.Queued, (await world.RefundAsync(taken)).State);
        Assert.True(await world.Core.Get<CancelRefund>().HandleAsync(RefundWorld.Operator, taken, TestContext.Current.CancellationToken));
        Assert.Equal(RefundState.Queued, (await world.AskAsync(RefundWorld.Operator, 100)).State);
        Assert.Equal(RefundState.AwaitingApproval, (await world.AskAsync(RefundWorld.Operator, 1)).State);

        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(RefundState.Queued, (await world.AskAsync(RefundWorld.Operator, 1000)).State);
        clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(RefundState.Queued, (await world.AskAsync(RefundWorld.Operator, 500)).State);
        var (overMonth, _) = await world.AskAsync(RefundWorld.Operator, 1);
        Assert.Equal(ApprovalReason.OverMonth, (await world.RefundAsync(overMonth)).ApprovalReason);
        Assert.Equal(ApprovalReason.OverDay, (await world.RefundAsync(waiting)).ApprovalReason);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Brake_AfterTooManyRequests_AsksForASecondPersonUntilTimeHasPassed(DatabaseProvider provider)
    {
        var clock = new ManualTimeProvider();
        await using var world = await RefundWorld.StartAsync(databases, provider, clock);
        for (var count = 0; count < Rules.BrakeAfter; count++)
            Assert.Equal(RefundState.Queued, (await world.AskAsync(RefundWorld.Operator, 1)).State);

        var (id, state) = await world.AskAsync(RefundWorld.Operator, 1);
        Assert.Equal((RefundState.AwaitingApproval, ApprovalReason.TooFast), (state, (await world.RefundAsync(id)).ApprovalReason));
        Assert.Equal(RefundState.Queued, (await world.AskAsync(await world.HireAsync(Roles.Operator), 1)).State);
        clock.Advance(TimeSpan.FromMinutes(Rules.BrakeMinutes));
        Assert.Equal(RefundState.Queued, (await world.AskAsync(RefundWorld.Operator, 1)).State);
    }

    [Fact]
    public async Task StepUp_AboveTheThreshold_IsNeededToRefundAlone()
    {
        await using var world = await RefundWorld.StartAsync(databases, DatabaseProvider.Sqlite, sale: PlatformCallback.Sale(RefundWorld.PaymentId, 90000, "RUB"));
        var admin = await world.HireAsync(Roles.Admin);

        Assert.Equal(RefundState.Queued, (await world.AskAsync(admin, 50000 - 1)).State);
        Assert.Equal(RefundState.Queued, (await world.AskAsync(admin, 1)).State);
        Assert.Equal(RefundRefusalKind.OverRemaining, Assert.IsType<RequestRefundResult.Refused>(await world.TryAskAsync(admin, 50001)).Kind);
        await using (var context = world.Core.OpenContext())
            await context.Payments.ExecuteUpdateAsync(change => change.SetProperty(payment => payment.Captured, 200000), TestContext.Current.CancellationToken);
        Assert.Equal(RefundRefusalKind.StepUpNeeded, Assert.IsType<RequestRefundResult.Refused>(await world.TryAskAsync(admin, 50001)).Kind);
        await world.StepUpAsync(admin);
        Assert.Equal(RefundState.Queued, (await world.AskAsync(admin, 50001)).State);
    }

    public static TheoryData<string, string, long?> Cases() => new()
    {
        // Nothing written: the default of the Operator, in the currency's own minor units.
        { "", "EUR", 50000 },
        { "", "JPY", 500 },
        { "", "KWD", 500000 },
        // A row of the role takes the place of the default; one for the currency the place of one for any.
        { "role any 100", "EUR", 10000 },
        { "role any 100", "JPY", 100 },
        { "role any 100;role EUR 777", "EUR", 777 },
        { "role any 100;role EUR 777", "KWD", 100000 },
        // A person's row wins over the role's, even one for any currency and even when it is stricter.
        { "role EUR 777;person any 2", "EUR", 200 },
        { "person any 2;person EUR 5", "EUR", 5 },
        { "person EUR 5", "JPY", 500 },
        { "person EUR none", "EUR", null },
        { "role any 0", "EUR", 0 },
        { "role any 9223372036854775807", "EUR", long.MaxValue },
    };

    [Theory, MemberData(nameof(Cases))]
    public async Task Limit_Written_IsTheNearestOne(string written, string currency, long? expected)
    {
        await using var world = await RefundWorld.StartAsync(databases, DatabaseProvider.Sqlite, sale: PlatformCallback.Sale(RefundWorld.PaymentId, 50000, currency));
        var person = await world.HireAsync(Roles.Operator);
        foreach (var line in written.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')))
        {
            await world.LimitAsync(line[0] == "role" ? "operator" : person.Name, once: line[2] == "none" ? null : long.Parse(line[2], System.Globalization.CultureInfo.InvariantCulture),
                currency: line[1] == "any" ? RefundLimit.AnyCurrency : line[1]);
        }

        var offer = await world.Core.Get<RefundQueries>().OfferAsync(person, 386, RefundWorld.PaymentId, TestContext.Current.CancellationToken);

        Assert.Equal(expected, offer!.AloneUpTo);
    }

    [Fact]
    public async Task Sum_OfAmountsBeyond64Bits_IsCountedNotFailed()
    {
        await using var world = await RefundWorld.StartAsync(databases, DatabaseProvider.Sqlite);
        await world.LimitAsync(Roles.Operator, day: 5000);
        var first = await world.RequestedAsync(1);
        var second = await world.RequestedAsync(2);
        await using (var context = world.Core.OpenContext())
            await context.Refunds.ExecuteUpdateAsync(change => change.SetProperty(refund => refund.Amount, long.MaxValue - 1), TestContext.Current.CancellationToken);

        Assert.Equal(RefundState.AwaitingApproval, (await world.AskAsync(RefundWorld.Operator, 1)).State);
        Assert.NotEqual(first, second);
    }

    [Theory]
    [InlineData("Operator", "EUR", 1L, LimitResult.Done)]
    [InlineData("operator-x@shop.test", "EUR", 1L, LimitResult.SubjectUnknown)]
    [InlineData("Operator", "XYZ", 1L, LimitResult.CurrencyUnknown)]
    [InlineData("Operator", "", -1L, LimitResult.AmountNegative)]
    public async Task SetLimit_Input_IsChecked(string subject, string currency, long once, LimitResult expected)
    {
        await using var world = await RefundWorld.StartAsync(databases, DatabaseProvider.Sqlite);
        var limits = world.Core.Get<SetRefundLimit>();

        Assert.Equal(expected, await limits.SetAsync(Actor.CommandLine, new RefundLimitInput(subject, currency, once, null, null), TestContext.Current.CancellationToken));
        Assert.Equal(expected == LimitResult.Done ? 1 : 0, (await limits.ListAsync(Actor.CommandLine, TestContext.Current.CancellationToken)).Count);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task SetLimit_Twice_IsOneRowAndRemovable(DatabaseProvider provider)
    {
        await using var world = await RefundWorld.StartAsync(databases, provider);
        var limits = world.Core.Get<SetRefundLimit>();
        await world.LimitAsync("OPERATOR", once: 1);
        await world.LimitAsync("Operator", once: 2, day: 3);
        var row = Assert.Single(await limits.ListAsync(Actor.CommandLine, TestContext.Current.CancellationToken));

        Assert.Equal(("Operator", false, "RUB", 2L, 3L, null), (row.SubjectName, row.IsPerson, row.Currency, row.Once, row.Day, row.Month));
        Assert.True(await limits.RemoveAsync(Actor.CommandLine, row.Id, TestContext.Current.CancellationToken));
        Assert.False(await limits.RemoveAsync(Actor.CommandLine, row.Id, TestContext.Current.CancellationToken));
        Assert.Contains("refund-limit.remove Done", await world.AuditActionsAsync());
    }

    private static async Task<List<ApprovalReason?>> ReasonsAsync(RefundWorld world, RefundState state)
    {
        await using var context = world.Core.OpenContext();
        return await context.Refunds.Where(refund => refund.State == state).Select(refund => refund.ApprovalReason).ToListAsync();
    }
}
