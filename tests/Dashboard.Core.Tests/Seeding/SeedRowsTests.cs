using System.Text;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Data;
using Dashboard.Core.Data.Seeding;
using Dashboard.Core.Operations;
using Dashboard.Core.Payments;
using Dashboard.Gate;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Seeding;

/// <summary>The rows that are written against the rules that real messages go through.</summary>
public sealed class SeedRowsTests(Databases databases)
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Columns_OfTheSeed_AreThoseOfTheModel(DatabaseProvider provider)
    {
        await using var database = await databases.CreateAsync(provider, TestContext.Current.CancellationToken);
        await using var context = database.OpenContext();

        Assert.Equal(ColumnsOf<Facet>(context), Names(SeedColumns.Facets));
        Assert.Equal(ColumnsOf<Payment>(context), Names(SeedColumns.Payments));
        Assert.Equal(ColumnsOf<Operation>(context), Names(SeedColumns.Operations));
        Assert.Equal(ColumnsOf<CallbackEvent>(context), Names(SeedColumns.Events));
        Assert.Equal(ColumnsOf<CallbackBody>(context), Names(SeedColumns.Bodies));
    }

    [Fact]
    public async Task Rows_OfPaymentsWithTheirMessages_AreWhatApplyingTheMessagesGives()
    {
        await using var database = await databases.CreateAsync(DatabaseProvider.Sqlite, TestContext.Current.CancellationToken);
        await using var context = database.OpenContext();
        var batch = new SeedBatch();
        var encoder = new SeedEncoder(1, new SeedFacets());
        var payments = new SeedPlan(9, [386, 1254, 2077], Now).Payments(4000, 1, 1).ToList();
        foreach (var made in payments.Append(Waiting(payments[^1])))
            encoder.Add(batch, made, journalled: true);

        var received = Enumerable.Range(0, batch.Events.Count).Select(row => Received(batch, row)).ToLookup(one => one.PaymentRowId);
        var facets = Enumerable.Range(0, batch.Facets.Count)
            .ToDictionary(row => Encoding.UTF8.GetString(batch.Read(batch.Facets[row][1])), row => batch.Facets[row][0].Number);
        var operationRow = 0;
        for (var row = 0; row < batch.Payments.Count; row++)
        {
            var id = batch.Payments[row][0].Number;
            var payment = new Payment { Id = id, ProjectId = batch.Payments[row][1].Number, PaymentId = received[id].First().Message!.Payment!.Id };
            var operations = new List<Operation>();
            // Any order gives the same; this one is not the one they were made in.
            foreach (var one in received[id].Reverse())
            {
                payment.Apply(one);
                var operation = new Operation { PaymentRowId = id, ProjectId = payment.ProjectId, OperationId = one.OperationId!.Value };
                operation.Apply(one);
                operations.Add(operation);
            }

            payment.Count(operations);
            payment.FacetId = facets[Facet.Of(payment).Key];
            Assert.Equal(Describe(context, payment), Describe(batch, batch.Payments, row));
            foreach (var operation in operations.AsEnumerable().Reverse())
            {
                operation.Id = batch.Operations[operationRow][0].Number;
                operation.FacetId = facets[Facet.Of(operation).Key];
                Assert.Equal(Describe(context, operation), Describe(batch, batch.Operations, operationRow++));
            }
        }

        Assert.Equal(batch.Operations.Count, operationRow);
        Assert.Contains(received.SelectMany(group => group), one => one.Message!.Payment!.Status == "refunded");
        Assert.Contains(received.SelectMany(group => group), one => one.Message!.Operation is { Type: "refund", Status: "decline" });
        Assert.Contains(received.SelectMany(group => group), one => one.Message!.Operation!.Status == "awaiting redirect result");
    }

    [Fact]
    public void Fill_SameSeed_GivesTheSameRows()
    {
        Assert.Equal(Rows(seed: 3), Rows(seed: 3));
        Assert.NotEqual(Rows(seed: 3), Rows(seed: 4));
    }

    [Fact]
    public void Fill_MorePaymentsThanAreJournalled_JournalsTheNewest()
    {
        using var feed = new SeedFeed(new SeedPlan(3, [386], Now), SeedFeed.Journalled + 30, new SeedIds(1, 1, 50), new SeedFacets());
        var batch = new SeedBatch();

        Assert.True(feed.Fill(batch));

        var events = Enumerable.Range(0, batch.Events.Count).Select(row => batch.Events[row].ToArray()).ToList();
        Assert.Equal(Enumerable.Range(31, SeedFeed.Journalled), events.Select(cells => (int)cells[8].Number).Distinct());
        Assert.Equal(Enumerable.Range(50, events.Count), events.Select(cells => (int)cells[0].Number));
        Assert.Equal(events.Select(cells => cells[0].Number), Enumerable.Range(0, batch.Bodies.Count).Select(row => batch.Bodies[row][0].Number));
        Assert.False(feed.Fill(batch));
    }

    /// <summary>A payment after another that waits for its customer; the plan has few of them, in its last hour.</summary>
    private static SeedPayment Waiting(SeedPayment before)
    {
        var waiting = new SeedPayment
        {
            Id = before.Id + 1,
            ProjectId = before.ProjectId,
            Channel = before.Channel,
            Customer = before.Customer,
            IdPrefix = before.IdPrefix,
            IdNoise = 7,
            Amount = 990,
        };
        waiting.Tellings.Add(new SeedTelling(before.Tellings[^1].Id + 1, "sale", "awaiting redirect result", "awaiting redirect result", "9999", Now, Now,
            waiting.Amount, HashNoise: 1, RequestNoise: 2, ProviderNoise: 0, AuthCode: null));
        return waiting;
    }

    /// <summary>The message as the receiver would have it, after the checks that every message goes through.</summary>
    private static CallbackEvent Received(SeedBatch batch, int row)
    {
        var cells = batch.Events[row];
        using var document = StrictJson.TryParse(batch.Read(batch.Bodies[row][1]).ToArray(), out var fault);
        Assert.NotNull(document);
        Assert.Null(fault);
        var message = CallbackMessage.Read(document.RootElement);
        Assert.Equal((CallbackVerdict.Applied, null), CallbackIntake.Judge(message, CallbackMessage.HasRequestShape(document.RootElement)));
        var hash = CallbackIntake.HashOf(message.ProjectId!.Value, Signature.CanonicalText(document.RootElement));
        Assert.Equal(hash, batch.Read(cells[2]).ToArray());
        Assert.Equal((message.ProjectId, message.Operation!.Id), (cells[1].Number, cells[9].Number));
        return new CallbackEvent
        {
            Id = cells[0].Number,
            ProjectId = message.ProjectId.Value,
            Hash = hash,
            ReceivedAt = DateTimeOffset.FromUnixTimeMilliseconds(cells[3].Number),
            PaymentRowId = cells[8].Number,
            OperationId = message.Operation.Id,
            Message = message,
        };
    }

    private static List<string> Rows(ulong seed)
    {
        using var feed = new SeedFeed(new SeedPlan(seed, [386, 2], Now), 400, new SeedIds(1, 1, 1), new SeedFacets());
        var batch = new SeedBatch();
        var rows = new List<string>();
        while (feed.Fill(batch))
            rows.AddRange(batch.Tables.SelectMany(table => Enumerable.Range(0, table.Count).SelectMany(row => Describe(batch, table, row))));
        return rows;
    }

    private static List<string> Describe(SeedBatch batch, SeedRows rows, int row)
    {
        var described = new List<string>();
        for (var index = 0; index < rows.Table.Columns.Length; index++)
        {
            var (cell, (name, kind)) = (rows[row][index], rows.Table.Columns[index]);
            var value = cell.IsNull ? "NULL" : kind switch
            {
                SeedKind.Text => Encoding.UTF8.GetString(batch.Read(cell)),
                SeedKind.Bytes => Convert.ToHexString(batch.Read(cell)),
                _ => cell.Number.ToString(System.Globalization.CultureInfo.InvariantCulture),
            };
            described.Add($"{name} {value}");
        }

        return [.. described.Order(StringComparer.Ordinal)];
    }

    private static List<string> Describe<T>(AppDbContext context, T entity)
        where T : class =>
        [.. context.Model.FindEntityType(typeof(T))!.GetProperties().Select(property => $"{property.GetColumnName()} " + property.PropertyInfo!.GetValue(entity) switch
        {
            null => "NULL",
            byte[] bytes => Convert.ToHexString(bytes),
            bool flag => flag ? "1" : "0",
            RefundWork work => ((int)work).ToString(System.Globalization.CultureInfo.InvariantCulture),
            DateTimeOffset instant => instant.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture),
            var value => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture),
        }).Order(StringComparer.Ordinal)];

    private static List<string> ColumnsOf<T>(AppDbContext context) =>
        [.. context.Model.FindEntityType(typeof(T))!.GetProperties().Select(property => property.GetColumnName()).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Names(SeedTable table) => table.Columns.Select(column => column.Name).Order(StringComparer.Ordinal);
}
