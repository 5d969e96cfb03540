using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Dashboard.TestKit;

/// <summary>A message as the sink took it: the envelope, and the text after DATA as it came (headers and body, still encoded).</summary>
public sealed record ReceivedMail(string From, IReadOnlyList<string> To, string Text);

/// <summary>
/// A small SMTP server on a free port of the loopback: EHLO, AUTH LOGIN, MAIL, RCPT, DATA. With a user and a password it refuses mail from whoever
/// has not signed in. No TLS.
/// </summary>
public sealed class SmtpSink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<ReceivedMail> _mails = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly ConcurrentBag<Task> _sessions = [];
    private readonly (string User, string Password)? _login;
    private readonly Task _accepting;
    private int _taken;

    public SmtpSink((string User, string Password)? login = null)
    {
        _login = login;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Recipients the server answers with 550.</summary>
    public ConcurrentDictionary<string, bool> Refused { get; } = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<ReceivedMail> Mails => [.. _mails];

    /// <summary>The next mail that nobody has taken yet; waits for it.</summary>
    public async Task<ReceivedMail> NextAsync(CancellationToken cancellationToken)
    {
        await _arrived.WaitAsync(cancellationToken);
        _taken++;
        return _mails.ElementAt(_taken - 1);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_sessions);
        _stop.Dispose();
        _arrived.Dispose();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _sessions.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The sink was disposed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                // Latin-1 keeps every byte as it came.
                using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
                await using var writer = new StreamWriter(client.GetStream(), Encoding.Latin1) { NewLine = "\r\n", AutoFlush = true };
                await TalkAsync(reader, writer);
            }
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The client hung up, or the sink was disposed.
        }
    }

    private async Task TalkAsync(StreamReader reader, StreamWriter writer)
    {
        var signedIn = _login is null;
        var from = "";
        List<string> to = [];
        await writer.WriteLineAsync("220 sink");
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            var verb = line.Split(' ', ':')[0].ToUpperInvariant();
            switch (verb)
            {
                case "EHLO":
                    await writer.WriteLineAsync("250-sink");
                    await writer.WriteLineAsync("250 AUTH LOGIN");
                    break;
                case "HELO" or "NOOP" or "RSET":
                    await writer.WriteLineAsync("250 OK");
                    break;
                case "AUTH":
                    signedIn = await SignInAsync(line, reader, writer);
                    await writer.WriteLineAsync(signedIn ? "235 OK" : "535 Authentication failed");
                    break;
                case "MAIL" when !signedIn:
                    await writer.WriteLineAsync("530 Authentication required");
                    break;
                case "MAIL":
                    (from, to) = (Address(line), []);
                    await writer.WriteLineAsync("250 OK");
                    break;
                case "RCPT" when Refused.ContainsKey(Address(line)):
                    await writer.WriteLineAsync("550 No such mailbox");
                    break;
                case "RCPT":
                    to.Add(Address(line));
                    await writer.WriteLineAsync("250 OK");
                    break;
                case "DATA":
                    await writer.WriteLineAsync("354 End with a dot");
                    _mails.Enqueue(new ReceivedMail(from, to, await ReadDataAsync(reader)));
                    _arrived.Release();
                    await writer.WriteLineAsync("250 Kept");
                    break;
                case "QUIT":
                    await writer.WriteLineAsync("221 Bye");
                    return;
                default:
                    await writer.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"502 {verb} is not known here"));
                    break;
            }
        }
    }

    private async Task<bool> SignInAsync(string line, StreamReader reader, StreamWriter writer)
    {
        // The client may send the user's name with the command.
        var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var user = parts.Length > 2 ? parts[2] : await AskAsync("VXNlcm5hbWU6", reader, writer);
        var password = await AskAsync("UGFzc3dvcmQ6", reader, writer);
        return _login is null || (Decode(user) == _login.Value.User && Decode(password) == _login.Value.Password);
    }

    private async Task<string> AskAsync(string prompt, StreamReader reader, StreamWriter writer)
    {
        await writer.WriteLineAsync("334 " + prompt);
        return await reader.ReadLineAsync(_stop.Token) ?? "";
    }

    private async Task<string> ReadDataAsync(StreamReader reader)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync(_stop.Token) is { } line && line != ".")
            text.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        return text.ToString();
    }

    private static string Decode(string base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64));

    private static string Address(string line)
    {
        var start = line.IndexOf('<', StringComparison.Ordinal) + 1;
        var end = line.IndexOf('>', StringComparison.Ordinal);
        return start > 0 && end >= start ? line[start..end] : line;
    }
}
