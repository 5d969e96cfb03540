using System.Globalization;
using Dashboard.Gate;
using Dashboard.Sandbox.Callbacks;
using Dashboard.Sandbox.State;

namespace Dashboard.Sandbox.Pages;

/// <summary>Where a person starts payments the way a shop would, and watches what the platform does with them.</summary>
internal static class StartPage
{
    private static readonly GateClient Gate = new();

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/", (PlatformState state, CallbackJournal journal, SandboxOptions options) => Show(state, journal, options, StartForm.Fresh(options), null));
        app.MapPost("/start", StartAsync);
    }

    private static async Task<IResult> StartAsync(
        HttpContext context, PlatformState state, CallbackJournal journal, SandboxOptions options, SandboxAddress address)
    {
        var form = StartForm.Read(await context.Request.ReadFormAsync(context.RequestAborted));
        var project = options.Projects.FirstOrDefault(p => p.Id == form.Project);
        if (project is null || PlatformMethod.Find(form.Method) is not { } method)
            return Show(state, journal, options, form, "Choose a project and a method of the list.");
        if (!Currency.TryParseAmount(form.Amount, form.Currency, CultureInfo.InvariantCulture, out var amount, out _))
            return Show(state, journal, options, form, $"Amount: \"{form.Amount}\" is not an amount in {form.Currency}, such as 100.00.");
        state.ChooseScenario(project.Id, form.PaymentId, form.Scenario);
        if (form.ByPaymentPage)
            return Results.LocalRedirect(PaymentPage.Link(project, form, method, amount));

        var (error, token) = await SendSaleAsync(state, form, project, method, amount, address, context.RequestAborted);
        return error is null ? Results.LocalRedirect("/payments/" + token) : Show(state, journal, options, form, error);
    }

    /// <summary>Plays the shop: signs the request and sends it to the emulator's own Gate over HTTP, like anyone else.</summary>
    private static async Task<(string? Error, string? Token)> SendSaleAsync(
        PlatformState state, StartForm form, SandboxProject project, PlatformMethod method, long amount, SandboxAddress address, CancellationToken cancellationToken)
    {
        var sale = new SaleRequest
        {
            ProjectId = project.Id,
            PaymentId = form.PaymentId,
            Amount = amount,
            Currency = form.Currency,
            Method = method.Code,
            CustomerId = form.Customer,
            CustomerIp = "127.0.0.1",
            CustomerAccountId = form.Customer,
            CustomerFirstName = "Practice",
            CustomerLastName = "Payer",
            CustomerEmail = "payer@example.com",
            Description = "Practice payment",
        };
        if (sale.Faults() is { Count: > 0 } faults)
            return (string.Join(" ", faults), null);
        return await Gate.SaleAsync(address.Base, sale, project.Secret, cancellationToken) switch
        {
            GateOutcome.Accepted => (null, state.Find(project.Id, form.PaymentId)?.Token ?? ""),
            GateOutcome.Refused refused => ($"The Gate refused the request: {refused.Code} {refused.Message}", null),
            var other => ($"The Gate did not take the request: {other}", null),
        };
    }

    private static IResult Show(PlatformState state, CallbackJournal journal, SandboxOptions options, StartForm form, string? error) =>
        Layout.Desk(options, "Start a payment", Html.Of($"""
            <div class="stack">
              <section class="card"><h1>Start a payment</h1>{form.Show(options, error)}</section>
              {Rules}
            </div>
            <div class="stack">
              <div id="mode" data-live>{Mode(state)}</div>
              <div id="payments" data-live>{Payments(state.Latest(25))}</div>
              <div id="callbacks" data-live>{DeliveryTable.Show("Callbacks", journal.Latest(25))}</div>
            </div>
            """)).AsPage(error is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);

    private static Html Mode(PlatformState state) => state.AcceptEverything
        ? new Html("<p class=\"error\">Every signed refund is accepted now, whatever its amount (POST /sandbox/mode).</p>")
        : Html.Empty;

    private static Html Payments(IReadOnlyList<SandboxPayment> payments) => Html.Of($"""
        <section class="card list"><h2>Recent payments</h2>
        {(payments.Count == 0 ? new Html("<p class=\"empty\">None yet. Start one on the left.</p>") : Table(payments))}</section>
        """);

    private static Html Table(IReadOnlyList<SandboxPayment> payments) => Html.Of($"""
        <div class="scroll"><table>
        <thead><tr><th>Status</th><th class="num">Amount</th><th>Payment</th><th>Method</th><th>Created, UTC</th><th></th></tr></thead>
        <tbody>{Html.Join(payments.Select(p => Html.Of($"""
            <tr><td>{Layout.Chip(p.Status)}</td><td class="num">{Layout.Money(p.Amount, p.Currency)}</td>
            <td class="id grow"><a href="/payments/{p.Token}">{p.Id}</a></td><td>{p.Method.Name}</td><td>{Layout.Time(p.Created)}</td>
            <td>{(p.IsWaiting ? Html.Of($"<a href=\"/pay/{p.Token}\">Press Success or Decline</a>") : Html.Empty)}</td></tr>
            """)))}</tbody></table></div>
        """);

    private static Html Rules { get; } = new("""
        <section class="card"><h2>Test rules</h2><ul>
        <li>400.00 and 404.00 (40000 and 40400 minor units) are declined; every other amount succeeds on Success.</li>
        <li>Alfa-Click takes RUB only here. Poli takes AUD, NZD and, as in its documentation's samples, EUR.</li>
        <li>An opened payer's page is declined 30 minutes later (code 20000), an unopened one after 24 hours, a bill of the instruction after 7 days.</li>
        <li>Alfa-Click can be refunded, in full or in part. Too much is accepted and then declined by callback (3283). Poli has no refunds.</li>
        <li>A callback counts as delivered with HTTP 200 only: 6 tries every 10 s, then ever longer pauses up to 4 h, 120 tries or 11 days in all.</li>
        </ul></section>
        """);
}
