using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Dashboard.Core.Access;
using Dashboard.Core.Data;
using Dashboard.Core.Projects;
using Dashboard.TestKit;
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

            // Each is given up within the limit of the receiver, without any answer of our own making.
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
            limit.CancelAfter(TimeSpan.FromSeconds(30));
            var answer = await ReadToEndAsync(slow[0], limit.Token);
            Assert.DoesNotContain("HTTP/1.1 5", answer, StringComparison.Ordinal);
        }
        finally
        {
            slow.ForEach(connection => connection.Dispose());
        }
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
