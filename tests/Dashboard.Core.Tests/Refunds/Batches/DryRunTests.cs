using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Refunds;
using Dashboard.Core.Refunds.Batches;
using Dashboard.TestKit;

namespace Dashboard.Core.Tests.Refunds.Batches;

public sealed class DryRunTests(Databases databases)
{
    [Theory, ClassData(typeof(EachDatabase))]
    public async Task DryRun_EveryFault_IsToldRowByRowAndFineOnesAreSummed(DatabaseProvider provider)
    {
        await using var world = await BatchWorld.StartAsync(databases, provider);
        await world.ReceiveAsync(PlatformCallback.Sale("EP-2", 30000, "USD").Method("card"));
        await world.ReceiveAsync(PlatformCallback.Sale("EP-3", 1000, "AUD").Method("poli"));
        await world.ReceiveAsync(PlatformCallback.Sale("EP-4", 1000, "RUB").Status("decline", "decline"));
        await world.ReceiveAsync(PlatformCallback.Sale("EP-5", 1000, "RUB"));
        await world.RequestedAsync(7700);
        (string Row, BatchVerdict Verdict)[] expected =
        [
            ("386,EP-1,100,RUB,CustomerRequest", BatchVerdict.Fine),
            ("386,EP-1,100.00,RUB,Fraud", BatchVerdict.TwiceInFile),
            ("386,EP-1,323.01,RUB,Fraud", BatchVerdict.OverRemaining),
            ("386,EP-1,77,RUB,Fraud", BatchVerdict.EqualRefundToday),
            ("386,EP-1,,,not delivered", BatchVerdict.Fine),
            ("386,EP-1,,,Fraud", BatchVerdict.TwiceInFile),
            ("386,EP-1,1,RUB,Fraud", BatchVerdict.OverRemaining),
            ("386,EP-2,1,RUB,Fraud", BatchVerdict.CurrencyDiffers),
            ("386,EP-3,1,AUD,Fraud", BatchVerdict.MethodCannot),
            ("386,EP-4,1,RUB,Fraud", BatchVerdict.NothingCaptured),
            ("386,EP-5,1.005,RUB,Fraud", BatchVerdict.AmountUnreadable),
            ("386,EP-5,0,RUB,Fraud", BatchVerdict.AmountUnreadable),
            ("386,EP-5,-1,RUB,Fraud", BatchVerdict.AmountUnreadable),
            ("386,EP-5,1,XXQ,Fraud", BatchVerdict.CurrencyUnknown),
            ("386,EP-5,1,,Fraud", BatchVerdict.CurrencyUnknown),
            ("386,EP-5,1,RUB,because", BatchVerdict.ReasonUnknown),
            ("386,EP-5,1,RUB,Other", BatchVerdict.NoteRequired),
            ("386,EP-5,1,RUB,Fraud,a;b", BatchVerdict.TextNotAllowed),
            ("386,EP-9,1,RUB,Fraud", BatchVerdict.PaymentNotFound),
            ("387,EP-1,1,RUB,Fraud", BatchVerdict.PaymentNotFound),
            ("x,EP-1,1,RUB,Fraud", BatchVerdict.ProjectNotAllowed),
        ];

        var run = await world.CheckAsync(BatchWorld.Draft([.. expected.Select(one => one.Row)]));

        Assert.Equal(expected.Select(one => (one.Row, one.Verdict)), expected.Zip(run.Rows, (one, row) => (one.Row, row.Verdict)));
        Assert.Equal([new BatchTotal("RUB", 2, 42300)], run.Totals);
        Assert.Equal((2, 19), (run.Fine, run.Faulty));
        Assert.Null(run.SameFile);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task DryRun_RefundsElsewhereUnderWay_LeaveLess(DatabaseProvider provider)
    {
        await using var world = await BatchWorld.StartAsync(databases, provider);
        foreach (var id in new[] { "EP-2", "EP-3", "EP-4", "EP-5" })
            await world.ReceiveAsync(PlatformCallback.Sale(id, 10000, "RUB"));
        await world.ReceiveAsync(Elsewhere("EP-2", 7000).Status("success", "processing"));
        await world.ReceiveAsync(Elsewhere("EP-3", 10000).Status("success", "external processing"));
        await world.ReceiveAsync(Elsewhere("EP-4", 7000).Status("success", "processing").Without("operation.sum_initial").Without("operation.sum_converted"));
        await world.ReceiveAsync(Elsewhere("EP-5", 7000).Without("operation.sum_initial").Without("operation.sum_converted"));
        (string Row, BatchVerdict Verdict, long? Remaining)[] expected =
        [
            ("386,EP-2,30.01,RUB,Fraud", BatchVerdict.OverRemaining, 3000),
            ("386,EP-2,10,RUB,Fraud", BatchVerdict.Fine, 3000),
            ("386,EP-2,,,Fraud", BatchVerdict.Fine, 2000),
            ("386,EP-2,,,Fraud", BatchVerdict.TwiceInFile, 0),
            ("386,EP-3,1,RUB,Fraud", BatchVerdict.NothingRemains, 0),
            ("386,EP-3,,,Fraud", BatchVerdict.NothingRemains, 0),
            ("386,EP-4,1,RUB,Fraud", BatchVerdict.RemainingUnknown, null),
            ("386,EP-4,,,Fraud", BatchVerdict.RemainingUnknown, null),
            ("386,EP-5,1,RUB,Fraud", BatchVerdict.RemainingUnknown, null),
        ];

        var run = await world.CheckAsync(BatchWorld.Draft([.. expected.Select(one => one.Row)]));

        Assert.Equal(expected, expected.Zip(run.Rows, (one, row) => (one.Row, row.Verdict, row.Remaining)));
        Assert.Equal([new BatchTotal("RUB", 2, 3000)], run.Totals);

        static PlatformCallback Elsewhere(string id, long amount) => PlatformCallback.Refund(id, amount, "RUB", 10000, "elsewhere-" + id);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task DryRun_StoppedProject_IsTold(DatabaseProvider provider)
    {
        await using var world = await BatchWorld.StartAsync(databases, provider);
        await world.StopProjectAsync(true);
        Assert.Equal(BatchVerdict.Stopped, Assert.Single((await world.CheckAsync(BatchWorld.Parts(1))).Rows).Verdict);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task DryRun_OtherProjectsAndSupport_SeeNothingOfThePayment(DatabaseProvider provider)
    {
        await using var world = await BatchWorld.StartAsync(databases, provider);
        var other = await world.AddUserAsync(Roles.Operator, 999);

        var row = Assert.Single((await world.CheckAsync(BatchWorld.Parts(1), other)).Rows);
        Assert.Equal((BatchVerdict.ProjectNotAllowed, (long?)null, (string?)null), (row.Verdict, row.Remaining, row.PaymentCurrency));
        Assert.Equal(RefundBatchRefusal.NothingToRefund, Assert.IsType<CreateRefundBatchResult.Refused>(
            await world.CreateAsync(BatchWorld.Parts(1), "0", leaveOut: true, actor: other)).Why);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task DryRun_PaymentOfAnEarlierFile_IsToldUntilThatRefundHasFailed(DatabaseProvider provider)
    {
        var clock = new ManualTimeProvider(DateTimeOffset.UnixEpoch.AddYears(57));
        await using var world = await BatchWorld.StartAsync(databases, provider, clock);
        var draft = BatchWorld.Parts(1);
        await world.CreatedAsync(draft, "1.00");

        var again = await world.CheckAsync(draft);
        Assert.Equal(BatchVerdict.InEarlierFile, Assert.Single(again.Rows).Verdict);
        Assert.Equal(RefundWorld.Operator.Name, again.SameFile?.CreatedByName);

        await world.RoundAsync();
        Assert.True(await world.Core.Get<CancelRefund>().HandleAsync(RefundWorld.Operator, Assert.Single(await world.RefundsAsync()).Id, TestContext.Current.CancellationToken));
        Assert.Equal(BatchVerdict.Fine, Assert.Single((await world.CheckAsync(draft)).Rows).Verdict);

        Assert.Equal(RefundBatchRefusal.SameFile, Assert.IsType<CreateRefundBatchResult.Refused>(await world.CreateAsync(draft, "1.00")).Why);
        Assert.IsType<CreateRefundBatchResult.Created>(await world.CreateAsync(draft, "1.00", sameFile: true));
        clock.Advance(TimeSpan.FromDays(31));
        Assert.Equal(BatchVerdict.Fine, Assert.Single((await world.CheckAsync(draft)).Rows).Verdict);
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task FromPayments_SelectedRows_RefundAllThatRemains(DatabaseProvider provider)
    {
        await using var world = await BatchWorld.StartAsync(databases, provider);
        await world.ReceiveAsync(PlatformCallback.Sale("EP-2", 1234, "USD").Method("card"));

        var run = await world.CheckAsync(RefundBatchDraft.FromPayments([(386, "EP-1"), (386, "EP-2")], RefundReason.NotDelivered));

        Assert.Equal([new BatchTotal("RUB", 1, 50000), new BatchTotal("USD", 1, 1234)], run.Totals);
        Assert.True(CreateRefundBatch.IsConfirmed(run.Totals, "2", System.Globalization.CultureInfo.InvariantCulture));
        Assert.False(CreateRefundBatch.IsConfirmed(run.Totals, "500.00", System.Globalization.CultureInfo.InvariantCulture));
    }
}
