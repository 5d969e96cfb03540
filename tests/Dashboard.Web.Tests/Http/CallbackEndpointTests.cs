using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Projects;
using Dashboard.TestKit;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Http;

/// <summary>The receiver over real HTTP: its answers, a storm in disorder, clients that never finish, and durability before the answer.</summary>
public sealed class CallbackEndpointTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Callbacks_EachKindOfRequest_GetsTheAnswerOfTheContract()
    {
        using var app = await StartAsync();
        using var client = app.CreateClient();
        using var compressed = new ByteArrayContent([1, 2, 3]) { Headers = { ContentEncoding = { "gzip" } } };
        using var large = new ByteArrayContent(new byte[300 * 1024]);

        Assert.Equal(HttpStatusCode.OK, await PostAsync(client, PlatformCallback.Sale("EP-1", 100, "RUB").ToContent()));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(client, PlatformCallback.Sale("EP-1", 100, "RUB").ToContent("wrong")));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(client, new StringContent("{")));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await PostAsync(client, compressed));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PostAsync(client, large));
        using var wrongMethod = await client.GetAsync("/callbacks", Stop);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, wrongMethod.StatusCode);
    }

    [Fact]
    public async Task Callbacks_InAStormWithCopiesAndDisorder_AreAllThereOnce()
    {
        using var app = await StartAsync();
        using var client = app.CreateClient();
        var random = new Seeded(11);
        var deliveries = Enumerable.Range(1, 150).SelectMany(number =>
        {
            var sale = PlatformCallback.Sale(string.Create(CultureInfo.InvariantCulture, $"ST-{number}"), 1000 + number, "RUB").Operation(number);
            return new[] { sale, sale, sale.Status("processing", "processing") };
        });

        var answers = await Task.WhenAll(random.Shuffle(deliveries).Select(callback => PostAsync(client, callback.ToContent())));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer));
        await using var context = OpenContext(app);
        var payments = await context.Payments.AsNoTracking().ToListAsync(Stop);
        Assert.Equal(150, payments.Count);
        Assert.All(payments, payment => Assert.Equal("success", payment.Status));
        Assert.Equal(payments.Sum(payment => payment.Amount!.Value), payments.Sum(payment => payment.Captured));
        Assert.Equal(150, await context.Operations.CountAsync(Stop));
    }

    [Fact]
    public async Task Callbacks_WhileClientsNeverFinish_AreStillAnswered()
    {
        using var app = await StartAsync();
        using var client = app.CreateClient();
        var slow = new List<TcpClient>();
        try
        {
            for (var count = 0; count < 30; count++)
            {
                var connection = new TcpClient();
                slow.Add(connection);
                await connection.ConnectAsync(IPAddress.Loopback, app.Address.Port, Stop);
                await connection.GetStream().WriteAsync(
                    Encoding.ASCII.GetBytes($"POST /callbacks HTTP/1.1\r\nHost: {app.Address.Authority}\r\nContent-Length: 5000\r\n\r\n{{"), Stop);
            }

            Assert.Equal(HttpStatusCode.OK, await PostAsync(client, PlatformCallback.Sale("EP-1", 100, "RUB").ToContent()));

            // Each is given up within the limit of the receiver, and told so.
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
            limit.CancelAfter(TimeSpan.FromSeconds(30));
            var answer = await ReadToEndAsync(slow[0], limit.Token);
            Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
        }
        finally
        {
            slow.ForEach(connection => connection.Dispose());
        }
    }

    [Fact]
    public async Task Callbacks_WhileAnotherProcessHoldsTheDatabase_AreToldToComeAgain()
    {
        using var app = await StartAsync();
        using var client = app.CreateClient();
        var callback = PlatformCallback.Sale("EP-1", 100, "RUB");
        await using (var other = new SqliteConnection($"Data Source={Path.Combine(app.DataFolder, "dashboard.db")};Pooling=False"))
        {
            await other.OpenAsync(Stop);
            await using var held = other.BeginTransaction(deferred: false);
            using var content = callback.ToContent();
            using var answer = await client.PostAsync("/callbacks", content, Stop);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.NotNull(answer.Headers.RetryAfter);
        }

        Assert.Equal(HttpStatusCode.OK, await PostAsync(client, callback.ToContent()));
        await using var context = OpenContext(app);
        Assert.Equal(1, await context.Operations.CountAsync(Stop));
    }

    /// <summary>Whatever is sent, signed or not: an answer, never that the server is at fault, and genuine callbacks between are taken.</summary>
    [Fact]
    public async Task Callbacks_Hostile_AreAnsweredAndDisturbNobody()
    {
        using var app = await StartAsync();
        using var client = app.CreateClient();
        string[] nasty = ["", "\0", "\ud83d", "\u202e", new('9', 400), "-1", "1e400", "NaN", "../../x", "' OR 1=1 --", "{{7*7}}", new string('[', 3000)];
        string[] places = ["payment.id", "payment.status", "payment.date", "payment.sum.amount", "operation.id", "operation.type", "customer.id", "project_id", "account"];
        await Property.CheckAsync(17, 400, random =>
        {
            var genuine = PlatformCallback.Sale($"HOST-{random.Whole(1, 9)}", 100, "RUB");
            if (random.Chance(50))
                return genuine.With(random.Pick(places), JsonValue.Create(random.Pick(nasty))).Sign();
            var bytes = genuine.Sign().ToList();
            for (var change = random.Whole(1, 4); change > 0 && bytes.Count > 1; change--)
            {
                var at = random.Whole(0, bytes.Count - 1);
                if (random.Chance(40))
                    bytes[at] = (byte)random.Whole(0, 255);
                else if (random.Chance(50))
                    bytes.RemoveRange(at, random.Whole(0, bytes.Count - at));
                else
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(random.Pick(nasty)));
            }

            return [.. bytes];
        }, async body =>
        {
            var status = await PostAsync(client, new ByteArrayContent(body));
            Assert.InRange((int)status, 200, 499);
        });

        Assert.Equal(HttpStatusCode.OK, await PostAsync(client, PlatformCallback.Sale("CANARY", 100, "RUB").ToContent()));
        await using var context = OpenContext(app);
        Assert.Equal(1, await context.Payments.CountAsync(payment => payment.PaymentId == "CANARY", Stop));
    }

    [Fact]
    public async Task Receiver_Connection_WaitsForTheDiskBeforeItAnswers()
    {
        using var app = await StartAsync();
        await using var session = await app.Services.GetRequiredService<HotSessions>().BeginAsync(Stop);

        Assert.Equal(2, await session.Context.Database.SqlQuery<long>($"SELECT synchronous AS Value FROM pragma_synchronous").SingleAsync(Stop));
        Assert.Equal("wal", await session.Context.Database.SqlQuery<string>($"SELECT journal_mode AS Value FROM pragma_journal_mode").SingleAsync(Stop));
    }

    private static async Task<DashboardApp> StartAsync()
    {
        var app = new DashboardApp();
        app.StartServer();
        var faults = await app.Services.GetRequiredService<AddProject>().HandleAsync(
            Actor.CommandLine, new NewProject(386, "Shop", "http://127.0.0.1:9", PlatformCallback.Secret), Stop);
        Assert.Empty(faults);
        return app;
    }

    private static AppDbContext OpenContext(DashboardApp app) => app.Services.GetRequiredService<IDbContextFactory<AppDbContext>>().CreateDbContext();

    private static async Task<HttpStatusCode> PostAsync(HttpClient client, HttpContent content)
    {
        using (content)
        {
            content.Headers.ContentType ??= new MediaTypeHeaderValue("application/json");
            using var answer = await client.PostAsync("/callbacks", content, Stop);
            return answer.StatusCode;
        }
    }

    private static async Task<string> ReadToEndAsync(TcpClient connection, CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        var text = new StringBuilder();
        try
        {
            for (int read; (read = await connection.GetStream().ReadAsync(buffer, cancellationToken)) > 0;)
                text.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }
        catch (IOException)
        {
            // Reset by the server: ended as well.
        }

        return text.ToString();
    }
}
