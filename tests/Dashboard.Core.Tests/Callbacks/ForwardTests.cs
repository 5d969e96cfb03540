using System.Collections.Concurrent;
using System.Net;
using Dashboard.Core.Access;
using Dashboard.Core.Audit;
using Dashboard.Core.Callbacks.Forwarding;
using Dashboard.Core.Data;
using Dashboard.Core.Tests.Payments;
using Dashboard.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Core.Tests.Callbacks;

/// <summary>A stored callback, sent once more to the merchant's own system over real HTTP.</summary>
public sealed class ForwardTests(Databases databases)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(EachDatabase))]
    public async Task Forward_Callback_ArrivesAsThePlatformSentItOnRecord(DatabaseProvider provider)
    {
        await using var shop = new Shop(200);
        await using var receiver = await StartAsync(provider, shop);
        var sent = PlatformCallback.Sale("EP-1", 100, "RUB").Sign();
        await receiver.ReceiveAsync(sent);
        var id = Assert.Single(await receiver.EventsAsync()).Id;

        Assert.Equal(new(ForwardResult.Taken, 200), await ForwardAsync(receiver, Actor.CommandLine, id));

        Assert.Equal(sent, Assert.Single(shop.Bodies));
        Assert.Equal("application/json", Assert.Single(shop.Types));
        Assert.Equal(["callback.forward Done", "callback.forwarded Done"], await LinesAsync(receiver));
        Assert.Single(await receiver.EventsAsync());
    }

    [Theory]
    [InlineData(500)]
    [InlineData(307)]
    public async Task Forward_NotTaken_TellsTheAnswerAndFollowsNothing(int status)
    {
        await using var elsewhere = new Shop(200);
        await using var shop = new Shop(status) { Location = elsewhere.Address };
        await using var receiver = await StartAsync(DatabaseProvider.Sqlite, shop);
        await receiver.ReceiveAsync(PlatformCallback.Sale("EP-1", 100, "RUB"));

        Assert.Equal(new(ForwardResult.Refused, status), await ForwardAsync(receiver, Actor.CommandLine, 1));

        Assert.Single(shop.Bodies);
        Assert.Empty(elsewhere.Bodies);
        Assert.Equal(["callback.forward Done", "callback.forwarded Failed"], await LinesAsync(receiver));
    }

    [Fact]
    public async Task Forward_NobodyThere_SaysThatNothingArrived()
    {
        await using var receiver = await StartAsync(DatabaseProvider.Sqlite, null, new Uri($"http://127.0.0.1:{FreePort.Next()}/"));
        await receiver.ReceiveAsync(PlatformCallback.Sale("EP-1", 100, "RUB"));

        Assert.Equal(new(ForwardResult.NotSent), await ForwardAsync(receiver, Actor.CommandLine, 1));

        Assert.Equal(["callback.forward Done", "callback.forwarded Failed"], await LinesAsync(receiver));
    }

    [Theory]
    [InlineData(Roles.Support, 386)]
    [InlineData(Roles.Operator, 386)]
    [InlineData(Roles.Admin, 402)]
    public async Task Forward_WithoutRightOrProject_SendsNothingOnRecord(string role, long project)
    {
        await using var shop = new Shop(200);
        await using var receiver = await StartAsync(DatabaseProvider.Sqlite, shop);
        await receiver.ReceiveAsync(PlatformCallback.Sale("EP-1", 100, "RUB"));
        var person = await PaymentQueriesTests.AddPersonAsync(receiver, role, project);

        Assert.Equal(ForwardResult.NotAllowed, (await ForwardAsync(receiver, person, 1)).Result);

        Assert.Empty(shop.Bodies);
        Assert.Equal(["callback.forward Refused"], await LinesAsync(receiver));
    }

    [Fact]
    public async Task Forward_ProjectWithoutAddress_SendsNothing()
    {
        await using var shop = new Shop(200);
        await using var receiver = await StartAsync(DatabaseProvider.Sqlite, shop);
        await receiver.ReceiveAsync(PlatformCallback.Sale("EP-1", 100, "RUB").Project(402));

        Assert.Equal(ForwardResult.NoTarget, (await ForwardAsync(receiver, Actor.CommandLine, 1)).Result);

        Assert.Empty(shop.Bodies);
        Assert.Empty(await LinesAsync(receiver));
    }

    [Theory]
    [InlineData("386", "ftp://shop.test/")]
    [InlineData("386", "")]
    [InlineData("386", "https://me:secret@shop.test/")]
    [InlineData("shop", "https://shop.test/")]
    public void Faults_WrongLine_NameItWithoutItsSecret(string project, string url)
    {
        var fault = Assert.Single(new ForwardTargets(new Dictionary<string, string?> { [project] = url }).Faults());

        Assert.StartsWith($"Callbacks:ForwardTo:{project}: ", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault, StringComparison.Ordinal);
    }

    private Task<Receiver> StartAsync(DatabaseProvider provider, Shop? shop, Uri? address = null)
    {
        var targets = new ForwardTargets(new Dictionary<string, string?> { ["386"] = (address ?? shop!.Address).ToString() });
        return Receiver.StartAsync(databases, provider, null, services => services.AddSingleton(targets), 386, 402);
    }

    private static Task<ForwardAnswer> ForwardAsync(Receiver receiver, Actor actor, long id) => receiver.Get<ForwardCallback>().HandleAsync(actor, id, Stop);

    private static async Task<List<string>> LinesAsync(Receiver receiver)
    {
        Assert.Null((await receiver.Get<AuditLog>().VerifyAsync(Stop)).BrokenAt);
        await using var context = receiver.OpenContext();
        var lines = await context.AuditEntries.Where(line => line.Action.StartsWith("callback.forward")).OrderBy(line => line.Id).ToListAsync(Stop);
        return [.. lines.Select(line => $"{line.Action} {line.Result}")];
    }

    /// <summary>The merchant's own system.</summary>
    private sealed class Shop : IAsyncDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly Task _serving;
        private readonly int _status;

        public Shop(int status)
        {
            _status = status;
            Address = new Uri($"http://127.0.0.1:{FreePort.Next()}/");
            _listener.Prefixes.Add(Address.ToString());
            _listener.Start();
            _serving = ServeAsync();
        }

        public Uri Address { get; }

        public Uri? Location { get; init; }

        public ConcurrentQueue<byte[]> Bodies { get; } = [];

        public ConcurrentQueue<string?> Types { get; } = [];

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _serving;
            _listener.Close();
        }

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    var exchange = await _listener.GetContextAsync();
                    using var body = new MemoryStream();
                    await exchange.Request.InputStream.CopyToAsync(body);
                    Bodies.Enqueue(body.ToArray());
                    Types.Enqueue(exchange.Request.ContentType);
                    exchange.Response.StatusCode = _status;
                    if (Location is not null)
                        exchange.Response.RedirectLocation = Location.ToString();
                    exchange.Response.Close();
                }
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
            {
                // The shop is closed.
            }
        }
    }
}
