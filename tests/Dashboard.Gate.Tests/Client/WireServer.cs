using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Dashboard.Gate.Tests.Client;

/// <summary>A server on a real socket that does with each connection exactly what a test says, and counts what arrived.</summary>
internal sealed class WireServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private int _requests;
    private int _connections;

    public WireServer(Func<Connection, Task> serve)
    {
        _listener.Start();
        _loop = ServeAsync(serve);
    }

    public Uri Address => new("http://127.0.0.1:" + ((IPEndPoint)_listener.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Requests that arrived whole.</summary>
    public int Requests => Volatile.Read(ref _requests);

    public int Connections => Volatile.Read(ref _connections);

    public string? LastRequest { get; private set; }

    /// <summary>Reads each request whole and answers with these bytes.</summary>
    public static WireServer Answering(string answer) => new(async c =>
    {
        await c.ReadRequestAsync();
        await c.WriteAsync(answer);
    });

    /// <summary>Answers with a status line and a JSON body of known length.</summary>
    public static WireServer Answering(int status, string body, string headers = "") => Answering(Http(status, body, headers));

    public static string Http(int status, string body, string headers = "") =>
        $"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{headers}\r\n{body}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task ServeAsync(Func<Connection, Task> serve)
    {
        try
        {
            while (true)
            {
                using var socket = await _listener.AcceptSocketAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                await serve(new Connection(this, socket, _stop.Token));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    internal sealed class Connection(WireServer server, Socket socket, CancellationToken stop)
    {
        public Socket Socket => socket;

        public async Task ReadRequestAsync()
        {
            var bytes = new List<byte>();
            var part = new byte[4096];
            while (true)
            {
                var read = await socket.ReceiveAsync(part, SocketFlags.None, stop);
                if (read == 0)
                    return;
                bytes.AddRange(part.AsSpan(0, read));
                var text = Encoding.UTF8.GetString([.. bytes]);
                var head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
                if (head < 0)
                    continue;
                var length = text[..head].Split("\r\n").First(h => h.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
                if (bytes.Count < head + 4 + int.Parse(length.AsSpan(15), System.Globalization.CultureInfo.InvariantCulture))
                    continue;
                server.LastRequest = text;
                Interlocked.Increment(ref server._requests);
                return;
            }
        }

        public async Task WriteAsync(string text) => await socket.SendAsync(Encoding.UTF8.GetBytes(text), SocketFlags.None, stop);

        /// <summary>Closes with a reset instead of an orderly end.</summary>
        public void Reset() => socket.LingerState = new LingerOption(true, 0);

        /// <summary>Says nothing until the client gives up.</summary>
        public async Task HangAsync()
        {
            var part = new byte[4096];
            while (await socket.ReceiveAsync(part, SocketFlags.None, stop) > 0)
            {
            }
        }
    }
}
