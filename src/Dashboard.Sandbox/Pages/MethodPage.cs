using Dashboard.Sandbox.State;

namespace Dashboard.Sandbox.Pages;

/// <summary>The method's page of the payer: press Success or Decline, or read how to pay the bill.</summary>
internal static class MethodPage
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/pay/{token}", (PlatformState state, SaleDesk sales, SandboxOptions options, string token) =>
            state.FindByToken(token) is { } payment ? Show(sales.Open(payment), options) : Unknown());
        app.MapPost("/pay/{token}/press", async (HttpContext context, PlatformState state, SaleDesk sales, string token) =>
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            if (state.FindByToken(token) is not { } payment)
                return Unknown();
            await sales.PressAsync(payment, form["button"] == "success");
            return Results.LocalRedirect(form["from"] == "desk" ? "/payments/" + token : "/pay/" + token);
        });
    }

    /// <summary>The two buttons; an amount that the test rules decline cannot be pressed to success.</summary>
    public static Html Buttons(SandboxPayment payment, string from)
    {
        var declines = PlatformMethod.DeclinesAmount(payment.Amount);
        var success = declines
            ? new Html("<button name=\"button\" value=\"success\" disabled>Success</button>")
            : new Html("<button class=\"primary\" name=\"button\" value=\"success\">Success</button>");
        var rule = declines ? new Html("<p class=\"muted\">The test rules decline this amount: 400.00 and 404.00 never succeed.</p>") : Html.Empty;
        return Html.Of($"""
            <form method="post" action="/pay/{payment.Token}/press" class="fields">
              <input type="hidden" name="from" value="{from}">
              <div class="actions">{success}<button name="button" value="decline">Decline</button></div>{rule}
            </form>
            """);
    }

    private static IResult Unknown() =>
        Layout.Message("This payment is not known", "The platform has forgotten it, perhaps because it was restarted. Start a new one.")
            .AsPage(StatusCodes.Status404NotFound);

    private static IResult Show(SandboxPayment payment, SandboxOptions options)
    {
        var body = payment.IsWaiting
            ? payment.Scenario == PaymentScenario.Instruction ? Instruction(payment, options) : Question(payment, options)
            : Result(payment, options);
        return Layout.Payer(payment.Method.Name, Html.Of($"""
            <section class="card stack">
              <div class="head"><h1>{payment.Method.Name}</h1>{Layout.Chip(payment.Status)}</div>
              <div><div class="sum">{Layout.Money(payment.Amount, payment.Currency)}</div><div class="muted">Payment <span class="id">{payment.Id}</span></div></div>
              {body}
            </section>
            """)).AsPage();
    }

    private static Html Question(SandboxPayment payment, SandboxOptions options)
    {
        var minutes = (long)options.OpenedLifetime.TotalMinutes;
        return Html.Of($"""
            <p>Choose how the payment ends. Without a press it is declined {minutes} minutes after this page was first opened.</p>
            {Buttons(payment, "payer")}
            {Way(payment.ReturnUrl, "Return without paying")}
            """);
    }

    private static Html Instruction(SandboxPayment payment, SandboxOptions options) => Html.Of($"""
        <ol>
          <li>Open the Alfa-Click internet bank with the login <strong>{payment.AccountNumber}</strong>.</li>
          <li>Find the bill over {Layout.Money(payment.Amount, payment.Currency)} among the bills to pay.</li>
          <li>Pay it there, or answer the bank's text message. The bill is valid until {Layout.Time(payment.Created + options.BillLifetime)} UTC.</li>
        </ol>
        <p class="muted">This is the page a merchant shows. The buttons below stand in for the bank:</p>
        {Buttons(payment, "payer")}
        """);

    private static Html Result(SandboxPayment payment, SandboxOptions options) => Html.Of($"""
        <p>{(payment.Captured > 0 ? "The payment succeeded." : $"The payment was declined: {payment.Sale.Code.Message} (code {payment.Sale.Code.Code}).")}
        The merchant is told by callback.</p>
        <div class="actions">{Way(payment.ReturnUrl, "Return to the shop")}{Layout.BackToDashboard(options)}<a class="button quiet" href="/payments/{payment.Token}">See the callbacks</a></div>
        """);

    private static Html Way(Uri? address, string words) =>
        address is null ? Html.Empty : Html.Of($"<a class=\"button\" href=\"{address.AbsoluteUri}\">{words}</a>");
}
