using Dashboard.Sandbox.Callbacks;
using Dashboard.Sandbox.Faults;
using Dashboard.Sandbox.Ledger;
using Dashboard.Sandbox.State;

namespace Dashboard.Sandbox.Control;

/// <summary>What tests and practising people steer the emulator with. The real platform has none of it.</summary>
internal static class ControlEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var sandbox = app.MapGroup("/sandbox");
        sandbox.MapGet("/ledger", (RequestLedger ledger, long? project, string? paymentId, string? endpoint) =>
            ControlJson.Ok(new { requests = ledger.Find(e => Fits(e, project, paymentId, endpoint)) }));
        sandbox.MapGet("/ledger/refunds", (RequestLedger ledger, long? project, string? paymentId) =>
            ControlJson.Ok(new { refunds = ledger.Find(e => Fits(e, project, paymentId, Gate.GateEndpoints.Refund)) }));
        sandbox.MapGet("/callbacks", (CallbackJournal journal, long? project, string? paymentId, int? limit) =>
            ControlJson.Ok(new { callbacks = journal.Latest(limit ?? 1000, d => Fits(d, project, paymentId)).Select(DeliveryView.Of) }));
        sandbox.MapPost("/callbacks/{number:long}/replay", (CallbackSender sender, long number) =>
            sender.Replay(number) is { } delivery ? ControlJson.Ok(DeliveryView.Of(delivery)) : NotFound("callback"));
        sandbox.MapPost("/reset", Reset);
        sandbox.MapGet("/pulse", (PlatformState state) => ControlJson.Ok(new { version = state.Version }));
        sandbox.MapGet("/mode", (PlatformState state) => ControlJson.Ok(ModeOf(state)));
        sandbox.MapPost("/mode", SetModeAsync);
        MapFaults(sandbox);
        PaymentControl.Map(sandbox);
    }

    public static IResult NotFound(string what) => ControlJson.Error(StatusCodes.Status404NotFound, $"There is no such {what}.");

    private static void MapFaults(RouteGroupBuilder sandbox)
    {
        sandbox.MapGet("/faults", (FaultBox faults) => ControlJson.Ok(new { faults = faults.All() }));
        sandbox.MapPost("/faults", async (HttpContext context, FaultBox faults) =>
        {
            var (fault, error) = await ControlJson.ReadAsync<Fault>(context);
            if (fault is null)
                return error!;
            if (fault.Count < 0 || fault.DelayMs < 0 || fault.Times < 0)
                return ControlJson.Error(StatusCodes.Status400BadRequest, "count, delay_ms and times must not be negative.");
            return ControlJson.Ok(faults.Add(fault));
        });
        sandbox.MapDelete("/faults", (FaultBox faults) =>
        {
            faults.Clear();
            return Results.NoContent();
        });
        sandbox.MapDelete("/faults/{number:int}", (FaultBox faults, int number) =>
            faults.Remove(number) ? Results.NoContent() : NotFound("fault"));
    }

    private static IResult Reset(PlatformState state, Timetable timetable, CallbackSender sender, RequestLedger ledger, FaultBox faults, SandboxOptions options)
    {
        timetable.Clear();
        faults.Clear();
        sender.Clear();
        ledger.Clear();
        state.AcceptEverything = options.AcceptEverything;
        state.ReverseSameDayFullRefunds = options.ReverseSameDayFullRefunds;
        state.Clear();
        return Results.NoContent();
    }

    private static async Task<IResult> SetModeAsync(HttpContext context, PlatformState state)
    {
        var (mode, error) = await ControlJson.ReadAsync<Mode>(context);
        if (mode is null)
            return error!;
        state.AcceptEverything = mode.AcceptEverything ?? state.AcceptEverything;
        state.ReverseSameDayFullRefunds = mode.ReverseSameDayFullRefunds ?? state.ReverseSameDayFullRefunds;
        state.Touch();
        return ControlJson.Ok(ModeOf(state));
    }

    private static Mode ModeOf(PlatformState state) => new(state.AcceptEverything, state.ReverseSameDayFullRefunds);

    private static bool Fits(LedgerEntry entry, long? project, string? paymentId, string? endpoint) =>
        (project is null || entry.ProjectId == project)
        && (paymentId is null || entry.PaymentId == paymentId)
        && (endpoint is null || entry.Endpoint == endpoint);

    private static bool Fits(CallbackDelivery delivery, long? project, string? paymentId) =>
        (project is null || delivery.ProjectId == project) && (paymentId is null || delivery.PaymentId == paymentId);

    private sealed record Mode(bool? AcceptEverything, bool? ReverseSameDayFullRefunds);
}
