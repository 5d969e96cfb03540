using System.Text.Json;
using Dashboard.Core.Data;
using Dashboard.TestKit;

namespace Dashboard.Core.Tests.Callbacks;

/// <summary>Whatever the order of arrival and however often each message comes, the same messages end in the same rows.</summary>
public sealed class ConfluenceTests(Databases databases)
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task SeedSamples_InAnyOrderWithRepeats_EndInTheSameRows(DatabaseProvider provider)
    {
        var samples = PlatformCallback.SampleNames.Select(PlatformCallback.Sample).ToList();
        var expected = await RowsAfterAsync(provider, samples);
        Assert.Contains("EP1bb6-c379", expected, StringComparison.Ordinal);
        Assert.Contains("TEST_17777", expected, StringComparison.Ordinal);
        Assert.Contains("TEST_156205789689899", expected, StringComparison.Ordinal);

        await Property.CheckAsync(seed: 1, cases: provider == DatabaseProvider.Sqlite ? 40 : 8,
            random => WithRepeats(random, samples), async order => Assert.Equal(expected, await RowsAfterAsync(provider, order)));
    }

    [Fact]
    public async Task Callbacks_OfAnyHistory_EndInTheSameRowsInAnyOrder()
    {
        await Property.CheckAsync(seed: 100, cases: 60,
            random => (History: MakeHistory(random), Random: random),
            async example =>
            {
                var expected = await RowsAfterAsync(DatabaseProvider.Sqlite, example.History);
                for (var permutation = 0; permutation < 3; permutation++)
                    Assert.Equal(expected, await RowsAfterAsync(DatabaseProvider.Sqlite, WithRepeats(example.Random, example.History)));
            });
    }

    /// <summary>Sale, refunds and reversals with processing steps, equal seconds, missing members, contradicting ends.</summary>
    private static List<PlatformCallback> MakeHistory(Seeded random)
    {
        var history = new List<PlatformCallback>();
        for (var count = random.Whole(2, 8); history.Count < count;)
        {
            var operation = random.Whole(1, 4);
            var body = operation == 1
                ? PlatformCallback.Sale("EP-1", 50000, "RUB")
                : PlatformCallback.Refund("EP-1", 1000 * operation, "RUB", 50000, "refund-" + operation);
            body = body.Operation(operation).At(Start.AddSeconds(random.Whole(0, 3)));
            body = random.Whole(0, 3) switch
            {
                0 => body.Status("processing", "processing"),
                1 => body.Declined("20000", "General decline"),
                2 => body.Status("odd", "odd"),
                _ => body,
            };
            if (random.Whole(0, 3) == 0)
                body = body.Without("payment.sum").Without("account");
            if (random.Whole(0, 3) == 0)
                body = body.Customer("customer-" + random.Whole(1, 2));
            if (random.Whole(0, 6) == 0)
                body = body.Without("operation");
            if (random.Whole(0, 6) == 0)
                body = body.Without("operation.date").Without("operation.created_date");
            history.Add(body);
        }

        return history;
    }

    private static List<PlatformCallback> WithRepeats(Seeded random, IReadOnlyList<PlatformCallback> history) =>
        random.Shuffle([.. history, .. history.Where(_ => random.Whole(0, 2) == 0)]).ToList();

    private async Task<string> RowsAfterAsync(DatabaseProvider provider, IReadOnlyList<PlatformCallback> order)
    {
        // One clock for all: what is received when is not part of what is compared, but a message without dates falls back to it.
        await using var receiver = await Receiver.StartAsync(databases, provider, new ManualTimeProvider(), projects: [386, 579, 200]);
        foreach (var callback in order)
            await receiver.ReceiveAsync(callback);
        return JsonSerializer.Serialize(new
        {
            payments = (await receiver.PaymentsAsync()).Select(payment => new
            {
                payment.ProjectId,
                payment.PaymentId,
                payment.Status,
                payment.Type,
                payment.Method,
                payment.Currency,
                payment.Amount,
                payment.Description,
                payment.CustomerId,
                payment.AccountNumber,
                payment.Code,
                payment.CreatedAt,
                payment.UpdatedAt,
                payment.Captured,
                payment.Refunded,
                payment.HasConflict,
            }),
            operations = (await receiver.OperationsAsync()).Select(operation => new
            {
                operation.ProjectId,
                operation.OperationId,
                operation.Type,
                operation.Status,
                operation.Effect,
                operation.CreatedAt,
                operation.UpdatedAt,
                operation.Amount,
                operation.Currency,
                operation.Code,
                operation.Message,
                operation.RequestId,
                operation.HasConflict,
            }),
            events = (await receiver.EventsAsync()).Count,
        });
    }
}
