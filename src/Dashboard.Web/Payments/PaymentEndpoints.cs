using System.Data.Common;
using System.Security.Claims;
using Dashboard.Web.Access;
using Dashboard.Web.Payments.Details;
using Dashboard.Web.Shell;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dashboard.Web.Payments;

/// <summary>What the menu of a row asks for only when somebody wants it.</summary>
public static class PaymentEndpoints
{
    public static void MapPayments(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/payments/{projectId:long}/{segment}/summary", SummaryAsync).RequireAuthorization();

    /// <summary>The payment as plain text for a ticket; whoever copies it has seen it.</summary>
    private static async Task<Results<ContentHttpResult, StatusCodeHttpResult>> SummaryAsync(
        HttpContext http, long projectId, string segment, PaymentFiles files, SupportSummary summary, Times times, ClaimsPrincipal principal)
    {
        times.Use(Viewer.From(http));
        http.Response.Headers.CacheControl = "no-store";
        if (PaymentLink.TryRead(segment) is not { } paymentId)
            return TypedResults.StatusCode(StatusCodes.Status404NotFound);
        try
        {
            var actor = CurrentUser.ActorOf(principal, http.Connection.RemoteIpAddress?.ToString());
            return await files.OpenAsync(actor, projectId, paymentId, http.RequestAborted) is { } file
                ? TypedResults.Text(summary.Of(file, $"{http.Request.Scheme}://{http.Request.Host}{PaymentLink.To(projectId, paymentId)}"))
                : TypedResults.StatusCode(StatusCodes.Status404NotFound);
        }
        catch (DbException)
        {
            return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
    }
}
