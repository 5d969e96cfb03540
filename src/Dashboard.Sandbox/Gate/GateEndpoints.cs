namespace Dashboard.Sandbox.Gate;

/// <summary>The addresses of the Gate API that the emulator answers.</summary>
internal static class GateEndpoints
{
    public const string Sale = "sale";
    public const string Refund = "refund";
    public const string Status = "status";
    public const string StatusRequest = "status-request";

    public static void Map(IEndpointRouteBuilder app, GateDoor door)
    {
        app.MapPost("/v2/payment/online-banking/{method}/sale", (HttpContext context, string method) => door.ServeAsync(context, Sale, method));
        app.MapPost("/v2/payment/online-banking/{method}/refund", (HttpContext context, string method) => door.ServeAsync(context, Refund, method));
        app.MapPost("/v2/payment/card/refund", (HttpContext context) => door.ServeAsync(context, Refund, "card"));
        app.MapPost("/v2/payment/refund", (HttpContext context) => door.ServeAsync(context, Refund, null));
        app.MapPost("/v2/payment/status", (HttpContext context) => door.ServeAsync(context, Status, null));
        app.MapPost("/v2/payment/status/request", (HttpContext context) => door.ServeAsync(context, StatusRequest, null));
    }
}
