using System.Security.Claims;
using Dashboard.Core.Exports;
using Dashboard.Core.Operations;
using Dashboard.Core.Payments;
using Dashboard.Web.Access;
using Dashboard.Web.Operations;
using Dashboard.Web.Payments;
using Dashboard.Web.Shell;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Dashboard.Web.Exports;

/// <summary>
/// Files of what a list shows: <c>/exports/payments.csv</c> with the list's own query string, in the same way <c>.xlsx</c> and <c>operations</c>.
/// <c>zone</c> may name another time zone than the viewer's.
/// </summary>
public static class ExportEndpoints
{
    public static void MapExports(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/exports/{subject:regex(^(payments|operations)$)}.{format:regex(^(csv|xlsx)$)}", ServeAsync).RequireAuthorization();
    }

    private static async Task ServeAsync(
        HttpContext context, string subject, string format, Exporter exporter, PastedLists lists, TimeProvider clock, ClaimsPrincipal principal)
    {
        var aborted = context.RequestAborted;
        // A foreign page may not make the browser of a member of staff fetch a file, even though it could not read it.
        if (context.Request.Headers["Sec-Fetch-Site"] is [{ } site] && site is "cross-site")
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        var query = context.Request.Query;
        var name = query["zone"] is [{ } asked, ..] ? asked : Viewer.From(context).Zone;
        if (!Viewer.IsZone(name))
        {
            await RefuseAsync(context, "zone: is not known; use an IANA name such as Europe/Riga.");
            return;
        }

        var zone = TimeZoneInfo.FindSystemTimeZoneById(name);
        var values = query.SelectMany(pair => pair.Value.Select(value => KeyValuePair.Create(pair.Key, value ?? "")));
        var (request, faults) = Read(subject, format == "csv" ? ExportFormat.Csv : ExportFormat.Xlsx, values, zone, clock.GetUtcNow());
        // A file that silently holds more than was asked for would be believed.
        if (faults.Count > 0)
        {
            await RefuseAsync(context, string.Join(Environment.NewLine, faults));
            return;
        }

        if (Listed(request, [.. values], lists, zone, clock.GetUtcNow()) is not { } listed)
        {
            await RefuseAsync(context, "list: what was pasted or selected is no longer kept; paste or select it again.");
            return;
        }

        request = listed;

        var actor = CurrentUser.ActorOf(principal, context.Connection.RemoteIpAddress?.ToString());
        if (await exporter.OpenAsync(actor, request, aborted) is not { } scope)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        context.Response.ContentType = request.ContentType;
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(exporter.FileName(request));
        context.Response.Headers.ContentDisposition = disposition.ToString();
        context.Response.Headers.CacheControl = "no-store";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        try
        {
            await exporter.WriteAsync(actor, scope, request, context.Response.Body, aborted);
        }
        catch (OperationCanceledException) when (aborted.IsCancellationRequested)
        {
            // The reader has gone; the audit log says how far it came.
        }
    }

    internal static (ExportRequest Request, IReadOnlyList<FilterFault> Faults) Read(
        string subject, ExportFormat format, IEnumerable<KeyValuePair<string, string>> values, TimeZoneInfo zone, DateTimeOffset now)
    {
        if (subject == "payments")
        {
            var payments = PaymentFilter.FromQuery(values, zone, now);
            return (ExportRequest.Of(payments.Filter, format, zone), payments.Faults);
        }

        var operations = OperationFilter.FromQuery(values, zone, now);
        return (ExportRequest.Of(operations.Filter, format, zone), operations.Faults);
    }

    /// <summary>With what was pasted or selected and is kept under a key; null when it is no longer kept.</summary>
    private static ExportRequest? Listed(
        ExportRequest request, IReadOnlyList<KeyValuePair<string, string>> values, PastedLists lists, TimeZoneInfo zone, DateTimeOffset now)
    {
        if (request.Payments is not null)
            return PaymentListing.Read(values, lists, zone, now).Filter is { ListGone: false } payments ? request with { Payments = payments.Filter } : null;
        return OperationListing.Read(values, lists, zone, now).Filter is { ListGone: false } operations ? request with { Operations = operations.Filter } : null;
    }

    private static async Task RefuseAsync(HttpContext context, string message)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(message, context.RequestAborted);
    }
}
