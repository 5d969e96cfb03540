using Dashboard.Sandbox.Gate;
using Dashboard.Sandbox.State;

namespace Dashboard.Sandbox.Control;

/// <summary>What happens to one payment without the merchant's doing.</summary>
internal static class PaymentControl
{
    public static void Map(RouteGroupBuilder sandbox)
    {
        sandbox.MapGet("/payments", (PlatformState state, int? limit) =>
            ControlJson.Ok(new { payments = state.Latest(limit ?? 100).Select(View) }));
        sandbox.MapPost("/payments", ImportAsync);
        var payment = sandbox.MapGroup("/payments/{project:long}/{paymentId}");
        payment.MapGet("", async (Recollection recollection, long project, string paymentId, CancellationToken cancellationToken) =>
            await recollection.FindAsync(project, paymentId, cancellationToken) is { } found
                ? ControlJson.Ok(View(found))
                : ControlEndpoints.NotFound("payment"));
        payment.MapPost("/open", (PlatformState state, SaleDesk sales, long project, string paymentId) =>
            state.Find(project, paymentId) is { } found ? ControlJson.Ok(View(sales.Open(found))) : ControlEndpoints.NotFound("payment"));
        payment.MapPost("/press", PressAsync);
        payment.MapPost("/scenario", ScenarioAsync);
        payment.MapPost("/refund-elsewhere", RefundElsewhereAsync);
        payment.MapPost("/refund-reverse", ReverseAsync);
    }

    private static object View(SandboxPayment payment) => new
    {
        payment.ProjectId,
        PaymentId = payment.Id,
        Method = payment.Method.Code,
        payment.Amount,
        payment.Currency,
        payment.Status,
        payment.Created,
        payment.Opened,
        payment.Captured,
        payment.Refunded,
        PayerPath = "/pay/" + payment.Token,
        Operations = PaymentJson.Status(payment, payment.Operations)["operations"],
    };

    private static async Task<IResult> ImportAsync(HttpContext context, Recollection recollection, SandboxOptions options)
    {
        var (list, error) = await ControlJson.ReadAsync<RecalledPayment[]>(context);
        if (list is null)
            return error!;
        if (list.FirstOrDefault(p => options.Projects.All(project => project.Id != p.ProjectId)) is { } stranger)
            return ControlJson.Error(StatusCodes.Status400BadRequest, $"project_id: there is no project {stranger.ProjectId}.");
        return ControlJson.Ok(new { added = list.Count(p => recollection.Add(p) is not null) });
    }

    private static async Task<IResult> PressAsync(HttpContext context, PlatformState state, SaleDesk sales, long project, string paymentId)
    {
        var (press, error) = await ControlJson.ReadAsync<Press>(context);
        if (press is null)
            return error!;
        if (state.Find(project, paymentId) is not { } payment)
            return ControlEndpoints.NotFound("payment");
        if (press.Button is not ("success" or "decline"))
            return ControlJson.Error(StatusCodes.Status400BadRequest, "button: must be success or decline.");
        return await sales.PressAsync(payment, press.Button == "success") is { } finished
            ? ControlJson.Ok(View(finished))
            : ControlJson.Error(StatusCodes.Status409Conflict, "The payment no longer waits for its payer.");
    }

    private static async Task<IResult> ScenarioAsync(HttpContext context, PlatformState state, long project, string paymentId)
    {
        var (choice, error) = await ControlJson.ReadAsync<ScenarioChoice>(context);
        if (choice is null)
            return error!;
        state.ChooseScenario(project, paymentId, choice.Scenario);
        return Results.NoContent();
    }

    private static async Task<IResult> RefundElsewhereAsync(
        HttpContext context, Recollection recollection, RefundDesk refunds, long project, string paymentId)
    {
        var (order, error) = await ControlJson.ReadAsync<RefundElsewhere>(context);
        if (order is null)
            return error!;
        if (await recollection.FindAsync(project, paymentId, context.RequestAborted) is not { } payment)
            return ControlEndpoints.NotFound("payment");
        return await refunds.RefundElsewhereAsync(payment, order.Amount) is { } refunded
            ? ControlJson.Ok(View(refunded))
            : ControlJson.Error(StatusCodes.Status409Conflict, "amount: the payment has not that much left to refund.");
    }

    private static async Task<IResult> ReverseAsync(HttpContext context, PlatformState state, RefundDesk refunds, long project, string paymentId)
    {
        var (order, error) = await ControlJson.ReadAsync<RefundReverse>(context);
        if (order is null)
            return error!;
        if (state.Find(project, paymentId) is not { } payment)
            return ControlEndpoints.NotFound("payment");
        return await refunds.ReverseAsync(payment, order.OperationId) is { } reversed
            ? ControlJson.Ok(View(reversed))
            : ControlJson.Error(StatusCodes.Status409Conflict, "operation_id: there is no successful refund to reverse.");
    }

    private sealed record Press(string Button);

    private sealed record ScenarioChoice(PaymentScenario Scenario);

    private sealed record RefundElsewhere(long? Amount);

    private sealed record RefundReverse(long? OperationId);
}
