using System.Net;
using System.Net.Sockets;

namespace Dashboard.Gate.Tests.Client;

/// <summary>Where a connection breaks decides whether the request may go out again, so each break is made on a real socket.</summary>
public sealed class GateClientWireTests
{
    private const string Secret = "s3cret";
    private static readonly GateTimes Short = new(TimeSpan.FromMilliseconds(700), TimeSpan.FromMilliseconds(700));

    [Fact]
    public async Task SendAsync_NobodyListens_IsNotSent()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var free = new Uri("http://127.0.0.1:" + ((IPEndPoint)probe.LocalEndPoint!).Port);
        Assert.Equal(new GateOutcome.NotSent("no connection"), await SendAsync(free));
    }

    [Fact]
    public async Task SendAsync_HostDoesNotExist_IsNotSent() =>
        Assert.IsType<GateOutcome.NotSent>(await SendAsync(new Uri("http://gate.invalid"), new GateTimes(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(5))));

    [Fact]
    public async Task SendAsync_TlsFails_IsNotSent()
    {
        await using var server = new WireServer(c => c.WriteAsync("this is not TLS\r\n\r\n"));
        Assert.IsType<GateOutcome.NotSent>(await SendAsync(Tls(server)));
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task SendAsync_TlsHangs_IsNotSentInTime()
    {
        await using var server = new WireServer(c => c.HangAsync());
        Assert.IsType<GateOutcome.NotSent>(await SendAsync(Tls(server), Short));
    }

    [Fact]
    public async Task SendAsync_CancelledBefore_IsNotSentAndNobodyConnects()
    {
        await using var server = WireServer.Answering(200, "{}");
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        Assert.IsType<GateOutcome.NotSent>(await new GateClient().RefundAsync(server.Address, GateClientOutcomeTests.Refund, Secret, stopped.Token));
        Assert.Equal(0, server.Connections);
    }

    [Fact]
    public async Task SendAsync_ServerClosesBeforeReading_IsUnknown()
    {
        await using var server = new WireServer(_ => Task.CompletedTask);
        await AssertUnknownAsync(server);
    }

    [Fact]
    public async Task SendAsync_ServerResetsBeforeReading_IsNeverAnAnswer()
    {
        await using var server = new WireServer(c =>
        {
            c.Reset();
            return Task.CompletedTask;
        });

        // The reset comes before or after the first write, and each has its name.
        Assert.True(await SendAsync(server.Address) is GateOutcome.NotSent or GateOutcome.Unknown);
        Assert.Equal(1, server.Connections);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SendAsync_ServerClosesAfterReading_IsUnknownAndArrivedOnce(bool reset)
    {
        await using var server = new WireServer(async c =>
        {
            await c.ReadRequestAsync();
            if (reset)
                c.Reset();
        });
        await AssertUnknownAsync(server);
        Assert.Equal(1, server.Requests);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"status\":\"success\",\"request_id\":\"x\",\"project_id\":386,\"payment_id\":\"P-1\"}")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{\"st\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n{\"status\":\"success\",\"request_id\":\"x\"")]
    [InlineData("not HTTP at all\r\n\r\n")]
    [InlineData("\0\u0001\u0002")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n")]
    public async Task SendAsync_CutOrGarbledAnswer_IsUnknownAndArrivedOnce(string answer)
    {
        await using var server = WireServer.Answering(answer);
        await AssertUnknownAsync(server);
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task SendAsync_NoAnswerInTime_IsUnknown()
    {
        await using var server = new WireServer(async c =>
        {
            await c.ReadRequestAsync();
            await c.HangAsync();
        });
        Assert.Equal(new GateOutcome.Unknown("no answer in time"), await SendAsync(server.Address, Short));
        Assert.Equal((1, 1), (server.Requests, server.Connections));
    }

    [Fact]
    public async Task SendAsync_AnswerThatDoesNotEnd_IsUnknownInTime()
    {
        await using var server = new WireServer(async c =>
        {
            await c.ReadRequestAsync();
            await c.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{");
            await c.HangAsync();
        });
        Assert.Equal(new GateOutcome.Unknown("the answer did not end in time"), await SendAsync(server.Address, Short));
    }

    [Fact]
    public async Task SendAsync_StoppedWhileWaiting_IsUnknown()
    {
        using var stop = new CancellationTokenSource();
        await using var server = new WireServer(async c =>
        {
            await c.ReadRequestAsync();
            await stop.CancelAsync();
            await c.HangAsync();
        });
        var outcome = await new GateClient().RefundAsync(server.Address, GateClientOutcomeTests.Refund, Secret, stop.Token);
        Assert.Equal(new GateOutcome.Unknown("stopped while waiting for the answer"), outcome);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SendAsync_AnswerOverTheLimit_IsUnknown(bool lengthGiven)
    {
        var body = "{\"a\":\"" + new string('x', GateClient.MaxAnswerBytes) + "\"}";
        await using var server = WireServer.Answering(lengthGiven ? WireServer.Http(200, body) : "HTTP/1.1 200 OK\r\n\r\n" + body);
        Assert.Equal(new GateOutcome.Unknown("the answer is larger than 262144 bytes"), await SendAsync(server.Address));
    }

    [Fact]
    public async Task SendAsync_ManyAtOnce_EachArrivesOnceOnItsOwnConnection()
    {
        await using var server = WireServer.Answering(200, """{"status":"success","request_id":"r","project_id":386,"payment_id":"P-1"}""");
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => SendAsync(server.Address)));
        Assert.All(outcomes, o => Assert.Equal(new GateOutcome.Accepted("r"), o));
        Assert.Equal((20, 20), (server.Requests, server.Connections));
    }

    [Theory]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("file:///x")]
    public async Task SendAsync_AddressIsNotHttp_Throws(string address) =>
        await Assert.ThrowsAsync<ArgumentException>(() => SendAsync(new Uri(address)));

    private static Uri Tls(WireServer server) => new(server.Address.AbsoluteUri.Replace("http:", "https:", StringComparison.Ordinal));

    private static async Task AssertUnknownAsync(WireServer server)
    {
        Assert.IsType<GateOutcome.Unknown>(await SendAsync(server.Address));
        Assert.Equal(1, server.Connections);
    }

    private static Task<GateOutcome> SendAsync(Uri gate, GateTimes? times = null) =>
        new GateClient(times).RefundAsync(gate, GateClientOutcomeTests.Refund, Secret, TestContext.Current.CancellationToken);
}
