using System.Buffers;
using Dashboard.Core.Callbacks;
using Microsoft.AspNetCore.Http.Features;

namespace Dashboard.Web.Callbacks;

/// <summary>
/// Where the platform posts its callbacks. Anonymous by nature: the signature in the body is the proof. The platform takes exactly 200 for
/// delivered and tries everything else again, so content never causes a 5xx.
/// </summary>
public static class CallbackEndpoints
{
    /// <summary>A body that is not complete by then is given up.</summary>
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(10);

    public static void MapCallbacks(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/callbacks", (HttpContext context, CallbackIntake intake, CallbackRejections rejections) =>
            ReceiveAsync(context, intake, rejections, null)).AllowAnonymous().DisableAntiforgery();
        endpoints.MapPost("/callbacks/{projectId:long}", (HttpContext context, long projectId, CallbackIntake intake, CallbackRejections rejections) =>
            ReceiveAsync(context, intake, rejections, projectId)).AllowAnonymous().DisableAntiforgery();
        foreach (var path in (ReadOnlySpan<string>)["/callbacks", "/callbacks/{projectId:long}"])
            endpoints.Map(path, OnlyPost).AllowAnonymous().DisableAntiforgery();
    }

    private static IResult OnlyPost(HttpContext context)
    {
        context.Response.Headers.Allow = HttpMethods.Post;
        return Results.StatusCode(StatusCodes.Status405MethodNotAllowed);
    }

    private static async Task<IResult> ReceiveAsync(HttpContext context, CallbackIntake intake, CallbackRejections rejections, long? projectId)
    {
        var source = context.Connection.RemoteIpAddress?.ToString();
        var request = context.Request;
        if (request.Headers.ContentEncoding is [{ Length: > 0 } encoding, ..] && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            rejections.Add(RejectionReason.Compressed, projectId, source, encoding, []);
            return Results.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = CallbackIntake.MostBytes;
        var buffer = ArrayPool<byte>.Shared.Rent(request.ContentLength is { } told and > 0 and <= CallbackIntake.MostBytes ? (int)told + 1 : 4096);
        try
        {
            (buffer, var length, var refusal) = await ReadAsync(request, buffer, context.RequestAborted);
            if (refusal is { } status)
            {
                rejections.Add(ReasonOf(status), projectId, source, null, buffer.AsSpan(0, length));
                context.Response.Headers.Connection = "close";
                return Results.StatusCode(status);
            }

            return await intake.ReceiveAsync(buffer.AsMemory(0, length), projectId, source, CancellationToken.None) switch
            {
                IntakeAnswer.Stored => Results.StatusCode(StatusCodes.Status200OK),
                IntakeAnswer.Malformed => Results.StatusCode(StatusCodes.Status400BadRequest),
                IntakeAnswer.Forbidden => Results.StatusCode(StatusCodes.Status403Forbidden),
                IntakeAnswer.Unavailable => ComeAgain(context),
                var other => throw new InvalidOperationException($"Unknown answer {other}."),
            };
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads the whole body within the limits of size and time.</summary>
    private static async Task<(byte[] Buffer, int Length, int? Refusal)> ReadAsync(HttpRequest request, byte[] buffer, CancellationToken aborted)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        time.CancelAfter(MostTime);
        var length = 0;
        try
        {
            while (true)
            {
                if (length == buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                    buffer.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }

                var read = await request.Body.ReadAsync(buffer.AsMemory(length), time.Token);
                if (read == 0)
                    return (buffer, length, null);
                length += read;
                if (length > CallbackIntake.MostBytes)
                    return (buffer, 0, StatusCodes.Status413PayloadTooLarge);
            }
        }
        catch (BadHttpRequestException refused)
        {
            return (buffer, 0, refused.StatusCode);
        }
        catch (OperationCanceledException)
        {
            return (buffer, 0, StatusCodes.Status408RequestTimeout);
        }
        catch (IOException)
        {
            // A broken chunk header arrives as this; the bytes are the sender's fault.
            return (buffer, 0, StatusCodes.Status400BadRequest);
        }
    }

    private static RejectionReason ReasonOf(int status) => status switch
    {
        StatusCodes.Status413PayloadTooLarge => RejectionReason.TooLarge,
        StatusCodes.Status408RequestTimeout => RejectionReason.TooSlow,
        _ => RejectionReason.Malformed,
    };

    private static IResult ComeAgain(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "10";
        return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
    }
}
