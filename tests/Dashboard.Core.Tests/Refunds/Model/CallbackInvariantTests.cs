using System.Globalization;
using System.Text;
using System.Text.Json;
using Dashboard.Core.Access;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Data;
using Dashboard.Core.Exports;
using Dashboard.Core.Operations;
using Dashboard.Core.Payments;
using Dashboard.Gate;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Refunds.Model;

/// <summary>What is refused leaves nothing, projects do not touch each other, and every way to read the money gives the same sums.</summary>
public sealed class CallbackInvariantTests(Databases databases)
{
    private const int Spoilt = 2000;
    private static readonly string[] Currencies = ["RUB", "EUR", "JPY", "KWD"];

    /// <summary>I10.</summary>
    [Fact]
    public async Task Callback_SpoiltAnywhere_IsRefusedAndLeavesNothing()
    {
        await using var receiver = await Receiver.StartAsync(databases, DatabaseProvider.Sqlite);
        var genuine = PlatformCallback.Sale("EP-1", 50000, "RUB").Sign();
        Assert.Equal(IntakeAnswer.Stored, await receiver.ReceiveAsync(genuine));
        var before = await RowsAsync(receiver, 386);
        var answers = new Dictionary<IntakeAnswer, int>();

        await Property.CheckAsync(seed: 1, Spoilt, random => Spoil(random, genuine), async body =>
        {
            var answer = await receiver.ReceiveAsync(body);
            answers[answer] = answers.GetValueOrDefault(answer) + 1;
            Assert.NotEqual(IntakeAnswer.Unavailable, answer);
        });

        // What still verifies says the same and is a repeat: nothing but the count of repeats may change.
        Assert.Equal(before, await RowsAsync(receiver, 386));
        Assert.Single(await receiver.EventsAsync());
        Assert.True(answers.GetValueOrDefault(IntakeAnswer.Forbidden) > 500 && answers.GetValueOrDefault(IntakeAnswer.Malformed) > 100,
            string.Join(", ", answers));
    }

    /// <summary>I14.</summary>
    [Fact]
    public async Task Callbacks_OfOneProject_ChangeNothingOfAnother()
    {
        await using var receiver = await Receiver.StartAsync(databases, DatabaseProvider.Sqlite, projects: [386]);
        await receiver.AddProjectAsync(579, "another secret");
        var random = new Seeded(14);
        foreach (var number in Enumerable.Range(1, 5))
            Assert.Equal(IntakeAnswer.Stored, await receiver.ReceiveAsync(PlatformCallback.Sale("EP-" + number, 50000, "RUB").Project(579).Sign("another secret")));
        var before = await RowsAsync(receiver, 579);

        for (var count = 0; count < 400; count++)
        {
            var paymentId = "EP-" + random.Whole(1, 5);
            var callback = random.Chance(50)
                ? PlatformCallback.Sale(paymentId, random.Number(1, 90000), "RUB")
                : PlatformCallback.Refund(paymentId, random.Number(1, 9000), "RUB", 50000).Operation(random.Whole(600, 700));
            // The same ids under the first project; then naming the second with the first one's key, in the body or in the address.
            Assert.Equal(IntakeAnswer.Stored, await receiver.ReceiveAsync(callback));
            Assert.Equal(IntakeAnswer.Forbidden, await receiver.ReceiveAsync(callback.Project(579)));
            Assert.Equal(IntakeAnswer.Forbidden, await receiver.ReceiveAsync(callback.Sign(), project: 579));
            Assert.Equal(IntakeAnswer.Forbidden, await receiver.ReceiveAsync(callback.Without("project_id").Sign(), project: 579));
        }

        Assert.Equal(before, await RowsAsync(receiver, 579));
    }

    /// <summary>I11: list, export and feed against the facts that were sent, for each currency.</summary>
    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Sums_OfListExportAndFeed_AreThoseOfTheFacts(DatabaseProvider provider)
    {
        await using var receiver = await Receiver.StartAsync(databases, provider);
        var facts = await SendFactsAsync(receiver, new Seeded(11));

        var list = await ListAsync(receiver);
        var export = await ExportAsync(receiver);
        var feed = await FeedAsync(receiver);

        foreach (var currency in Currencies)
        {
            var expected = facts[currency];
            Assert.Equal(expected, list[currency]);
            Assert.Equal(expected, feed[currency]);
            var total = export.Single(one => one.Currency == currency);
            Assert.Equal(expected, (total.Sums["captured"], total.Sums["refunded"]));
        }
    }

    private static async Task<Dictionary<string, (Int128 Captured, Int128 Refunded)>> SendFactsAsync(Receiver receiver, Seeded random)
    {
        var sums = Currencies.ToDictionary(currency => currency, _ => (Captured: (Int128)0, Refunded: (Int128)0), StringComparer.Ordinal);
        var messages = new List<PlatformCallback>();
        for (var number = 1; number <= 300; number++)
        {
            var (id, currency) = (string.Create(CultureInfo.InvariantCulture, $"EP-{number}"), random.Pick<string>(Currencies));
            // Sums beyond what a floating point number holds exactly, and beyond 64 bits taken together.
            var amount = random.Chance(5) ? (1L << 60) + random.Number(0, 9) : random.Number(1000, 99999);
            var sale = PlatformCallback.Sale(id, amount, currency);
            messages.Add(random.Chance(20) ? sale.Declined("20000", "Declined") : sale);
            if (messages[^1] != sale)
                continue;
            sums[currency] = (sums[currency].Captured + amount, sums[currency].Refunded);
            for (var operation = 700; operation < 700 + random.Whole(0, 3); operation++)
            {
                var refund = PlatformCallback.Refund(id, 100 + operation, currency, amount).Operation(operation, "refund-" + operation);
                messages.Add(refund);
                sums[currency] = (sums[currency].Captured, sums[currency].Refunded + 100 + operation);
                if (!random.Chance(30))
                    continue;
                messages.Add(PlatformCallback.Refund(id, 100 + operation, currency, amount).Operation(operation + 100, "undo-" + operation).With("operation.type", "refund reverse"));
                sums[currency] = (sums[currency].Captured, sums[currency].Refunded - 100 - operation);
            }
        }

        var answers = await Task.WhenAll(random.Shuffle([.. messages, .. messages.Where(_ => random.Chance(20))]).Select(receiver.ReceiveAsync));
        Assert.All(answers, answer => Assert.Equal(IntakeAnswer.Stored, answer));
        return sums;
    }

    private static async Task<Dictionary<string, (Int128 Captured, Int128 Refunded)>> ListAsync(Receiver receiver)
    {
        var sums = new Dictionary<string, (Int128 Captured, Int128 Refunded)>(StringComparer.Ordinal);
        PageKey? after = null;
        for (var more = true; more;)
        {
            var window = await receiver.Get<PaymentQueries>().ListAsync(Actor.System, new PaymentFilter(), after, 50, CancellationToken.None);
            foreach (var row in window.Rows)
            {
                var sum = sums.GetValueOrDefault(row.Currency!);
                sums[row.Currency!] = (sum.Captured + row.Captured, sum.Refunded + row.Refunded);
            }

            (after, more) = (window.Rows[^1].Key, window.More);
        }

        return sums;
    }

    private static async Task<IReadOnlyList<CurrencyTotal>> ExportAsync(Receiver receiver)
    {
        var exporter = receiver.Get<Exporter>();
        var request = ExportRequest.Of(new PaymentFilter(), ExportFormat.Csv, TimeZoneInfo.Utc);
        var scope = await exporter.OpenAsync(Actor.System, request, CancellationToken.None);
        using var file = new MemoryStream();
        return (await exporter.WriteAsync(Actor.System, scope!, request, file, CancellationToken.None)).Totals;
    }

    private static async Task<Dictionary<string, (Int128 Captured, Int128 Refunded)>> FeedAsync(Receiver receiver)
    {
        var scope = await receiver.Get<AccessControl>().ScopeAsync(Actor.System, CancellationToken.None);
        var sums = new Dictionary<string, (Int128 Captured, Int128 Refunded)>(StringComparer.Ordinal);
        long? after = null;
        do
        {
            var page = await receiver.Get<OperationFeed>().ReadAsync(new OperationFilter(), scope, null, after, 0, 70, CancellationToken.None);
            foreach (var operation in page.Items.Select(item => item.Operation))
            {
                var (captured, refunded) = sums.GetValueOrDefault(operation.Currency!);
                Int128 amount = operation.Amount!.Value;
                sums[operation.Currency!] = operation.Effect switch
                {
                    MoneyEffect.In => (captured + amount, refunded),
                    MoneyEffect.Out => (captured, refunded + amount),
                    MoneyEffect.UndoesOut => (captured, refunded - amount),
                    _ => (captured, refunded),
                };
            }

            after = page.Next;
        }
        while (after is not null);
        return sums;
    }

    private static byte[] Spoil(Seeded random, byte[] genuine)
    {
        var body = genuine.ToList();
        for (var times = random.Whole(1, 3); times > 0; times--)
        {
            var place = random.Whole(0, body.Count - 1);
            switch (random.Whole(0, 4))
            {
                case 0:
                    body[place] = (byte)random.Whole(0, 255);
                    break;
                case 1:
                    body.RemoveAt(place);
                    break;
                case 2:
                    body.Insert(place, (byte)random.Whole(32, 126));
                    break;
                case 3:
                    body.RemoveRange(place, Math.Min(body.Count - place, random.Whole(1, 20)));
                    break;
                default:
                    body.InsertRange(place, Encoding.UTF8.GetBytes(random.Pick<string>(",\"amount\":1", "\\u0000", ";", "null", "{}", "9", "project_id")));
                    break;
            }

            if (body.Count == 0)
                body.Add((byte)'{');
        }

        return [.. body];
    }

    private static async Task<string> RowsAsync(Receiver receiver, long project)
    {
        await using var context = receiver.OpenContext();
        return JsonSerializer.Serialize(new
        {
            payments = await context.Payments.AsNoTracking().Where(one => one.ProjectId == project).OrderBy(one => one.Id).ToListAsync(),
            operations = await context.Operations.AsNoTracking().Where(one => one.ProjectId == project).OrderBy(one => one.Id).ToListAsync(),
            events = await context.CallbackEvents.Where(one => one.ProjectId == project).OrderBy(one => one.Id).Select(one => one.Id).ToListAsync(),
        });
    }
}
