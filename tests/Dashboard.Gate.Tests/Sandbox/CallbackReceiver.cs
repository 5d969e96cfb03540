using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Dashboard.Gate.Tests.Sandbox;

/// <summary>A callback as it reached the merchant.</summary>
internal sealed record Received(byte[] Bytes, JsonElement Root)
{
    public string Text => Encoding.UTF8.GetString(Bytes);

    public string PaymentStatus => Root.GetProperty("payment").GetProperty("status").GetString()!;

    public JsonElement Operation => Root.GetProperty("operation");

    public string OperationStatus => Operation.GetProperty("status").GetString()!;

    public string Code => Operation.GetProperty("code").GetString()!;

    public bool IsSignedWith(string secret) =>
        Signature.Matches(Signature.CanonicalText(Root), Encoding.UTF8.GetBytes(secret), Signature.Find(Root));
}

/// <summary>The merchant's end: a real HTTP server that keeps what arrives and answers as it is told.</summary>
internal sealed class CallbackReceiver : IAsyncDisposable
{
    private readonly Channel<Received> _arrivals = Channel.CreateUnbounded<Received>();
    private readonly WebApplication _app;

    private CallbackReceiver(WebApplication app) => _app = app;

    public int Answer { get; set; } = StatusCodes.Status200OK;

    public Uri Url => new(new Uri(_app.Urls.First()), "/callbacks");

    public static async Task<CallbackReceiver> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new CallbackReceiver(app);
        app.Run(receiver.TakeAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    public async Task<Received> NextAsync() => await _arrivals.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    public bool IsEmpty => _arrivals.Reader.Count == 0;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        var bytes = buffer.ToArray();
        using var document = StrictJson.TryParse(bytes, out var fault) ?? throw new InvalidOperationException(fault);
        context.Response.StatusCode = Answer;
        await _arrivals.Writer.WriteAsync(new Received(bytes, document.RootElement.Clone()), context.RequestAborted);
    }
}
