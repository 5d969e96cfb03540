using System.Globalization;
using System.Text.Json.Nodes;
using Dashboard.Sandbox.Gate;
using Dashboard.Sandbox.State;

namespace Dashboard.Sandbox.DataApi;

/// <summary>The platform's Data API: operations of a period or of one payment (api-data, post-operations-get).</summary>
internal static class DataApiEndpoints
{
    public const int MaxLimit = 1000;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/v1/operations/get", (HttpContext context, PlatformState state, SandboxOptions options) =>
            ServeAsync(context, state, options, byPayment: false));
        app.MapPost("/v1/operations/get-by-payment", (HttpContext context, PlatformState state, SandboxOptions options) =>
            ServeAsync(context, state, options, byPayment: true));
    }

    private static async Task ServeAsync(HttpContext context, PlatformState state, SandboxOptions options, bool byPayment)
    {
        using var request = await GateRequest.ReadAsync(context);
        var query = OperationQuery.Read(request, options, byPayment, out var refusal);
        byte[] body;
        if (query is null)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            body = SignedJson.Write(new JsonObject { ["status"] = "error", ["code"] = refusal!.Code, ["message"] = refusal.Message });
        }
        else
        {
            var operations = new JsonArray([.. query.Select(state.All()).Select(o => Item(o.Payment, o.Operation, query.Zone))]);
            body = SignedJson.Sign(new JsonObject { ["operations"] = operations }, options.DataApiSecret!);
        }

        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static JsonObject Item(SandboxPayment payment, SandboxOperation operation, TimeZoneInfo zone) => new()
    {
        ["project_id"] = payment.ProjectId,
        ["payment_id"] = payment.Id,
        ["operation_id"] = operation.Id,
        ["operation_type"] = operation.Type,
        ["operation_status"] = operation.Status,
        ["operation_code"] = operation.Code.Code,
        ["request_id"] = operation.RequestId,
        ["merchant_refund_id"] = operation.MerchantRefundId,
        ["payment_method"] = payment.Method.Code,
        ["description"] = operation.Type == OperationTypes.Sale ? payment.Description : operation.Description,
        ["operation_created_at"] = Local(operation.Created, zone),
        ["operation_completed_at"] = operation.Code == PlatformCode.Awaiting ? null : Local(operation.Date, zone),
        ["initial_amount"] = operation.Amount,
        ["initial_currency"] = operation.Currency,
        ["channel_amount"] = operation.Amount,
        ["channel_currency"] = operation.Currency,
    };

    private static string Local(DateTimeOffset instant, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(instant, zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
