using Dashboard.Core.Callbacks;

namespace Dashboard.Web.Operating;

/// <summary>For whoever watches the process. Nothing in the answers is personal.</summary>
public static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/health/live", () => Results.Json(new { status = "live" })).AllowAnonymous();
        endpoints.MapGet("/health/ready", ReadyAsync).AllowAnonymous();
        endpoints.MapGet("/metrics", (MetricsText metrics, HttpContext http) =>
        {
            http.Response.Headers.CacheControl = "no-store";
            return Results.Text(metrics.Write(), "text/plain; version=0.0.4; charset=utf-8");
        }).AllowAnonymous();
    }

    /// <summary>Ready = a callback that came now would be stored. Otherwise 503 with the reasons.</summary>
    private static async Task<IResult> ReadyAsync(ReceiverReadiness readiness, CancellationToken cancellationToken)
    {
        var reasons = await readiness.ReasonsAgainstAsync(cancellationToken);
        return reasons.Count == 0
            ? Results.Json(new { status = "ready" })
            : Results.Json(new { status = "not ready", reasons }, statusCode: StatusCodes.Status503ServiceUnavailable);
    }
}
