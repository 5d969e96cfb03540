using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Dashboard.Sandbox.Faults;
using Dashboard.Sandbox.Ledger;
using Dashboard.Sandbox.State;

namespace Dashboard.Sandbox.Gate;

/// <summary>Where requests come in: writes each into the ledger, has it answered, and lets faults happen on the way.</summary>
internal sealed class GateDoor(
    SandboxOptions options, PlatformState state, GateRules rules, FaultBox faults, RequestLedger ledger, IHostApplicationLifetime lifetime)
{
    public async Task ServeAsync(HttpContext context, string endpoint, string? method)
    {
        if (faults.TakeBlind(endpoint) is { } blind)
        {
            Record(context, endpoint, null, null, blind);
            context.Abort();
            return;
        }

        using var request = await GateRequest.ReadAsync(context);
        var fault = faults.TakeForRequest(endpoint, request.ProjectId, request.PaymentId);
        if (fault is { Kind: FaultKind.Delay, Taken: false })
            await Task.Delay(TimeSpan.FromMilliseconds(fault.DelayMs), options.TimeProvider, context.RequestAborted);
        if (fault is not null && HappensUntaken(fault))
        {
            Record(context, endpoint, request, null, fault);
            await SpoilAsync(context, fault, null);
            return;
        }

        var answer = await rules.AnswerAsync(endpoint, method, request, fault, context.RequestAborted);
        Record(context, endpoint, request, answer, fault);
        if (answer is { Refusal: { } refusal, RequestId: { } requestId } && request.ProjectId is { } projectId)
            state.Remember(new RefusedRequest(requestId, projectId, request.PaymentId ?? "", refusal));
        state.Touch();

        var afterwards = answer.Afterwards;
        if (answer.Beforehand is { } beforehand && faults.TakeBeforeAnswer(endpoint, request.ProjectId, request.PaymentId) is not null)
        {
            await beforehand();
            afterwards = null;
        }

        if (fault is { Kind: FaultKind.HangAfterTaking } or { Kind: FaultKind.Delay, Taken: true })
        {
            // The asker hears nothing or hears it late, but the platform works on.
            afterwards?.Invoke();
            afterwards = null;
        }

        try
        {
            await SpoilAsync(context, fault, answer);
        }
        finally
        {
            afterwards?.Invoke();
        }
    }

    private static bool HappensUntaken(Fault fault) => fault.Kind switch
    {
        FaultKind.DropBeforeReading or FaultKind.HangBeforeTaking => true,
        FaultKind.Redirect or FaultKind.TooManyRequests or FaultKind.ServerError or FaultKind.Unavailable => !fault.Taken,
        _ => false,
    };

    /// <summary>Writes the answer, or what the fault makes of it.</summary>
    private async Task SpoilAsync(HttpContext context, Fault? fault, GateAnswer? answer)
    {
        switch (fault?.Kind)
        {
            case FaultKind.DropBeforeReading or FaultKind.DropAfterTaking:
                context.Abort();
                return;
            case FaultKind.HangBeforeTaking or FaultKind.HangAfterTaking:
                await HangAsync(context);
                return;
            case FaultKind.Redirect:
                context.Response.Headers.Location = context.Request.Path + "?again=1";
                await WriteAsync(context, StatusCodes.Status307TemporaryRedirect, []);
                return;
            case FaultKind.TooManyRequests:
                context.Response.Headers.RetryAfter = "1";
                await WriteAsync(context, StatusCodes.Status429TooManyRequests, []);
                return;
            case FaultKind.Unavailable:
                context.Response.Headers.RetryAfter = "1";
                await WriteAsync(context, StatusCodes.Status503ServiceUnavailable, []);
                return;
            case FaultKind.ServerError:
                await WriteAsync(context, StatusCodes.Status500InternalServerError, "<html>Internal Server Error</html>"u8.ToArray());
                return;
            case FaultKind.GarbageAnswer:
                await WriteAsync(context, StatusCodes.Status200OK, "{\"status\":\"succ\u0000\xff<html>"u8.ToArray());
                return;
        }

        if (fault is { Kind: FaultKind.Delay, Taken: true })
            await Task.Delay(TimeSpan.FromMilliseconds(fault.DelayMs), options.TimeProvider, context.RequestAborted);
        var body = Bytes(answer!, fault);
        if (fault?.Kind == FaultKind.CutAnswer)
            await CutAsync(context, answer!.HttpStatus, body);
        else
            await WriteAsync(context, answer!.HttpStatus, body);
    }

    private static byte[] Bytes(GateAnswer answer, Fault? fault)
    {
        var body = (JsonObject)answer.Body.DeepClone();
        if (fault?.Kind == FaultKind.ForeignIds)
        {
            body["project_id"] = 1;
            body["payment_id"] = "someone-elses-payment";
            if (body["payment"] is JsonObject payment)
                payment["id"] = "someone-elses-payment";
        }

        if (fault?.Kind == FaultKind.WrongAnswerSignature)
            return SignedJson.Sign(body, Convert.ToHexString(RandomNumberGenerator.GetBytes(32)));
        return answer.Secret is { } secret ? SignedJson.Sign(body, secret) : SignedJson.Write(body);
    }

    private static async Task WriteAsync(HttpContext context, int status, byte[] body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body);
        await context.Response.CompleteAsync();
    }

    private static async Task CutAsync(HttpContext context, int status, byte[] body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2));
        await context.Response.Body.FlushAsync();
        context.Abort();
    }

    private async Task HangAsync(HttpContext context)
    {
        var over = new TaskCompletionSource();
        await using var aborted = context.RequestAborted.Register(() => over.TrySetResult());
        await using var stopping = lifetime.ApplicationStopping.Register(() => over.TrySetResult());
        await over.Task;
        context.Abort();
    }

    private void Record(HttpContext context, string endpoint, GateRequest? request, GateAnswer? answer, Fault? fault) =>
        ledger.Add(new LedgerEntry
        {
            Time = options.TimeProvider.GetUtcNow(),
            Endpoint = endpoint,
            Path = context.Request.Path,
            ProjectId = request?.ProjectId,
            PaymentId = request?.PaymentId,
            Amount = answer?.Taken?.Amount ?? request?.Integer("payment", "amount"),
            Currency = answer?.Taken?.Currency ?? request?.Text("payment", "currency"),
            MerchantRefundId = request?.MerchantRefundId,
            RequestId = answer?.RequestId,
            Accepted = answer is { Refusal: null },
            Code = answer?.Refusal?.Code,
            Fault = fault?.Kind.ToString(),
        });
}
