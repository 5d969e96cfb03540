using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Data;
using Dashboard.Core.Live;
using Dashboard.Core.Refunds;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Refunds;

/// <summary>Money that does not add up waits in the inbox until somebody says what was found, and stays to be read on the payment.</summary>
public sealed class PaymentAlarmTests(Databases databases)
{
    [Theory, ClassData(typeof(EachDatabase))]
    public async Task OverRefund_MadeElsewhere_WaitsInTheInboxUntilItIsAcknowledgedWithANote(DatabaseProvider provider)
    {
        await using var world = await RefundWorld.StartAsync(databases, provider);
        var finance = await world.HireAsync(Roles.Finance);
        var told = new List<LiveChange>();
        using var listening = world.Core.Get<LiveFeed>().Subscribe(told.AddRange);
        await OverRefundAsync(world, 1);
        var inbox = await InboxAsync(world, finance);
        var alarm = Assert.Single(inbox.Alarms);

        Assert.Equal((PaymentAlarmKind.OverRefunded, 50000L, 50001L, 0L, "RUB", true),
            (alarm.Kind, alarm.Captured, alarm.Refunded, alarm.Reserved, alarm.Currency, alarm.MayAcknowledge));
        Assert.Equal(1, await CountAsync(world, finance));
        Assert.Contains(told, change => change.Alarm);
        Assert.Equal(RefundDecision.NoteNeeded, await AcknowledgeAsync(world, finance, alarm.Id, " "));
        told.Clear();

        Assert.Equal(RefundDecision.Done, await AcknowledgeAsync(world, finance, alarm.Id, "Refunded twice by the bank, told them"));

        Assert.True((await InboxAsync(world, finance)).IsEmpty);
        Assert.Equal(0, await CountAsync(world, finance));
        Assert.True(Assert.Single(told).IsWork);
        Assert.Equal(RefundDecision.AlreadyDecided, await AcknowledgeAsync(world, finance, alarm.Id, "Me too"));
        var seen = Assert.Single(await world.Core.Get<PaymentAlarms>().OfPaymentAsync(finance, alarm.PaymentRowId, TestContext.Current.CancellationToken));
        Assert.Equal((finance.Name, "Refunded twice by the bank, told them", false), (seen.AcknowledgedByName, seen.Note, seen.MayAcknowledge));
        await using var context = world.Core.OpenContext();
        var line = await context.AuditEntries.SingleAsync(
            entry => entry.Action == "payment-alarm.acknowledge" && entry.Result == AuditResult.Done, TestContext.Current.CancellationToken);
        Assert.Equal(("payment 386/EP-1", finance.UserId), (line.Subject, line.UserId));
        Assert.Contains("Refunded twice by the bank", line.Detail, StringComparison.Ordinal);
        Assert.Null((await world.Core.Get<AuditLog>().VerifyAsync(TestContext.Current.CancellationToken)).BrokenAt);
    }

    [Fact]
    public async Task OverRefund_AcknowledgedAndThenWorse_IsNewsAgain()
    {
        await using var world = await RefundWorld.StartAsync(databases, DatabaseProvider.Sqlite);
        var finance = await world.HireAsync(Roles.Finance);
        await OverRefundAsync(world, 1);
        await AcknowledgeAsync(world, finance, Assert.Single((await InboxAsync(world, finance)).Alarms).Id, "Known");

        await world.Core.ReceiveAsync(PlatformCallback.Refund(RefundWorld.PaymentId, 5, "RUB", 50000, "more").Operation(801, "more"));
        var worse = Assert.Single((await InboxAsync(world, finance)).Alarms);
        await AcknowledgeAsync(world, finance, worse.Id, "Known, too");
        await world.Core.ReceiveAsync(PlatformCallback.Refund(RefundWorld.PaymentId, 50001, "RUB", 50000, "undo").Operation(802, "undo").With("operation.type", "refund reverse"));
        Assert.Empty((await InboxAsync(world, finance)).Alarms);
        await OverRefundAsync(world, 3);

        Assert.Single((await InboxAsync(world, finance)).Alarms);
        Assert.Single(await world.Core.Get<PaymentAlarms>().OfPaymentAsync(finance, 1, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(Roles.Support, false)]
    [InlineData(Roles.Auditor, false)]
    [InlineData(Roles.Operator, true)]
    [InlineData(Roles.Finance, true)]
    [InlineData(Roles.Admin, true)]
    public async Task Alarm_IsAcknowledgedByWhoMayActOnRefundsOnly(string role, bool may)
    {
        await using var world = await RefundWorld.StartAsync(databases, DatabaseProvider.Sqlite);
        var finance = await world.HireAsync(Roles.Finance);
        var actor = await world.HireAsync(role);
        await OverRefundAsync(world, 1);
        var id = Assert.Single((await InboxAsync(world, finance)).Alarms).Id;

        Assert.Equal(may ? RefundDecision.Done : RefundDecision.NotAllowed, await AcknowledgeAsync(world, actor, id, "Seen"));
    }

    [Fact]
    public async Task Alarm_OfAnotherProject_IsNeitherSeenNorCountedNorAcknowledged()
    {
        await using var world = await RefundWorld.StartAsync(databases, DatabaseProvider.Sqlite);
        var finance = await world.HireAsync(Roles.Finance);
        var other = await world.HireAsync(Roles.Admin, 999);
        await OverRefundAsync(world, 1);
        var alarm = Assert.Single((await InboxAsync(world, finance)).Alarms);

        Assert.True((await InboxAsync(world, other)).IsEmpty);
        Assert.Equal(0, await CountAsync(world, other));
        Assert.Empty(await world.Core.Get<PaymentAlarms>().OfPaymentAsync(other, alarm.PaymentRowId, TestContext.Current.CancellationToken));
        Assert.Equal(RefundDecision.NotAllowed, await AcknowledgeAsync(world, other, alarm.Id, "Seen"));
        Assert.Contains("payment-alarm.acknowledge Refused", await world.AuditActionsAsync());
    }

    private static async Task OverRefundAsync(RefundWorld world, int number)
    {
        var told = PlatformCallback.Refund(RefundWorld.PaymentId, 50001, "RUB", 50000, $"elsewhere-{number}").Operation(700 + number, $"elsewhere-{number}");
        Assert.Equal(Core.Callbacks.IntakeAnswer.Stored, await world.Core.ReceiveAsync(told));
    }

    private static Task<ApprovalInbox> InboxAsync(RefundWorld world, Actor actor) =>
        world.Core.Get<ApprovalQueries>().ReadAsync(actor, TestContext.Current.CancellationToken);

    private static Task<int> CountAsync(RefundWorld world, Actor actor) =>
        world.Core.Get<ApprovalQueries>().CountAsync(actor, TestContext.Current.CancellationToken);

    private static Task<RefundDecision> AcknowledgeAsync(RefundWorld world, Actor actor, Guid id, string note) =>
        world.Core.Get<PaymentAlarms>().AcknowledgeAsync(actor, id, note, TestContext.Current.CancellationToken);
}
