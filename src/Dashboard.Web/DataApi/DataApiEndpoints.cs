using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Dashboard.Core.Access;
using Dashboard.Core.Exports;
using Dashboard.Gate;
using Microsoft.AspNetCore.Http.Features;

namespace Dashboard.Web.DataApi;

/// <summary>
/// The Data API: the merchant's own programs read operations here as they would from the platform. The token and the signature in the body are
/// the proof; cookies do not count.
/// </summary>
public static class DataApiEndpoints
{
    public const int MostBytes = 64 * 1024;

    public static void MapDataApi(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/data-api/v1/operations/get", (HttpContext context, ApiTokenGate gate, OperationFeed feed) =>
            ServeAsync(context, gate, feed, byPayment: false)).AllowAnonymous().DisableAntiforgery();
        endpoints.MapPost("/data-api/v1/operations/get-by-payment", (HttpContext context, ApiTokenGate gate, OperationFeed feed) =>
            ServeAsync(context, gate, feed, byPayment: true)).AllowAnonymous().DisableAntiforgery();
    }

    private static async Task ServeAsync(HttpContext context, ApiTokenGate gate, OperationFeed feed, bool byPayment)
    {
        var cancellationToken = context.RequestAborted;
        if (await ReadAsync(context, cancellationToken) is not { } body)
            return;
        using var document = StrictJson.TryParse(body, out var fault);
        if (document is null)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "malformed_json", $"body: {fault}; send one JSON object");
            return;
        }

        var root = document.RootElement;
        var token = root.TryGetProperty("token"u8, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
        var caller = await gate.OpenAsync(token, Signature.Find(root), Signature.CanonicalText(root),
            context.Connection.RemoteIpAddress?.ToString(), cancellationToken);
        if (caller is null)
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, "forbidden", "token, signature: one of them is wrong, or the token has ended");
            return;
        }

        if (OperationsRequest.Read(root, byPayment, out fault) is not { } request)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "invalid_parameter", fault!);
            return;
        }

        var page = await feed.ReadAsync(
            request.Filter, caller.Scope, request.PaymentId, request.After, request.Offset, request.Limit, cancellationToken);
        await AnswerAsync(context, page, request, caller.Secret);
    }

    /// <summary>Reads the body within its limit; null when the refusal has been sent.</summary>
    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = MostBytes;
        using var body = new MemoryStream();
        try
        {
            await context.Request.Body.CopyToAsync(body, cancellationToken);
            if (body.Length <= MostBytes)
                return body.ToArray();
            await RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, "too_large", $"body: is larger than {MostBytes} bytes; ask for less");
        }
        catch (BadHttpRequestException refused)
        {
            await RefuseAsync(context, refused.StatusCode, "malformed_request", "body: could not be read");
        }
        catch (IOException)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "malformed_request", "body: could not be read");
        }

        return null;
    }

    private static async Task AnswerAsync(HttpContext context, OperationPage page, OperationsRequest request, byte[] secret)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("operations");
            foreach (var item in page.Items)
                OperationJson.Write(json, item, request);
            json.WriteEndArray();
            if (page.Next is { } next)
                json.WriteString("next", next.ToString(CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        string signature;
        using (var document = StrictJson.TryParse(buffer.WrittenMemory, out _))
            signature = Signature.Sign(Signature.CanonicalText(document!.RootElement), secret);
        // The signature goes in before the closing brace of what was signed.
        Prepare(context, StatusCodes.Status200OK);
        var answer = context.Response.BodyWriter;
        answer.Write(buffer.WrittenSpan[..^1]);
        answer.Write(",\"signature\":\""u8);
        answer.Write(System.Text.Encoding.ASCII.GetBytes(signature));
        answer.Write("\"}"u8);
        await answer.FlushAsync(context.RequestAborted);
    }

    private static async Task RefuseAsync(HttpContext context, int status, string code, string message)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("status", "error");
            json.WriteString("code", code);
            json.WriteString("message", message);
            json.WriteEndObject();
        }

        Prepare(context, status);
        await context.Response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted);
    }

    private static void Prepare(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
    }
}
