using System.Security.Claims;
using Dashboard.Core.Exports;
using Dashboard.Core.Refunds.Batches;
using Dashboard.Web.Access;
using Microsoft.Net.Http.Headers;

namespace Dashboard.Web.Refunds.Batches;

/// <summary>Files of batches: <c>/refunds/batches/template.csv</c> and <c>/refunds/batches/{id}/result.csv</c>, in the same way <c>.xlsx</c>.</summary>
public static class BatchEndpoints
{
    public static void MapRefundBatches(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/refunds/batches/template.{format:regex(^(csv|xlsx)$)}", TemplateAsync).RequireAuthorization();
        endpoints.MapGet("/refunds/batches/{id:guid}/result.{format:regex(^(csv|xlsx)$)}", ResultAsync).RequireAuthorization();
    }

    private static Task TemplateAsync(HttpContext context, string format) =>
        RefundBatchFiles.WriteTemplateAsync(FormatOf(format), Begin(context, "refunds", format), context.RequestAborted);

    private static async Task ResultAsync(HttpContext context, Guid id, string format, RefundBatchFiles files, ClaimsPrincipal principal)
    {
        // A foreign page may not make the browser of a member of staff fetch a file, even though it could not read it.
        if (context.Request.Headers["Sec-Fetch-Site"] is [{ } site] && site is "cross-site")
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        var actor = CurrentUser.ActorOf(principal, context.Connection.RemoteIpAddress?.ToString());
        if (!await files.WriteResultAsync(actor, id, FormatOf(format), () => Begin(context, $"refund-batch-{id:N}", format), context.RequestAborted))
            context.Response.StatusCode = StatusCodes.Status404NotFound;
    }

    private static Stream Begin(HttpContext context, string name, string format)
    {
        context.Response.ContentType = format == "csv" ? "text/csv; charset=utf-8" : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName($"{name}.{format}");
        context.Response.Headers.ContentDisposition = disposition.ToString();
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.Body;
    }

    private static ExportFormat FormatOf(string format) => format == "csv" ? ExportFormat.Csv : ExportFormat.Xlsx;
}
