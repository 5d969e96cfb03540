using System.Globalization;
using Dashboard.Gate;
using Dashboard.Sandbox.Callbacks;
using Dashboard.Sandbox.State;

namespace Dashboard.Sandbox.Pages;

/// <summary>One payment as the platform sees it, with what can happen to it on the platform's side.</summary>
internal static class PaymentDeskPage
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/payments/{token}", (PlatformState state, CallbackJournal journal, SandboxOptions options, string token) =>
            state.FindByToken(token) is { } payment ? Show(payment, journal, options) : Results.Redirect("/"));
        app.MapPost("/payments/{token}/refund", async (HttpContext context, PlatformState state, RefundDesk refunds, string token) =>
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            if (state.FindByToken(token) is { } payment
                && Currency.TryParseAmount(form["amount"], payment.Currency, CultureInfo.InvariantCulture, out var amount, out _))
                await refunds.RefundElsewhereAsync(payment, amount);
            return Results.LocalRedirect("/payments/" + token);
        });
        app.MapPost("/payments/{token}/refund-reverse", async (PlatformState state, RefundDesk refunds, string token) =>
        {
            if (state.FindByToken(token) is { } payment)
                await refunds.ReverseAsync(payment, null);
            return Results.LocalRedirect("/payments/" + token);
        });
    }

    private static IResult Show(SandboxPayment payment, CallbackJournal journal, SandboxOptions options)
    {
        var deliveries = journal.Latest(100, d => d.ProjectId == payment.ProjectId && d.PaymentId == payment.Id);
        return Layout.Desk(options, payment.Id, Html.Of($"""
            <div class="stack" id="facts" data-live>
              <section class="card stack">
                <div class="head"><h1 class="id">{payment.Id}</h1>{Layout.Chip(payment.Status)}</div>
                <div class="sum">{Layout.Money(payment.Amount, payment.Currency)}</div>
                <dl>
                  <dt>Project</dt><dd>{payment.ProjectId}</dd>
                  <dt>Method</dt><dd>{payment.Method.Name}</dd>
                  <dt>Customer</dt><dd>{payment.CustomerId ?? "—"}</dd>
                  <dt>Created, UTC</dt><dd>{Layout.Time(payment.Created)}</dd>
                  <dt>Refunded</dt><dd>{Layout.Money(payment.Refunded, payment.Currency)}</dd>
                </dl>
                {Actions(payment)}
              </section>
            </div>
            <div class="stack" id="events" data-live>
              <section class="card list"><h2>Operations</h2><div class="scroll"><table>
                <thead><tr><th>Status</th><th class="num">Amount</th><th>Type</th><th>Code</th><th>Request</th><th>Operation</th><th>Time, UTC</th></tr></thead>
                <tbody>{Html.Join(payment.Operations.Reverse().Select(Row))}</tbody></table></div></section>
              {DeliveryTable.Show("Callbacks of this payment", deliveries, payment.Token)}
            </div>
            """)).AsPage();
    }

    private static Html Actions(SandboxPayment payment)
    {
        if (payment.IsWaiting)
            return Html.Of($"""
                <p class="muted">The payer's page: <a href="/pay/{payment.Token}">open it</a> to start its 30 minutes, or decide here.</p>
                {MethodPage.Buttons(payment, "desk")}
                """);
        if (payment.Captured == 0)
            return Html.Of($"<p class=\"muted\">Declined: {payment.Sale.Code.Message} (code {payment.Sale.Code.Code}).</p>");
        if (!payment.Method.Refundable)
            return Html.Of($"<p class=\"muted\">{payment.Method.Name} has no refunds.</p>");
        var left = payment.Captured - payment.Refunded;
        var refund = left <= 0 ? Html.Empty : Html.Of($"""
            <form method="post" action="/payments/{payment.Token}/refund">
              <label>Refund on the platform's side<input name="amount" inputmode="decimal" value="{Currency.FormatInvariant(left, payment.Currency)}"></label>
              <button>Refund</button>
            </form>
            """);
        var reverse = payment.Refunded == 0 ? Html.Empty : Html.Of($"""
            <form method="post" action="/payments/{payment.Token}/refund-reverse"><button>Reverse the last refund</button></form>
            """);
        return Html.Of($"<div class=\"actions\">{refund}{reverse}</div>");
    }

    private static Html Row(SandboxOperation operation) => Html.Of($"""
        <tr><td>{Layout.Chip(operation.Status)}</td><td class="num">{Layout.Money(operation.Amount, operation.Currency)}</td><td>{operation.Type}</td>
        <td class="grow">{operation.Code.Code} <span class="muted">{operation.Code.Message}</span></td><td class="id">{operation.RequestId}</td>
        <td class="id">{operation.Id}</td><td>{Layout.Time(operation.Date)}</td></tr>
        """);
}
