namespace Dashboard.Web.Security;

/// <summary>
/// Refuses what another site starts in a signed-in browser: a circuit (a WebSocket is not bound by the same-origin rule) or a changing request.
/// Programs send no Origin and pass; forms of ours send "null" under the no-referrer policy and are held by the antiforgery token.
/// </summary>
public sealed class OriginCheck(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http)
    {
        var request = http.Request;
        var hub = request.Path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase);
        var changing = !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method));
        if ((hub || changing) && IsForeign(request, hub))
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return http.Response.WriteAsync("The request comes from another site.", http.RequestAborted);
        }

        return next(http);
    }

    private static bool IsForeign(HttpRequest request, bool hub)
    {
        if (request.Headers["Sec-Fetch-Site"] == "cross-site")
            return true;
        var origin = request.Headers.Origin.ToString();
        if (origin.Length == 0)
            return false;
        if (origin == "null")
            return hub;
        return !Uri.TryCreate(origin, UriKind.Absolute, out var uri)
            || !uri.Scheme.Equals(request.Scheme, StringComparison.OrdinalIgnoreCase)
            || !HostString.FromUriComponent(uri).Equals(Normal(request));
    }

    private static HostString Normal(HttpRequest request)
    {
        var host = request.Host;
        var standard = request.Scheme == "https" ? 443 : 80;
        return host.Port == standard ? new HostString(host.Host) : host;
    }
}
