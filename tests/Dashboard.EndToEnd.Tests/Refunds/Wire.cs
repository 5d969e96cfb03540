using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Dashboard.EndToEnd.Tests.Refunds;

/// <summary>The wire between a browser and the application: passes bytes on, until it is cut. Then open connections break and new ones are turned away.</summary>
internal sealed class Wire : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Uri _end;
    private readonly ConcurrentDictionary<TcpClient, bool> _open = new();
    private readonly ConcurrentBag<Task> _passing = [];
    private readonly CancellationTokenSource _gone = new();
    private readonly Task _accepting;
    private volatile bool _cut;

    public Wire(Uri end)
    {
        _end = end;
        _listener.Start();
        // The same host: what the browser keeps of the application holds on both sides of the wire.
        Address = new UriBuilder(end) { Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri;
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    public void Cut()
    {
        _cut = true;
        foreach (var one in _open.Keys)
            one.Dispose();
    }

    public void Join() => _cut = false;

    public async ValueTask DisposeAsync()
    {
        Cut();
        await _gone.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_passing);
        _gone.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_gone.IsCancellationRequested)
        {
            try
            {
                _passing.Add(PassAsync(await _listener.AcceptTcpClientAsync(_gone.Token)));
            }
            catch (Exception failure) when (failure is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task PassAsync(TcpClient browser)
    {
        using var server = new TcpClient();
        using (browser)
        {
            _open[browser] = _open[server] = true;
            try
            {
                if (_cut)
                    return;
                await server.ConnectAsync(_end.Host, _end.Port, _gone.Token);
                // Whichever end closes first closes both.
                await await Task.WhenAny(PassOnAsync(browser, server), PassOnAsync(server, browser));
            }
            catch (Exception failure) when (failure is IOException or SocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
            {
                // Cut, or closed by an end.
            }
            finally
            {
                _open.TryRemove(browser, out _);
                _open.TryRemove(server, out _);
            }
        }
    }

    private async Task PassOnAsync(TcpClient from, TcpClient to) => await from.GetStream().CopyToAsync(to.GetStream(), _gone.Token);
}
