using System.Text.Json;
using Dashboard.Core.Data;
using Dashboard.Core.Payments;
using Dashboard.Core.Refunds;
using Dashboard.Core.Tests.Refunds.Crashes;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Tests.Refunds.Races;

/// <summary>Many at once, in one process and in two: the emulator, told to accept everything, never sees more than was captured.</summary>
public sealed class RefundRaceTests(Databases databases)
{
    private const int Tries = 1000;
    private const int SameTries = 300;

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Refunds_AskedForAThousandTimesAtOnce_StayWithinWhatWasCaptured(DatabaseProvider provider)
    {
        await using var world = await StartAsync(provider);

        await Race.RunAsync(world.Core.Services, RefundWorld.PaymentId, Guid.Empty, Tries);

        await CheckAsync(world, least: 1, most: 14);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Refund_AskedForThreeHundredTimesWithOneId_ArrivesOnce(DatabaseProvider provider)
    {
        await using var world = await StartAsync(provider);

        await Race.RunAsync(world.Core.Services, RefundWorld.PaymentId, Guid.CreateVersion7(), SameTries);

        await CheckAsync(world, least: 1, most: 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Refunds_OfTwoProcessesOnOneDatabase_StayWithinWhatWasCaptured(bool sameId)
    {
        using var keys = new TemporaryFolder();
        await using var world = await StartAsync(DatabaseProvider.PostgreSQL, services => services.AddSingleton(ApplicationProcess.KeyRing(keys.Path)));
        var id = sameId ? Guid.CreateVersion7() : Guid.Empty;
        string[] task = ["race", RefundWorld.PaymentId, id.ToString(), sameId ? "150" : "500"];
        await using var one = ApplicationProcess.Start(DatabaseProvider.PostgreSQL, world.Core.ConnectionString, keys.Path, crashAt: 0, task);
        await using var two = ApplicationProcess.Start(DatabaseProvider.PostgreSQL, world.Core.ConnectionString, keys.Path, crashAt: 0, task);
        foreach (var process in (ApplicationProcess[])[one, two])
            Assert.Equal("ready", await process.Output.ReadLineAsync(TestContext.Current.CancellationToken));

        await one.Input.WriteLineAsync();
        await two.Input.WriteLineAsync();

        Assert.Equal(0, await one.EndAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, await two.EndAsync(TestContext.Current.CancellationToken));
        await CheckAsync(world, least: 1, most: sameId ? 1 : 14);
    }

    private async Task<RefundWorld> StartAsync(DatabaseProvider provider, Action<IServiceCollection>? add = null)
    {
        var world = await RefundWorld.StartAsync(
            databases, provider, sale: PlatformCallback.Sale(RefundWorld.PaymentId, 10000, "RUB"), answerTime: TimeSpan.FromSeconds(60), add: add);
        await world.AcceptEverythingAsync();
        return world;
    }

    private static async Task CheckAsync(RefundWorld world, int least, int most)
    {
        var arrived = await world.ArrivedAsync();
        Assert.InRange(arrived.Count, least, most);
        Assert.InRange(arrived.Sum(one => one.GetProperty("amount").GetInt64()), Race.Amount, 10000);
        Assert.Equal(arrived.Count, arrived.Select(Id).Distinct().Count());
        await using var context = world.Core.OpenContext();
        await using var transaction = await context.Database.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, TestContext.Current.CancellationToken);
        var payment = await context.Payments.AsNoTracking().SingleAsync(TestContext.Current.CancellationToken);
        var refunds = await context.Refunds.AsNoTracking().OrderByDescending(refund => refund.RequestedAt).ThenByDescending(refund => refund.Id)
            .ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(refunds.Where(refund => refund.Holds).Sum(refund => refund.Amount), payment.Reserved);
        Assert.True(payment.Refunded + payment.Reserved <= payment.Captured, $"{payment.Refunded} + {payment.Reserved} of {payment.Captured}");
        Assert.Equal(RefundWorks.Of([.. refunds.Select(refund => refund.State)]), payment.RefundWork);
        Assert.InRange(refunds.Count, least, most);
        Assert.DoesNotContain(refunds, refund => refund.State == RefundState.Queued);
    }

    private static string? Id(JsonElement arrival) => arrival.GetProperty("merchant_refund_id").GetString();
}
