using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dashboard.Core.Access;
using Dashboard.Core.Callbacks;
using Dashboard.Core.Data;
using Dashboard.Core.Data.Seeding;
using Dashboard.Gate;
using Dashboard.TestKit;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Dashboard.Core.Tests.Seeding;

public sealed class SeederTests(Databases databases)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Run_EmptyDatabase_SumsEqualTheOperationsAndNothingIsLaterThanNow(DatabaseProvider provider)
    {
        await using var core = await Receiver.StartAsync(databases, provider, new ManualTimeProvider(Now));

        var report = await core.Get<Seeder>().RunAsync(Actor.CommandLine, new SeedRequest(6000, 7, "http://localhost:5081"), Stop);

        var payments = await core.PaymentsAsync();
        var operations = (await core.OperationsAsync()).ToLookup(operation => operation.PaymentRowId);
        Assert.Equal(6000, payments.Count);
        Assert.Equal(report.Operations, operations.Sum(group => group.Count()));
        Assert.All(payments, payment =>
        {
            var (captured, refunded) = (payment.Captured, payment.Refunded);
            payment.Count(operations[payment.Id]);
            Assert.Equal((captured, refunded), (payment.Captured, payment.Refunded));
            Assert.InRange(payment.Refunded, 0, payment.Captured);
            Assert.True(payment.UpdatedAt <= Now && payment.CreatedAt >= Now.AddDays(-732));
            Assert.NotEmpty(operations[payment.Id]);
        });
        Assert.Contains(payments, payment => payment.Status == "partially refunded");
        Assert.Contains(payments, payment => payment.Status == "refunded");
        Assert.Contains(operations.SelectMany(group => group), operation => operation is { Type: "refund", Status: "decline" });
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Run_EmptyDatabase_LeavesEveryIndexOfTheSchema(DatabaseProvider provider)
    {
        await using var core = await Receiver.StartAsync(databases, provider);
        var before = await IndexesAsync(core, provider);

        await core.Get<Seeder>().RunAsync(Actor.CommandLine, new SeedRequest(50, 1, "http://localhost:5081"), Stop);

        Assert.True(before.Count > 5);
        Assert.Equal(before, await IndexesAsync(core, provider));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Run_TwiceIntoOneDatabase_AddsPaymentsThatDoNotMeet(DatabaseProvider provider)
    {
        await using var core = await Receiver.StartAsync(databases, provider);
        var seeder = core.Get<Seeder>();

        await seeder.RunAsync(Actor.CommandLine, new SeedRequest(300, 1, "http://localhost:5081"), Stop);
        await seeder.RunAsync(Actor.CommandLine, new SeedRequest(300, 1, "http://localhost:5081"), Stop);

        Assert.Equal(600, (await core.PaymentsAsync()).Select(payment => payment.PaymentId).Distinct().Count());
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Receive_MessageThatTheSeedJournalled_CountsAsItsRepeat(DatabaseProvider provider)
    {
        await using var core = await Receiver.StartAsync(databases, provider, new ManualTimeProvider(Now));
        await core.Get<Seeder>().RunAsync(Actor.CommandLine, new SeedRequest(300, 5, "http://localhost:5081"), Stop);
        var before = await core.EventsAsync();
        // The receiver knows one project.
        var seeded = before.Last(one => one.ProjectId == 386);
        await using var context = core.OpenContext();
        var body = JsonNode.Parse((await context.Set<CallbackBody>().SingleAsync(one => one.EventId == seeded.Id, Stop)).Body)!.AsObject();
        using var unsigned = JsonDocument.Parse(body.ToJsonString());
        body["signature"] = Signature.Sign(unsigned.RootElement, PlatformCallback.Secret);

        Assert.Equal(IntakeAnswer.Stored, await core.ReceiveAsync(Encoding.UTF8.GetBytes(body.ToJsonString())));

        var after = await core.EventsAsync();
        Assert.Equal(before.Count, after.Count);
        Assert.Equal((1, CallbackVerdict.Applied), after.Where(one => one.Id == seeded.Id).Select(one => (one.Repeats, one.Verdict)).Single());
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Dispose_RowsNotCommitted_LeavesTheDatabaseAsItWas(DatabaseProvider provider)
    {
        await using var core = await Receiver.StartAsync(databases, provider, new ManualTimeProvider(Now));
        var (indexes, options) = (await IndexesAsync(core, provider), core.Get<DatabaseOptions>());
        await using (ISeedWriter writer = provider == DatabaseProvider.Sqlite
            ? new SqliteSeedWriter(options.ConnectionString)
            : new PostgresSeedWriter(options.ConnectionString))
        {
            using var feed = new SeedFeed(new SeedPlan(1, [386], Now), 500, await writer.BeginAsync(Stop), await writer.FacetsAsync(Stop));
            var batch = new SeedBatch();
            Assert.True(feed.Fill(batch));
            await writer.WriteAsync(batch, Stop);
        }

        Assert.Equal(indexes, await IndexesAsync(core, provider));
        Assert.Empty(await core.PaymentsAsync());
        Assert.Empty(await core.OperationsAsync());
        Assert.Empty(await core.EventsAsync());
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Run_SqliteFile_IsSoundAndHasItsLogAgain(bool openElsewhere)
    {
        await using var core = await Receiver.StartAsync(databases, DatabaseProvider.Sqlite, new ManualTimeProvider(Now));
        await using var other = openElsewhere ? core.OpenContext() : null;
        if (other is not null)
            await other.Database.OpenConnectionAsync(Stop);

        await core.Get<Seeder>().RunAsync(Actor.CommandLine, new SeedRequest(3000, 1, "http://localhost:5081"), Stop);

        await using var context = core.OpenContext();
        Assert.Equal("wal", await PragmaAsync(context, "journal_mode"));
        Assert.Equal("ok", await PragmaAsync(context, "integrity_check"));
        Assert.Equal(3000, await context.Payments.CountAsync(Stop));
    }

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Receive_LaterCallbackOfASeededPayment_Applies(DatabaseProvider provider)
    {
        await using var core = await Receiver.StartAsync(databases, provider, new ManualTimeProvider(Now));
        await core.Get<Seeder>().RunAsync(Actor.CommandLine, new SeedRequest(200, 5, "http://localhost:5081"), Stop);
        var sold = (await core.PaymentsAsync()).First(payment => payment.Status == "success" && payment.Currency == "EUR");
        var refund = PlatformCallback.Refund(sold.PaymentId, 1, "EUR", sold.Amount!.Value).Operation(7, "r-7").At(Now).CreatedAt(Now);
        var stale = PlatformCallback.Sale(sold.PaymentId, sold.Amount.Value, "EUR").Status("processing", "processing").Operation(8, "r-8")
            .At(sold.CreatedAt.AddDays(-1)).CreatedAt(sold.CreatedAt);

        Assert.Equal(IntakeAnswer.Stored, await core.ReceiveAsync(stale));
        Assert.Equal("success", (await core.PaymentsAsync()).Single(payment => payment.Id == sold.Id).Status);
        Assert.Equal(IntakeAnswer.Stored, await core.ReceiveAsync(refund));

        var after = (await core.PaymentsAsync()).Single(payment => payment.Id == sold.Id);
        Assert.Equal(("partially refunded", 1L, sold.Captured), (after.Status, after.Refunded, after.Captured));
    }

    [Fact]
    public void Instants_TwoYears_FollowHoursAndNeverLeaveTheSpan()
    {
        var start = new DateTimeOffset(2024, 3, 2, 0, 0, 0, TimeSpan.Zero);

        var instants = SeedCalendar.Instants(start, Now, 20_000, new SeedRandom(1)).ToList();

        Assert.Equal(20_000, instants.Count);
        Assert.Equal(instants.Order(), instants);
        Assert.True(instants[0] >= start && instants[^1] <= Now);
        Assert.True(instants.Count(at => at.Hour == 19) > 5 * instants.Count(at => at.Hour == 3));
    }

    [Fact]
    public void Profile_MethodsCurrenciesAndCodes_AreKnownToThePlatform()
    {
        var channels = SeedProfile.Shops.SelectMany(shop => shop.Channels).ToList();
        Assert.All(channels, channel =>
        {
            Assert.NotNull(PaymentMethods.Find(channel.Method));
            Assert.NotNull(Currency.Find(channel.Currency));
            Assert.All(channel.Declines, decline => Assert.NotNull(ResponseCodes.Find(decline.Code)));
            Assert.True(channel.Refunded == 0 || PaymentMethods.WhyNotRefundable(channel.Method, partial: true, channel.Currency) == RefundRefusal.None);
        });
        Assert.Equal([0, 2, 3], channels.Select(channel => Currency.Find(channel.Currency)!.Exponent).Distinct().Order());
    }

    /// <summary>Not through the context, which sets the journal mode when it opens.</summary>
    private static async Task<string?> PragmaAsync(AppDbContext context, string name)
    {
        await using var connection = new SqliteConnection(context.Database.GetConnectionString());
        await connection.OpenAsync(Stop);
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA " + name;
        return (string?)await command.ExecuteScalarAsync(Stop);
    }

    private static async Task<List<string>> IndexesAsync(Receiver core, DatabaseProvider provider)
    {
        await using var context = core.OpenContext();
        return provider == DatabaseProvider.Sqlite
            ? await context.Database.SqlQuery<string>($"SELECT name || ' ' || coalesce(sql, '') AS Value FROM sqlite_master WHERE type = 'index' ORDER BY name").ToListAsync(Stop)
            : await context.Database.SqlQuery<string>($"SELECT indexdef AS \"Value\" FROM pg_indexes WHERE schemaname = 'public' ORDER BY indexname").ToListAsync(Stop);
    }
}
