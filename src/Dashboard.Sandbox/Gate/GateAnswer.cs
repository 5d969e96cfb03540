using System.Text.Json.Nodes;
using Dashboard.Sandbox.State;

namespace Dashboard.Sandbox.Gate;

/// <summary>What the platform says to a request, and what it does afterwards.</summary>
internal sealed record GateAnswer
{
    public required int HttpStatus { get; init; }

    public required JsonObject Body { get; init; }

    /// <summary>The key of an answer that holds payment data; others are unsigned (en_Gate_Authentication).</summary>
    public string? Secret { get; init; }

    public PlatformCode? Refusal { get; init; }

    public string? RequestId { get; init; }

    /// <summary>The amount that was taken on, minor units, with its currency.</summary>
    public (long Amount, string Currency)? Taken { get; init; }

    /// <summary>Follows once the answer is out.</summary>
    public Action? Afterwards { get; init; }

    /// <summary>Does the same before the answer, up to the first attempt of the callback.</summary>
    public Func<Task>? Beforehand { get; init; }

    /// <summary>The request was taken on; its result follows by callback (en_faq_payment_result).</summary>
    public static GateAnswer Accepted(SandboxPayment payment, SandboxOperation operation) => new()
    {
        HttpStatus = StatusCodes.Status200OK,
        Body = new JsonObject
        {
            ["status"] = "success",
            ["request_id"] = operation.RequestId,
            ["project_id"] = payment.ProjectId,
            ["payment_id"] = payment.Id,
        },
        RequestId = operation.RequestId,
        Taken = (operation.Amount, operation.Currency),
    };

    /// <summary>The request was refused; <paramref name="field"/> names the member at fault, when there is one.</summary>
    public static GateAnswer Refused(PlatformCode code, GateRequest request, string? field = null)
    {
        var requestId = PlatformState.NewId();
        var body = new JsonObject { ["status"] = "error", ["code"] = code.Code, ["message"] = code.Message, ["request_id"] = requestId };
        if (request.ProjectId is { } project)
            body["project_id"] = project;
        if (request.PaymentId is { } payment)
            body["payment_id"] = payment;
        if (field is not null)
        {
            body["errors"] = new JsonArray(new JsonObject
            {
                ["code"] = code.Code,
                ["field"] = field,
                ["message"] = code.Message,
                ["description"] = $"Check {field}.",
            });
        }

        return new GateAnswer { HttpStatus = StatusCodes.Status400BadRequest, Body = body, Refusal = code, RequestId = requestId };
    }
}
