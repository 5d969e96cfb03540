using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace Dashboard.Gate;

/// <summary>
/// One POST on one connection of its own, at most once: no pool, no redirects (a followed 307 sends the request again), no cookies, no proxy, no
/// retries. Every end is a value; only faults in the call itself throw.
/// </summary>
internal static class Wire
{
    public static async Task<WireAnswer> PostAsync(Uri address, ReadOnlyMemory<byte> body, GateTimes times, int maxAnswerBytes, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return new WireAnswer.NotSent("stopped before sending");
        var gate = new SendGate();
        int? status = null;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(times.Total);
        try
        {
            using var client = NewClient(gate, times.Connect);
            using var request = NewRequest(address, body);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            status = (int)response.StatusCode;
            var answer = await ReadAsync(response, maxAnswerBytes, limit.Token);
            return answer is null
                ? new WireAnswer.Lost(string.Create(CultureInfo.InvariantCulture, $"the answer is larger than {maxAnswerBytes} bytes"), status)
                : new WireAnswer.Received(status.Value, RetryAfter(response), answer);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or SocketException)
        {
            var reason = Reason(e, status, cancellationToken.IsCancellationRequested, limit.IsCancellationRequested);
            return gate.TrySeal() ? new WireAnswer.NotSent(reason) : new WireAnswer.Lost(reason, status);
        }
    }

    private static HttpClient NewClient(SendGate gate, TimeSpan connectTimeout)
    {
        var connections = 0;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = connectTimeout,
            MaxConnectionsPerServer = 1,
            PooledConnectionLifetime = TimeSpan.Zero,
            ActivityHeadersPropagator = null,
            ConnectCallback = async (context, cancellationToken) =>
            {
                // A second connection could only serve a hidden second attempt.
                if (Interlocked.Increment(ref connections) > 1)
                    throw new IOException("A second connection for one request was refused.");
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                try
                {
                    await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
            PlaintextStreamFilter = (context, _) => ValueTask.FromResult<Stream>(new WatchedStream(context.PlaintextStream, gate)),
        };
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    private static HttpRequestMessage NewRequest(Uri address, ReadOnlyMemory<byte> body)
    {
        var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = content,
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.ConnectionClose = true;
        request.Headers.ExpectContinue = false;
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return request;
    }

    private static async Task<byte[]?> ReadAsync(HttpResponseMessage response, int maxBytes, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > maxBytes)
            return null;
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var body = new MemoryStream();
        var part = new byte[8192];
        int read;
        while ((read = await stream.ReadAsync(part, cancellationToken)) > 0)
        {
            if (body.Length + read > maxBytes)
                return null;
            body.Write(part, 0, read);
        }

        return body.ToArray();
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter?.Delta;

    private static string Reason(Exception e, int? status, bool stopped, bool late)
    {
        if (stopped)
            return "stopped while waiting for the answer";
        if (late)
            return status is null ? "no answer in time" : "the answer did not end in time";
        return e switch
        {
            HttpRequestException { HttpRequestError: var error and not HttpRequestError.Unknown } => Words(error),
            OperationCanceledException => "no connection in time",
            _ => status is null ? "the connection broke before the answer" : "the answer broke off",
        };
    }

    private static string Words(HttpRequestError error) => error switch
    {
        HttpRequestError.NameResolutionError => "the host name does not resolve",
        HttpRequestError.ConnectionError => "no connection",
        HttpRequestError.SecureConnectionError => "no trusted TLS connection",
        HttpRequestError.ResponseEnded => "the connection closed before the whole answer",
        HttpRequestError.InvalidResponse => "the answer is not HTTP",
        HttpRequestError.ConfigurationLimitExceeded => "the answer's headers are too long",
        _ => "HTTP failed: " + error,
    };
}
