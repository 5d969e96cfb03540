using System.Globalization;
using System.Text.Json;
using Dashboard.Gate;
using Dashboard.Sandbox.State;

namespace Dashboard.Sandbox.Pages;

/// <summary>The emulated Payment Page: a signed link opens it, the payer chooses a method and confirms, then the payment exists.</summary>
internal static class PaymentPage
{
    /// <summary>What a method has to know of the payer: the page's field, the parameter that may bring it, and its label.</summary>
    private static readonly Dictionary<string, (string Parameter, string Label)[]> PayerFields = new(StringComparer.Ordinal)
    {
        ["alfa-click"] = [("customer_account_number", "Alfa-Click login")],
        ["poli"] = [("customer_first_name", "First name"), ("customer_last_name", "Last name"), ("customer_email", "E-mail")],
    };

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/payment", (HttpContext context, PlatformState state, SandboxOptions options) =>
            PageOrder.Read(context.Request.Query, options, out var problem, out var code) is { } order
                ? Open(order, state, Method(order["force_payment_method"]), null)
                : Refused(problem, code));
        app.MapPost("/payment", ConfirmAsync);
    }

    /// <summary>A signed link as a shop makes it.</summary>
    public static string Link(SandboxProject project, StartForm form, PlatformMethod method, long amount)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["project_id"] = project.Id.ToString(CultureInfo.InvariantCulture),
            ["payment_id"] = form.PaymentId,
            ["payment_amount"] = amount.ToString(CultureInfo.InvariantCulture),
            ["payment_currency"] = form.Currency,
            ["customer_id"] = form.Customer,
            ["force_payment_method"] = method.Code,
        };
        parameters["signature"] = Signature.Sign(JsonSerializer.SerializeToElement(parameters), project.Secret);
        return "/payment" + QueryString.Create(parameters.Select(p => KeyValuePair.Create(p.Key, (string?)p.Value)));
    }

    private static async Task<IResult> ConfirmAsync(HttpContext context, PlatformState state, SaleDesk sales, SandboxOptions options)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        // The payer's own answers travel under a name of their own: they are not part of what the merchant signed.
        var signed = form.Where(f => !f.Key.StartsWith("payer.", StringComparison.Ordinal));
        if (PageOrder.Read(signed, options, out var problem, out var code) is not { } order)
            return Refused(problem, code);
        if (Method(form["payer.method"]) is not { } method)
            return Open(order, state, null, "Choose how to pay.");
        var answers = PayerFields[method.Code].ToDictionary(f => f.Parameter, f => order[f.Parameter] ?? form["payer." + f.Parameter].ToString().Trim());
        if (PayerFields[method.Code].FirstOrDefault(f => answers[f.Parameter].Length == 0) is { Label: { } missing })
            return Open(order, state, method, form.ContainsKey("payer.confirmed") ? $"{missing} is needed." : null);
        if (answers.TryGetValue("customer_email", out var email) && !email.Contains('@', StringComparison.Ordinal))
            return Open(order, state, method, "The e-mail address is not complete.");
        if (!method.Currencies.Contains(order.Currency, StringComparer.Ordinal))
            return Refused($"{method.Name} does not take {order.Currency} here.", PlatformCode.InvalidCurrency);
        if (order.Amount < method.Minimum || order.Amount > method.Maximum)
            return Refused($"The amount is outside the limits of {method.Name}.", PlatformCode.AmountBelowLimit);
        var payment = sales.Take(new SaleOrder
        {
            ProjectId = order.Project.Id,
            PaymentId = order.PaymentId,
            Method = method,
            Amount = order.Amount,
            Currency = order.Currency,
            Description = order["payment_description"] ?? "",
            CustomerId = order["customer_id"],
            AccountNumber = method == PlatformMethod.AlfaClick ? answers["customer_account_number"] : null,
            ReturnUrl = WebAddress(order["merchant_return_url"] ?? order["merchant_success_url"]),
            CallbackUrl = WebAddress(order["merchant_callback_url"]),
        });
        if (payment is null)
            return Open(order, state, method, null);
        sales.StartClock(payment);
        return Results.LocalRedirect("/pay/" + payment.Token);
    }

    private static IResult Open(PageOrder order, PlatformState state, PlatformMethod? method, string? problem)
    {
        if (state.Find(order.Project.Id, order.PaymentId) is { } known)
            return Results.LocalRedirect("/pay/" + known.Token);
        var body = method is null ? Choice(order, problem) : Questions(order, method, problem);
        return Layout.Payer("Payment", Html.Of($"""
            <section class="card stack">
              <div><h1>{(method is null ? "How do you want to pay?" : method.Name)}</h1><div class="sum">{Layout.Money(order.Amount, order.Currency)}</div>
              <div class="muted">Payment <span class="id">{order.PaymentId}</span></div></div>
              {body}
              {(WebAddress(order["merchant_return_url"]) is { } back ? Html.Of($"<a href=\"{back.AbsoluteUri}\">Return without paying</a>") : Html.Empty)}
            </section>
            """)).AsPage(problem is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    private static Html Choice(PageOrder order, string? problem) => Html.Of($"""
        <form method="post" action="/payment" class="fields">{Problem(problem)}{Hidden(order)}
          <div class="actions">{Html.Join(PlatformMethod.All.Select(m => Html.Of($"""
              <button name="payer.method" value="{m.Code}"{(m.Currencies.Contains(order.Currency, StringComparer.Ordinal) ? Html.Empty : new Html(" disabled"))}>{m.Name}</button>
              """)))}</div>
        </form>
        """);

    private static Html Questions(PageOrder order, PlatformMethod method, string? problem) => Html.Of($"""
        <form method="post" action="/payment" class="fields">{Problem(problem)}{Hidden(order)}
          <input type="hidden" name="payer.method" value="{method.Code}"><input type="hidden" name="payer.confirmed" value="1">
          {Html.Join(PayerFields[method.Code].Where(f => order[f.Parameter] is null).Select(f => Html.Of(
              $"<label>{f.Label}<input name=\"payer.{f.Parameter}\" required maxlength=\"255\"></label>")))}
          <div class="actions"><button class="primary">Continue to {method.Name}</button></div>
        </form>
        """);

    private static Html Problem(string? problem) => problem is null ? Html.Empty : Html.Of($"<p class=\"error\" role=\"alert\">{problem}</p>");

    private static Html Hidden(PageOrder order) =>
        Html.Join(order.Parameters.Select(p => Html.Of($"<input type=\"hidden\" name=\"{p.Key}\" value=\"{p.Value}\">")));

    private static PlatformMethod? Method(string? code) => PlatformMethod.Find(code);

    private static IResult Refused(string problem, PlatformCode? code) =>
        Layout.Message("This payment cannot be opened", problem, code is null ? null : $"{code.Code} {code.Message}").AsPage(StatusCodes.Status400BadRequest);

    private static Uri? WebAddress(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            ? address
            : null;
}
