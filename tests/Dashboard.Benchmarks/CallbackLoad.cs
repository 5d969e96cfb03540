using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Dashboard.Benchmarks;

/// <summary>
/// Posts bodies over so many connections, each sending its next request once the last was answered. Requests are made ready before the measurement
/// and answers only looked at for their status, so that the senders, who share the processors with the application, cost it little.
/// </summary>
internal static class CallbackLoad
{
    public static byte[] Request(Uri address, byte[] body)
    {
        var head = string.Create(CultureInfo.InvariantCulture,
            $"POST /callbacks HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n");
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }

    /// <exception cref="InvalidOperationException">An answer was not 200.</exception>
    public static async Task SendAsync(Uri address, byte[][] requests, int connections)
    {
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, connections).Select(async _ =>
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, address.Port);
            var answer = new byte[4096];
            int index;
            while ((index = Interlocked.Increment(ref next)) < requests.Length)
            {
                await socket.SendAsync(requests[index]);
                await ReadAnswerAsync(socket, answer);
            }
        }));
    }

    private static async Task ReadAnswerAsync(Socket socket, byte[] buffer)
    {
        var length = 0;
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length));
            length += read;
            var answer = buffer.AsSpan(0, length);
            var head = answer.IndexOf("\r\n\r\n"u8);
            if (head >= 0)
            {
                if (!answer.StartsWith("HTTP/1.1 200 "u8) || answer[..head].IndexOf("Content-Length: 0"u8) < 0 || length != head + 4)
                    throw new InvalidOperationException($"Not 200 without a body: {Encoding.ASCII.GetString(answer)}");
                return;
            }

            if (read == 0 || length == buffer.Length)
                throw new InvalidOperationException("The connection ended in the middle of an answer.");
        }
    }
}
