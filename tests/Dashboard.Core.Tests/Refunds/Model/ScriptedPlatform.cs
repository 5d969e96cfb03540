using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dashboard.Core.Tests.Refunds.Model;

/// <summary>
/// The process border of the histories: a platform on the loopback that answers from memory exactly as scripted, accepts every amount, and
/// remembers what truly arrived. The client in front of it is the real one, over real connections.
/// </summary>
public sealed class ScriptedPlatform : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ScriptedPayment> _payments = new(StringComparer.Ordinal);
    private readonly WebApplication _server;

    private ScriptedPlatform()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.Run(AnswerAsync);
    }

    public string Address => _server.Urls.First();

    /// <summary>Called while a request waits for its answer.</summary>
    public Func<byte[], Task>? Deliver { get; set; }

    /// <summary>Called when a status request has arrived, before anything else.</summary>
    public Action<ScriptedPayment>? Asked { get; set; }

    /// <summary>Called when a refund request has arrived, before anything else.</summary>
    public Action<ScriptedPayment, Arrival>? Arrived { get; set; }

    public static async Task<ScriptedPlatform> StartAsync()
    {
        var platform = new ScriptedPlatform();
        await platform._server.StartAsync();
        return platform;
    }

    public ScriptedPayment Add(ScriptedPayment payment) => _payments[payment.Id] = payment;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var request = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var root = request.RootElement;
        var payment = _payments[root.GetProperty("general").GetProperty("payment_id").GetString()!];
        if (context.Request.Path.Value!.EndsWith("/status", StringComparison.Ordinal))
        {
            await AnswerStatusAsync(context, payment);
        }
        else if (context.Request.Path.Value!.EndsWith("/status/request", StringComparison.Ordinal))
        {
            payment.RequestQuestions++;
            await WriteAsync(context, 200, payment.Status(root.GetProperty("general").GetProperty("request_id").GetString()));
        }
        else
        {
            await AnswerRefundAsync(context, payment, root.GetProperty("payment"));
        }
    }

    private async Task AnswerStatusAsync(HttpContext context, ScriptedPayment payment)
    {
        payment.StatusRequests++;
        Asked?.Invoke(payment);
        if (payment.StatusDoor is { } door)
            await door.WaitAsync(context.RequestAborted);
        switch (payment.StatusReply)
        {
            case StatusReply.ServerError:
                await WriteAsync(context, 500, []);
                break;
            case StatusReply.Drop:
                context.Abort();
                break;
            default:
                var status = payment.Status();
                if (payment.StatusMade is { } made)
                    await made();
                await WriteAsync(context, 200, status);
                break;
        }
    }

    private async Task AnswerRefundAsync(HttpContext context, ScriptedPayment payment, JsonElement asked)
    {
        var reply = payment.Replies.TryDequeue(out var next) ? next : Reply.Ok;
        var taken = reply is not (Reply.Refuse or Reply.DropUntaken or Reply.Redirect or Reply.ServerErrorUntaken or Reply.UnavailableUntaken or Reply.TooManyUntaken
            or Reply.Forbidden);
        var arrival = new Arrival(
            Guid.Parse(asked.GetProperty("merchant_refund_id").GetString()!), payment.Id, asked.GetProperty("amount").GetInt64(),
            asked.GetProperty("currency").GetString()!, taken);
        Arrived?.Invoke(payment, arrival);
        payment.Arrivals.Add(arrival);
        var late = reply is Reply.DropTakenLate or Reply.UnavailableTakenLate;
        var operation = taken ? payment.Take(arrival.RefundId, arrival.Amount, late) : null;
        if (reply == Reply.CallbackFirst && Deliver is { } deliver)
        {
            payment.Decide(operation!, success: true);
            await deliver(payment.Callbacks[^1]);
        }

        await AnswerAsync(context, payment, reply, operation);
    }

    private static Task AnswerAsync(HttpContext context, ScriptedPayment payment, Reply reply, ScriptedOperation? operation)
    {
        switch (reply)
        {
            case Reply.DropUntaken or Reply.DropTaken or Reply.DropTakenLate:
                context.Abort();
                return Task.CompletedTask;
            case Reply.Redirect:
                context.Response.Headers.Location = context.Request.Path + "?again=1";
                return WriteAsync(context, 307, []);
            case Reply.ServerErrorUntaken or Reply.ServerErrorTaken:
                return WriteAsync(context, 500, "<html>"u8.ToArray());
            case Reply.UnavailableUntaken or Reply.UnavailableTaken or Reply.UnavailableTakenLate:
                return WriteAsync(context, 503, []);
            case Reply.TooManyUntaken:
                return WriteAsync(context, 429, []);
            case Reply.Forbidden:
                return WriteAsync(context, 403, []);
            case Reply.GarbageTaken:
                return WriteAsync(context, 200, "{\"status\":\"succ"u8.ToArray());
            case Reply.Refuse:
                return WriteAsync(context, 400, JsonSerializer.SerializeToUtf8Bytes(Refusal(payment)));
        }

        var answer = new JsonObject
        {
            ["status"] = "success",
            ["request_id"] = operation!.RequestId,
            ["project_id"] = 386,
            ["payment_id"] = reply == Reply.ForeignIdsTaken ? "another" : payment.Id,
        };
        var body = ScriptedPayment.Sign(answer, reply == Reply.BadSignatureTaken ? "another key" : payment.Secret);
        return reply == Reply.CutTaken ? CutAsync(context, body) : WriteAsync(context, 200, body);
    }

    private static JsonObject Refusal(ScriptedPayment payment)
    {
        var refusal = new JsonObject { ["status"] = "error", ["code"] = payment.RefusalCode, ["message"] = "Refused" };
        if (payment.RefusalsNamed)
            (refusal["project_id"], refusal["payment_id"]) = (386, payment.Id);
        return refusal;
    }

    private static async Task WriteAsync(HttpContext context, int status, byte[] body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static async Task CutAsync(HttpContext context, byte[] body)
    {
        context.Response.StatusCode = 200;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        context.Abort();
    }
}
