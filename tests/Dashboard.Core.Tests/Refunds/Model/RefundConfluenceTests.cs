using System.Text.Json;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Refunds;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Refunds.Model;

/// <summary>
/// I8: the same messages, in any order and with any repeats, end in the same payment, operations and refunds. Our refund is on its way when the
/// first of them comes; the platform may have two operations of it. Ends of one operation that contradict each other are left out: there the first one counts for the refund, on purpose.
/// </summary>
public sealed class RefundConfluenceTests(Databases databases)
{
    private static readonly int Multisets = Effort.Of(2_000);
    private const int Orders = 3;
    private const string Ours = "request-ours";

    /// <summary>The platform's operation of an earlier request, which had been taken for lost.</summary>
    private const string Earlier = "request-earlier";

    private static readonly string[] Kept = ["refunds", "payments", "operations", "callback_events", "callback_bodies"];

    [Fact]
    public async Task Callbacks_OfAPaymentWithOurRefundInAnyOrder_EndInTheSameRows()
    {
        await using var world = await ModelWorld.StartAsync(databases);
        var payment = await world.AddPaymentAsync(100000);
        var id = await world.RequestedAsync(payment, 2000);
        await world.SendDueAsync();
        await using (var context = world.OpenContext())
            await context.Refunds.ExecuteUpdateAsync(change => change.SetProperty(refund => refund.RequestId, Ours), TestContext.Current.CancellationToken);
        var ways = new HashSet<RefundState>();
        await SnapshotAsync(world);

        await Property.CheckAsync(seed: 7, Multisets, random => (Messages: Make(random, payment.Id, id, world.Clock.GetUtcNow()), Random: random), async example =>
        {
            var several = example.Messages.Exists(one => one.ToString().Contains(Earlier, StringComparison.Ordinal));
            var expected = await AfterAsync(world, example.Messages, several);
            for (var order = 0; order < Orders; order++)
            {
                var shuffled = example.Random.Shuffle([.. example.Messages, .. example.Messages.Where(_ => example.Random.Chance(30))]);
                Assert.Equal(expected, await AfterAsync(world, shuffled, several));
            }

            ways.Add((await world.RefundAsync(id)).State);
        });

        Assert.Superset(new HashSet<RefundState> { RefundState.Accepted, RefundState.Succeeded, RefundState.Declined, RefundState.Reversed }, ways);
    }

    private static List<PlatformCallback> Make(Seeded random, string paymentId, Guid id, DateTimeOffset now)
    {
        var declined = random.Chance(30);
        var echoes = random.Chance(50);
        var earlier = random.Pick<string>("processing", "decline", "success");
        PlatformCallback Refund(long operation, long amount, string request) => PlatformCallback.Refund(paymentId, amount, "RUB", 100000, request)
            .Operation(operation, request).At(now.AddSeconds(random.Whole(0, 3))).CreatedAt(now);
        PlatformCallback Named(PlatformCallback callback) => echoes ? callback.MerchantRefund(id.ToString()) : callback;
        var messages = new List<PlatformCallback>();
        for (var count = random.Whole(1, 8); messages.Count < count;)
        {
            messages.Add(random.Whole(0, 7) switch
            {
                0 => Named(Refund(10, 2000, Ours)).Status("success", "processing"),
                1 when !declined => Named(Refund(10, 2000, Ours)),
                1 => Named(Refund(10, 2000, Ours)).Declined("20000", "Declined"),
                2 when !declined => Named(Refund(11, 2000, "request-undo")).With("operation.type", "refund reverse"),
                3 => Refund(12, 333, "request-elsewhere"),
                4 => Refund(13, 333, "request-elsewhere-undo").With("operation.type", "refund reverse"),
                7 when echoes && earlier == "decline" => Named(Refund(9, 2000, Earlier)).Declined("20000", "Declined"),
                7 when echoes => Named(Refund(9, 2000, Earlier)).Status("success", earlier),
                5 => Refund(14, 5000, "request-another").Status("success", "processing"),
                _ => PlatformCallback.Sale(paymentId, 100000, "RUB").Operation(1).At(now.AddSeconds(random.Whole(0, 3))),
            });
        }

        return messages;
    }

    private static async Task<string> AfterAsync(ModelWorld world, IReadOnlyList<PlatformCallback> messages, bool several)
    {
        await RestoreAsync(world);
        var answers = await Task.WhenAll(messages.Select(message => world.DeliverAsync(message.Sign())));
        Assert.All(answers, answer => Assert.Equal(IntakeAnswer.Stored, answer));
        await using var context = world.OpenContext();
        return JsonSerializer.Serialize(new
        {
            payments = await context.Payments.AsNoTracking().Select(one => new
            {
                one.Status,
                one.Code,
                one.Captured,
                one.Refunded,
                one.Reserved,
                one.RefundCount,
                one.HasConflict,
                one.UpdatedAt,
            }).ToListAsync(),
            operations = await context.Operations.AsNoTracking().OrderBy(one => one.OperationId).Select(one => new
            {
                one.OperationId,
                one.Type,
                one.Status,
                one.Effect,
                one.Amount,
                one.RequestId,
                one.MerchantRefundId,
                one.UpdatedAt,
            }).ToListAsync(),
            // Of two operations with the same end the one that was told first ended the refund.
            refunds = await context.Refunds.AsNoTracking()
                .Select(one => new { one.State, OperationId = several ? null : one.OperationId, one.RequestId, one.Code }).ToListAsync(),
            verdicts = await context.CallbackEvents.CountAsync(one => one.Verdict == CallbackVerdict.Applied),
        });
    }

    private static async Task SnapshotAsync(ModelWorld world)
    {
        await using var context = world.OpenContext();
        foreach (var table in Kept)
        {
            // Names of tables are constants of this test.
            var sql = $"CREATE TABLE kept_{table} AS SELECT * FROM {table}";
            await context.Database.ExecuteSqlRawAsync(sql);
        }
    }

    private static async Task RestoreAsync(ModelWorld world)
    {
        await using var scope = await world.Get<Data.Database>().BeginWriteAsync(CancellationToken.None);
        foreach (var table in Kept.Reverse())
        {
            var sql = $"DELETE FROM {table}";
            await scope.Context.Database.ExecuteSqlRawAsync(sql);
        }

        foreach (var table in Kept)
        {
            var sql = $"INSERT INTO {table} SELECT * FROM kept_{table}";
            await scope.Context.Database.ExecuteSqlRawAsync(sql);
        }

        await scope.CommitAsync(CancellationToken.None);
    }
}
