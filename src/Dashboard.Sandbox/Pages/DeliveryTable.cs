using Dashboard.Sandbox.Callbacks;

namespace Dashboard.Sandbox.Pages;

/// <summary>Callbacks with what the merchant answered.</summary>
internal static class DeliveryTable
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/callbacks/{number:long}/replay", async (HttpContext context, CallbackSender sender, long number) =>
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            sender.Replay(number);
            var token = form["token"].ToString();
            return Results.LocalRedirect(token.All(char.IsAsciiHexDigit) && token.Length > 0 ? "/payments/" + token : "/");
        });

    public static Html Show(string title, IReadOnlyList<CallbackDelivery> deliveries, string token = "") => Html.Of($"""
        <section class="card list"><h2>{title}</h2>
        {(deliveries.Count == 0 ? new Html("<p class=\"empty\">None yet: they follow a payment's steps.</p>") : Table(deliveries, token))}</section>
        """);

    private static Html Table(IReadOnlyList<CallbackDelivery> deliveries, string token) => Html.Of($"""
        <div class="scroll"><table>
        <thead><tr><th>Answer</th><th>Payment</th><th>About</th><th class="num">Tries</th><th>Next, UTC</th><th>Sent, UTC</th><th></th></tr></thead>
        <tbody>{Html.Join(deliveries.Select(d => Row(d, token)))}</tbody></table></div>
        """);

    private static Html Row(CallbackDelivery d, string token) => Html.Of($"""
        <tr><td>{Answer(d)}</td><td class="id">{d.PaymentId}</td>
        <td class="grow">{d.OperationType} {d.OperationStatus} <span class="muted">{(d.Fault is null ? "" : "· " + d.Fault)}</span></td>
        <td class="num">{d.Attempts.Length}</td><td>{(d.NextAttempt is { } next ? Layout.Time(next) : Html.Of($"—"))}</td><td>{Layout.Time(d.Created)}</td>
        <td><form method="post" action="/callbacks/{d.Number}/replay"><input type="hidden" name="token" value="{token}"><button class="small">Send again</button></form></td></tr>
        """);

    private static Html Answer(CallbackDelivery d)
    {
        var last = d.Attempts.IsEmpty ? null : d.Attempts[^1];
        var words = last?.HttpStatus is { } status ? "HTTP " + status : last?.Error;
        return d.State switch
        {
            DeliveryState.Delivered => Html.Of($"<span class=\"chip success\">✓ {words}</span>"),
            DeliveryState.Suppressed => Html.Of($"<span class=\"chip neutral\">not sent</span>"),
            DeliveryState.Exhausted => Html.Of($"<span class=\"chip danger\">✕ {words}, given up</span>"),
            _ => last is null ? Html.Of($"<span class=\"chip info\">◔ on its way</span>") : Html.Of($"<span class=\"chip warning\">! {words}</span>"),
        };
    }
}
